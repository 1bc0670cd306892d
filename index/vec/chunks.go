package vec

import "unsafe"

// ChunkRows is how many rows of int8 each chunk of a Chunks holds.
const ChunkRows = 1 << 14

// ChunkLane is what the length of a row in a Chunks is a multiple of.
const ChunkLane = 64

// Chunks are rows of int8 of one length, a multiple of ChunkLane, in pieces of
// ChunkRows rows: element i points to the first element of row i*ChunkRows.
type Chunks []*int8

// DotsInt8In sets dst[i] to the dot product of query and row ids[i] of rows, for
// every i of ids. dst must have room for len(ids) rounded up to a multiple of 4
// products, which are written. The length of query must be that of a row, at most
// MaxInt8. The ids are not checked: each must be a row of a chunk that is whole.
func DotsInt8In(dst []int32, query []int8, rows Chunks, ids []uint32) {
	n := len(query)
	if len(ids) == 0 {
		return
	}
	dst = dst[:(len(ids)+3)&^3]
	if n == 0 || n%ChunkLane != 0 {
		clear(dst)
		return
	}
	dotsIntIn(dst, query, rows, ids)
}

// dotsIntInPlain is dotsIntIn by the kernel of four rows.
func dotsIntInPlain(dst []int32, query []int8, rows Chunks, ids []uint32) {
	n := len(query)
	row := func(i int) *int8 { return &chunkRow(rows, ids[min(i, len(ids)-1)], n)[0] }
	for i := 0; i < len(ids); i += 4 {
		dotInt4(&dst[i:][:4][0], &query[0], n, row(i), row(i+1), row(i+2), row(i+3))
	}
}

// chunkRow is row id of rows of n elements.
func chunkRow(rows Chunks, id uint32, n int) []int8 {
	return unsafe.Slice(rows[id/ChunkRows], ChunkRows*n)[int(id%ChunkRows)*n:][:n]
}
