package flat

import (
	"fmt"
	"math/bits"

	"github.com/kindred-search/kindred/index/section"
	"github.com/kindred-search/kindred/index/vec"
)

// The sections of an index: FORMAT.md.
const (
	shapeSection   = "flat"
	slotsSection   = "flat.slots"
	vectorsSection = "flat.vectors"
)

// Save writes what the index holds when it is called, as three sections whose names
// begin with "flat". Vectors are rounded to float16: those that came from float16
// stay as they are. Searches and changes go on beside it; changes are not saved.
func (x *Index) Save(w *section.Writer) error {
	if err := x.current.Load().save(w, x.dim); err != nil {
		return fmt.Errorf("flat: cannot save %d vectors: %w", x.Len(), err)
	}
	return nil
}

func (s *state) save(w *section.Writer, dim int) error {
	out, err := w.Section(shapeSection)
	if err != nil {
		return err
	}
	if _, err := out.Write(section.Bytes([]uint32{uint32(dim), uint32(s.live)})); err != nil {
		return err
	}
	if out, err = w.Section(slotsSection); err != nil {
		return err
	}
	for i, c := range s.chunks {
		slots := c.rowsHeld(uint32(i * chunkRows))
		if _, err := out.Write(section.Bytes(slots)); err != nil {
			return err
		}
	}
	if out, err = w.Section(vectorsSection); err != nil {
		return err
	}
	row := make([]uint16, dim)
	for _, c := range s.chunks {
		for _, r := range c.rowsHeld(0) {
			vec.Narrow(row, c.vector(int(r), dim))
			if _, err := out.Write(section.Bytes(row)); err != nil {
				return err
			}
		}
	}
	return nil
}

// rowsHeld returns base plus each row that holds a vector, ascending; none of a
// chunk that is nil.
func (c *chunk) rowsHeld(base uint32) []uint32 {
	if c == nil {
		return nil
	}
	rows := make([]uint32, 0, chunkRows)
	for w, word := range c.live {
		for ; word != 0; word &= word - 1 {
			rows = append(rows, base+uint32(w*64+bits.TrailingZeros64(word)))
		}
	}
	return rows
}

// Slots returns the slots that hold a vector, ascending.
func (x *Index) Slots() []uint32 {
	s := x.current.Load()
	slots := make([]uint32, 0, s.live)
	for i, c := range s.chunks {
		slots = append(slots, c.rowsHeld(uint32(i*chunkRows))...)
	}
	return slots
}
