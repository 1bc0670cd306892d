//go:build unix

package section

import (
	"os"
	"path/filepath"

	"golang.org/x/sys/unix"
)

// mapFile maps length bytes of a file from offset on: read-only and shared, or
// private and copied where they are changed.
func mapFile(file *os.File, offset int64, length int, private bool) ([]byte, error) {
	protection, flags := unix.PROT_READ, unix.MAP_SHARED
	if private {
		protection, flags = unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE
	}
	return unix.Mmap(int(file.Fd()), offset, length, protection, flags)
}

func unmapFile(m []byte) error { return unix.Munmap(m) }

// syncFolder makes the name of a file durable.
func syncFolder(path string) error {
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}
