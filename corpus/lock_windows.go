package corpus

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lockFile takes a lock, or returns errHeld at once. Locks of Windows keep
// others from reading what is locked, so the byte is one far behind the content.
func lockFile(f *os.File) error {
	at := &windows.Overlapped{OffsetHigh: 1}
	err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errHeld
	}
	return err
}
