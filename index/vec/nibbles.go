package vec

import "unsafe"

// NibbleChunk is how many rows a chunk of Nibbles holds.
const NibbleChunk = 1 << 14

// Nibbles are rows of nibbles (see DotsNibble) in chunks of NibbleChunk rows, so
// that there may be more without moving those there are.
type Nibbles struct {
	Chunks []*uint8 // the first byte of each chunk
	Stride int      // bytes of a row, a multiple of 64
}

// DotsAt sets dst[i] to the dot product of query and row ids[i], as DotsNibble
// does, for every i of ids. The length of the query is a multiple of 128, at most
// MaxInt8; where it is less than a row has elements, the row is taken to end
// there: the query meets the first half as many bytes. dst must have room for
// len(ids) rounded up to a multiple of 4 products, which are written. The ids are
// not checked: each must be a row of a chunk that is whole.
func (r Nibbles) DotsAt(dst []int32, query []int8, ids []uint32) {
	if len(ids) == 0 {
		return
	}
	dst = dst[:(len(ids)+3)&^3]
	n := len(query) / 2
	if n == 0 || len(query)%128 != 0 || n > r.Stride {
		clear(dst)
		return
	}
	r.dotsAt(dst, query, ids)
}

// dotsAtFour is dotsAt by the kernel of four rows.
func (r Nibbles) dotsAtFour(dst []int32, query []int8, ids []uint32) {
	row := func(i int) *uint8 { return &r.row(ids[min(i, len(ids)-1)])[0] }
	for i := 0; i < len(ids); i += 4 {
		nibble4(&dst[i:][:4][0], &query[0], len(query)/2, row(i), row(i+1), row(i+2), row(i+3))
	}
}

func (r Nibbles) row(id uint32) []uint8 {
	return unsafe.Slice(r.Chunks[id/NibbleChunk], NibbleChunk*r.Stride)[int(id%NibbleChunk)*r.Stride:][:r.Stride]
}
