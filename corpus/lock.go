package corpus

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"
)

// A lock is the right to write a store: the operating system's lock on the
// file beside it. It ends with the process, however that ends, so no lock can
// be left behind; what the file says is only for the message that others get.
type lock struct {
	file   *os.File
	holder holder
}

// A holder is the content of the lock file.
type holder struct {
	PID     int       `json:"pid"`
	Since   time.Time `json:"since"`
	Address string    `json:"address,omitempty"`
}

// A LockedError says who has a store open for writing. It is ErrLocked.
type LockedError struct {
	Path    string
	PID     int       // 0 when the lock file does not say
	Since   time.Time // when it opened the store
	Address string    // where it answers HTTP, as http://127.0.0.1:7700; "" when it does not
}

func (e *LockedError) Error() string {
	who := "another process"
	if e.PID != 0 {
		who = fmt.Sprintf("process %d, since %s", e.PID, e.Since.Format(time.DateTime))
	}
	if e.Address != "" {
		return fmt.Sprintf("cannot open %s for writing: %s has it open; send the papers to it (curl --json @FILE %s/v1/papers), or stop it", e.Path, who, e.Address)
	}
	return fmt.Sprintf("cannot open %s for writing: %s has it open; wait until it is done, stop it, or open the store for reading", e.Path, who)
}

// Is makes a LockedError an ErrLocked.
func (e *LockedError) Is(target error) bool { return target == ErrLocked }

// errHeld is what lockFile returns when the lock is held elsewhere.
var errHeld = errors.New("held elsewhere")

// takeLock takes the lock of the store at path.
func takeLock(path string, now time.Time) (*lock, error) {
	file, err := os.OpenFile(path+".lock", os.O_RDWR|os.O_CREATE, 0o644)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("cannot open %s: %w; make its folder first, or give another path", path, err)
	case err != nil:
		return nil, fmt.Errorf("cannot open %s for writing: %w: %w; open it for reading, or use a folder that you may write", path, ErrReadOnly, err)
	}
	if err := lockFile(file); err != nil {
		defer file.Close()
		if !errors.Is(err, errHeld) {
			return nil, fmt.Errorf("cannot lock %s: %w; the file system must support locks", file.Name(), err)
		}
		var h holder // a file that cannot be read is a holder without a name
		if content, err := io.ReadAll(io.LimitReader(file, 4096)); err == nil && json.Unmarshal(content, &h) != nil {
			h = holder{}
		}
		return nil, &LockedError{path, h.PID, h.Since, h.Address}
	}
	l := &lock{file, holder{PID: os.Getpid(), Since: now.UTC().Truncate(time.Second)}}
	_ = l.write() // a disk without room for these bytes must not keep the store from being opened
	return l, nil
}

func (l *lock) write() error {
	content, err := json.Marshal(l.holder)
	if err == nil {
		if err = l.file.Truncate(0); err == nil {
			_, err = l.file.WriteAt(append(content, '\n'), 0)
		}
	}
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", l.file.Name(), err)
	}
	return nil
}

// release gives the lock back. The file stays: removing it could remove the
// one that another process has just locked.
func (l *lock) release() error {
	return errors.Join(l.file.Truncate(0), l.file.Close())
}
