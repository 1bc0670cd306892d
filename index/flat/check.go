package flat

import (
	"fmt"
	"slices"

	"github.com/kindred-search/kindred/index/vec"
)

// Check looks at everything that the index holds and returns an error that wraps
// ErrFault, and names the slot, at the first contradiction. It may run beside
// searches and changes.
func (x *Index) Check() error {
	s, live := x.current.Load(), 0
	n, coder := vec.NibbleRow(x.dim), newCoder(x.rotation)
	high, low := make([]uint8, n), make([]uint8, n)
	for i, c := range s.chunks {
		if c == nil {
			continue
		}
		live += c.count()
		for row := range chunkRows {
			if !c.has(row) {
				continue
			}
			slot := i*chunkRows + row
			if row >= c.rows {
				return fmt.Errorf("flat: slot %d is row %d of %d: %w; build the index again", slot, row, c.rows, ErrFault)
			}
			v := c.vector(row, x.dim)
			if err := checkUnit(v, x.dim); err != nil {
				return fmt.Errorf("flat: the vector of slot %d: %w: %w", slot, ErrFault, err)
			}
			code := coder.encode(v)
			split(high, low, coder.codes)
			if code != c.code[row] || !slices.Equal(high, c.high[row*n:][:n]) || !slices.Equal(low, c.low[row*n:][:n]) {
				return fmt.Errorf("flat: the codes of slot %d are not those of its vector: %w; build the index again", slot, ErrFault)
			}
		}
	}
	if live != s.live {
		return fmt.Errorf("flat: counted %d vectors, need %d: %w; build the index again", live, s.live, ErrFault)
	}
	return nil
}
