//go:build unix

package corpus

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lockFile takes the whole file's lock, or returns errHeld at once.
func lockFile(f *os.File) error {
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.EWOULDBLOCK):
			return errHeld
		}
		return err
	}
}
