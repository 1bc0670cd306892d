package flat

import (
	"math/bits"
	"slices"

	"github.com/kindred-search/kindred/index/vec"
)

// chunkRows is how many rows are allocated, searched between two looks at the
// context, and copied when one of them is replaced: 2 MB at 384 dimensions.
const (
	chunkRows  = 1024
	chunkWords = chunkRows / 64
)

// A chunk holds the rows of chunkRows slots that follow each other. A published
// chunk never changes, except that rows from rows on, which no search reads, may
// be written for the next one: it shares the slices.
type chunk struct {
	rows    int                // rows [0, rows) are never written again
	live    [chunkWords]uint64 // the rows that hold a vector; none from rows on
	vectors []float32          // chunkRows rows of dim
	high    []uint8            // chunkRows rows of nibbles, those of vec.NibbleRow(dim) codes
	low     []uint8            // as high
	code    []code             // one per row
}

// edit is a chunk on its way to be published.
type edit struct {
	chunk
	fixed int  // rows [0, fixed) may be being read through the slices
	owned bool // nobody else has the slices
}

func (e *edit) set(row int, v []float32, r *coder) {
	dim := len(v)
	switch {
	case e.vectors == nil:
		n := chunkRows * vec.NibbleRow(dim)
		e.vectors, e.high, e.low, e.code = make([]float32, chunkRows*dim), make([]uint8, n), make([]uint8, n), make([]code, chunkRows)
		e.owned = true
	case row < e.fixed && !e.owned:
		e.vectors, e.high, e.low, e.code = slices.Clone(e.vectors), slices.Clone(e.high), slices.Clone(e.low), slices.Clone(e.code)
		e.owned = true
	}
	copy(e.vectors[row*dim:][:dim], v)
	e.code[row] = r.encode(v)
	n := vec.NibbleRow(dim)
	split(e.high[row*n:][:n], e.low[row*n:][:n], r.codes)
	e.live[row/64] |= 1 << (row % 64)
	e.rows = max(e.rows, row+1)
}

func (c *chunk) has(row int) bool { return c.live[row/64]>>(row%64)&1 == 1 }

func (c *chunk) vector(row, dim int) []float32 { return c.vectors[row*dim:][:dim:dim] }

// count is how many rows hold a vector.
func (c *chunk) count() int {
	n := 0
	for _, word := range c.live {
		n += bits.OnesCount64(word)
	}
	return n
}
