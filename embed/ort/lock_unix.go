//go:build !windows

package ort

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes the lock on f unless another process holds it. The kernel
// releases it when f is closed, or when the process dies.
func tryLock(f *os.File) (held bool, err error) {
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR) {
		return false, nil
	}
	return err == nil, err
}
