package hnsw

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// largePages asks for large pages under a slice that was not touched yet: rows are
// read all over it, and most small pages would not be in the processor's table of
// pages. It is advice; where it is not taken, nothing else changes.
func largePages[T any](s []T) []T {
	page := uintptr(unix.Getpagesize())
	first := uintptr(unsafe.Pointer(unsafe.SliceData(s)))
	skip := (page - first%page) % page
	size := uintptr(len(s)) * unsafe.Sizeof(*new(T))
	if size < skip+page {
		return s
	}
	bytes := unsafe.Slice((*byte)(unsafe.Add(unsafe.Pointer(unsafe.SliceData(s)), skip)), (size-skip)/page*page)
	_ = unix.Madvise(bytes, unix.MADV_HUGEPAGE)
	return s
}
