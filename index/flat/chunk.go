package flat

import (
	"math/bits"
	"slices"
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
	codes   []int8             // as vectors
	code    []code             // one per row
}

// edit is a chunk on its way to be published.
type edit struct {
	chunk
	fixed int  // rows [0, fixed) may be being read through the slices
	owned bool // nobody else has the slices
}

func (e *edit) set(row int, v []float32, dim int) {
	switch {
	case e.vectors == nil:
		e.vectors, e.codes, e.code = make([]float32, chunkRows*dim), make([]int8, chunkRows*dim), make([]code, chunkRows)
		e.owned = true
	case row < e.fixed && !e.owned:
		e.vectors, e.codes, e.code = slices.Clone(e.vectors), slices.Clone(e.codes), slices.Clone(e.code)
		e.owned = true
	}
	copy(e.vectors[row*dim:][:dim], v)
	e.code[row] = encode(e.codes[row*dim:][:dim], v)
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
