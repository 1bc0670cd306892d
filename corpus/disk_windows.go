package corpus

import (
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/windows"
)

// freeBytes is what a user may still write to the disk of a folder.
func freeBytes(folder string) (int64, error) {
	name, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0, err
	}
	var free uint64
	err = windows.GetDiskFreeSpaceEx(name, &free, nil, nil)
	return int64(free), err
}

// sameDisk reports whether two folders share one disk.
func sameDisk(a, b string) bool {
	return strings.EqualFold(filepath.VolumeName(a), filepath.VolumeName(b))
}

// temporaryFolder is where SQLite puts what VACUUM writes first.
func temporaryFolder() string { return os.TempDir() }

// syncFolder does nothing: Windows has no such thing.
func syncFolder(string) error { return nil }
