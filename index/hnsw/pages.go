package hnsw

import "unsafe"

// largePage is how large large pages are, on most machines: where they are of another
// size, nothing else changes.
const largePage = 2 << 20

// newRoom returns room for so many bytes, of which carve gives parts, that begins at a
// large page: rows are read all over it, and most small pages would not be in the
// processor's table of pages. What lies before and behind is not used.
func newRoom(bytes int) []uint64 {
	room := make([]uint64, (bytes+largePage)/8)
	from := uintptr(unsafe.Pointer(unsafe.SliceData(room))) % largePage
	room = room[(largePage-from)%largePage/8:][:bytes/8]
	adviseLarge(unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(room))), bytes))
	return room
}

// carve takes n elements off room, whose bytes are a multiple of eight.
func carve[T uint8 | uint16 | uint64](room *[]uint64, n int) []T {
	words := n * int(unsafe.Sizeof(*new(T))) / 8
	part := unsafe.Slice((*T)(unsafe.Pointer(unsafe.SliceData(*room))), n)
	*room = (*room)[words:]
	return part
}
