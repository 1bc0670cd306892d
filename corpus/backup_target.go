package corpus

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// A target is where a copy is to be.
type target struct {
	path    string
	replace bool
	lock    *lock // of the store that will be replaced; nil without
}

// backupTarget refuses places where a copy would destroy something.
func (s *Store) backupTarget(file string, replace bool) (*target, error) {
	path, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	if path, err = resolve(path); err != nil {
		return nil, err
	}
	t := &target{path: path, replace: replace}
	store, err := resolve(s.path)
	if err != nil {
		return nil, err
	}
	for _, end := range []string{"", "-wal", "-shm", "-journal", ".lock"} {
		if samePlace(path, store+end) {
			return nil, fmt.Errorf("%w: it is the store itself, or one of its files; give another name", ErrPlace)
		}
	}
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return t, noLog(path)
	}
	switch {
	case err != nil:
		return nil, err
	case info.IsDir():
		return nil, fmt.Errorf("%w: it is a folder; give the name of a file in it", ErrPlace)
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%w: it is no regular file; give another name", ErrPlace)
	case !replace:
		return nil, fs.ErrExist
	}
	if _, err := os.Stat(path + ".lock"); err == nil {
		if t.lock, err = takeLock(path, time.Now()); err != nil {
			return nil, err
		}
	}
	return t, noLog(path)
}

// resolve follows the links of a path whose last part need not exist.
func resolve(path string) (string, error) {
	if whole, err := filepath.EvalSymlinks(path); err == nil {
		return whole, nil
	}
	folder, err := filepath.EvalSymlinks(filepath.Dir(path))
	if err != nil {
		return "", fmt.Errorf("%w; make its folder first, or give another name", err)
	}
	return filepath.Join(folder, filepath.Base(path)), nil
}

// samePlace reports whether two paths are one file, by name or by link.
func samePlace(a, b string) bool {
	if a == b {
		return true
	}
	x, errA := os.Stat(a)
	y, errB := os.Stat(b)
	return errA == nil && errB == nil && os.SameFile(x, y)
}

// noLog refuses a place beside which a log of another database lies: SQLite
// would take it for that of the copy.
func noLog(path string) error {
	for _, end := range []string{"-wal", "-journal"} {
		if size(path+end) > 0 {
			return fmt.Errorf("%w: beside it lies %s, of a database that is open or was not closed; close that, or give another name", ErrPlace, filepath.Base(path)+end)
		}
	}
	return nil
}

// put gives the copy its name, once all of it is on the disk.
func (t *target) put(temp string) error {
	f, err := os.OpenFile(temp, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return err
	}
	if _, err := os.Lstat(t.path); err == nil && !t.replace { // it came meanwhile
		return fs.ErrExist
	}
	if err := os.Rename(temp, t.path); err != nil {
		return err
	}
	return syncFolder(t.path)
}

func (t *target) release() {
	if t != nil && t.lock != nil {
		t.lock.release()
	}
}
