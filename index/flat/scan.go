package flat

import (
	"math/bits"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/vec"
)

// denseWord is how many of 64 neighboring rows must pass a filter for all of them
// to be compared; below, scattered reads are faster than a stream.
const denseWord = 24

// A scan looks at the codes of chunks, one after the other, for one worker.
//
// The k best least products bound what is of interest: there are k rows at least
// as good as the worst of them, the floor, so that a row whose product is at most
// something below it is not among the k best.
type scan struct {
	probe *probe
	least *index.Top  // the best of the least products
	maybe []candidate // the rows that were not below the floor then, by slot within each chunk

	// Scratch, of the rows of one chunk.
	rows     [chunkRows]uint32
	products [chunkRows]int32
	exact    [chunkRows]float32
}

// candidate is a row that may be among the k best.
type candidate struct {
	slot uint32
	most float32 // its product is not more
}

// chunk looks at the rows of c that hold a vector and pass; filter is its part of
// the filter, nil for all, and base its first slot.
func (s *scan) chunk(c *chunk, filter []uint64, base uint32) {
	dim, n := len(s.probe.query), 0
	for w, word := range c.live {
		if filter != nil {
			if w >= len(filter) {
				break
			}
			word &= filter[w]
		}
		first := w * 64
		if bits.OnesCount64(word) < denseWord {
			for ; word != 0; word &= word - 1 {
				s.rows[n] = uint32(first + bits.TrailingZeros64(word))
				n++
			}
			continue
		}
		last := min(first+64, c.rows)
		products := s.products[:last-first]
		vec.DotsInt8(products, s.probe.codes, c.codes[first*dim:last*dim])
		floor := s.least.Floor()
		for ; word != 0; word &= word - 1 {
			i := bits.TrailingZeros64(word)
			if least, most := s.probe.between(products[i], c.code[first+i]); most >= floor {
				floor = s.keep(base+uint32(first+i), least, most)
			}
		}
	}
	if n == 0 {
		return
	}
	vec.DotsInt8At(s.products[:n], s.probe.codes, c.codes, s.rows[:n])
	floor := s.least.Floor()
	for i, row := range s.rows[:n] {
		if least, most := s.probe.between(s.products[i], c.code[row]); most >= floor {
			floor = s.keep(base+row, least, most)
		}
	}
}

// keep takes a row in and returns the new floor.
func (s *scan) keep(slot uint32, least, most float32) float32 {
	s.maybe = append(s.maybe, candidate{slot: slot, most: most})
	s.least.Offer(index.Hit{Slot: slot, Score: least})
	return s.least.Floor()
}
