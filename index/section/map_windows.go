package section

import (
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// mapFile maps length bytes of a file from offset on: read-only and shared, or
// private and copied where they are changed.
func mapFile(file *os.File, offset int64, length int, private bool) ([]byte, error) {
	protection, access := uint32(windows.PAGE_READONLY), uint32(windows.FILE_MAP_READ)
	if private {
		protection, access = windows.PAGE_WRITECOPY, windows.FILE_MAP_COPY
	}
	mapping, err := windows.CreateFileMapping(windows.Handle(file.Fd()), nil, protection, 0, 0, nil)
	if err != nil {
		return nil, fmt.Errorf("CreateFileMapping: %w", err)
	}
	defer windows.CloseHandle(mapping) // the view keeps it
	address, err := windows.MapViewOfFile(mapping, access, uint32(offset>>32), uint32(offset), uintptr(length))
	if err != nil {
		return nil, fmt.Errorf("MapViewOfFile: %w", err)
	}
	return unsafe.Slice((*byte)(pointer(address)), length), nil
}

// pointer turns an address that is not Go's into a pointer, in the form that vet
// allows.
func pointer(address uintptr) unsafe.Pointer { return *(*unsafe.Pointer)(unsafe.Pointer(&address)) }

func unmapFile(m []byte) error {
	return windows.UnmapViewOfFile(uintptr(unsafe.Pointer(unsafe.SliceData(m))))
}

// syncFolder does nothing: Windows has no such thing, a name is as durable as the
// journal of its file system.
func syncFolder(string) error { return nil }
