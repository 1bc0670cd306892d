package hnsw

import "unsafe"

// asBytes returns the bytes of codes.
func asBytes(codes []int8) []byte {
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(codes))), len(codes))
}
