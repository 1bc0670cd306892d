package flat

import (
	"context"
	"math"
	"math/bits"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/vec"
)

// denseWord is how many of 64 neighboring rows must pass a filter for all of them
// to be compared; below, scattered reads are faster than a stream.
const denseWord = 24

// A scan finds what may be among the k best, for one worker: first all chunks, one
// after the other, by their high nibbles, then few rows by both nibbles.
//
// The k best least products of rows that were looked at by both nibbles bound what
// is of interest: there are k rows at least as good as the worst of them, the floor,
// so that a row whose product is at most something below it is not among the k
// best. So that there is a floor early, what looks best is refined now and then.
type scan struct {
	probe  *probe
	k      int
	roughs []rough     // the rows that were not below the floor then, by slot within each chunk
	fresh  int         // those from here on were noted since the best were refined
	least  *index.Top  // the best of the least products
	maybe  []candidate // the refined rows that were not below the floor then
	chunks int         // how many there were

	// Scratch, of the rows of one chunk.
	rows     [chunkRows]uint32
	high     [chunkRows]int32
	products [chunkRows]int32
	exact    [chunkRows]float32
	lows     []float32
}

// rough is a row of which the high nibbles were seen.
type rough struct {
	slot    uint32
	high    int32   // their product
	least   float32 // the row's product is not less
	ceiling float32 // the row's product is not more; minus infinity when it was refined
}

// candidate is a row that may be among the k best.
type candidate struct {
	slot uint32
	most float32 // its product is not more
}

func (s *scan) begin(p *probe, k int) {
	s.probe, s.k, s.least = p, k, index.NewTop(k)
	s.roughs, s.maybe, s.fresh, s.chunks = s.roughs[:0], s.maybe[:0], 0, 0
}

// chunk looks at the high nibbles of the rows of chunk i that hold a vector and
// pass; filter is its part of the filter, nil for all.
func (s *scan) chunk(of *state, i int, filter []uint64) {
	c, base, few := of.chunks[i], uint32(i*chunkRows), 0
	size, floor := len(s.probe.codes)/2, s.least.Floor()
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
				s.rows[few] = uint32(first + bits.TrailingZeros64(word))
				few++
			}
			continue
		}
		last := min(first+64, c.rows)
		products, codes := s.products[:last-first], c.code[first:last]
		vec.DotsNibble(products, s.probe.codes, c.high[first*size:last*size])
		for i, product := range products {
			if about, slack := s.probe.roughly(product, &codes[i]); about+slack >= floor && word>>i&1 == 1 {
				s.roughs = append(s.roughs, rough{base + uint32(first+i), product, about - slack, about + slack})
			}
		}
	}
	rows, products := s.rows[:few], s.products[:few]
	vec.DotsNibbleAt(products, s.probe.codes, c.high, rows)
	for i, row := range rows {
		if about, slack := s.probe.roughly(products[i], &c.code[row]); about+slack >= floor {
			s.roughs = append(s.roughs, rough{base + row, products[i], about - slack, about + slack})
		}
	}
	if s.chunks++; s.chunks&(s.chunks-1) == 0 { // after 1, 2, 4, 8, ...
		s.refineBest(of)
	}
}

// finish refines all that may be among the k best: first what looks best, whose
// floor leaves few of the others.
func (s *scan) finish(ctx context.Context, of *state) {
	s.refineBest(of)
	for roughs := s.roughs; len(roughs) > 0 && ctx.Err() == nil; {
		roughs = s.refineChunk(of, roughs, float32(math.Inf(-1)))
	}
}

// refineBest refines the k fresh rows that look best.
func (s *scan) refineBest(of *state) {
	fresh, from := s.roughs[s.fresh:], float32(math.Inf(-1))
	s.fresh = len(s.roughs)
	if len(fresh) > s.k {
		s.lows = s.lows[:0]
		for i := range fresh {
			s.lows = append(s.lows, fresh[i].least)
		}
		from = highest(s.lows, s.k)
	}
	for len(fresh) > 0 {
		fresh = s.refineChunk(of, fresh, from)
	}
}

// highest returns the k-th highest of values, which are at least k and not NaN, and
// puts them in another order: Hoare's algorithm 65, FIND.
func highest(values []float32, k int) float32 {
	for first, last := 0, len(values)-1; first < last; {
		pivot, i, j := values[(first+last)/2], first, last
		for i <= j {
			for values[i] > pivot {
				i++
			}
			for values[j] < pivot {
				j--
			}
			if i <= j {
				values[i], values[j] = values[j], values[i]
				i++
				j--
			}
		}
		switch {
		case k-1 <= j:
			last = j
		case k-1 >= i:
			first = i
		default:
			return values[k-1]
		}
	}
	return values[k-1]
}

// refineChunk refines the rows of the chunk that the first of roughs is in, but for
// those below the floor, those whose least product is below from and those that
// were refined. It returns the rest, of other chunks.
func (s *scan) refineChunk(of *state, roughs []rough, from float32) []rough {
	chunk, n, floor := roughs[0].slot/chunkRows, 0, s.least.Floor()
	for ; len(roughs) > 0 && roughs[0].slot/chunkRows == chunk; roughs = roughs[1:] {
		if r := &roughs[0]; r.ceiling >= floor && r.least >= from && r.ceiling > float32(math.Inf(-1)) {
			s.rows[n], s.high[n] = r.slot%chunkRows, r.high
			n++
			r.ceiling = float32(math.Inf(-1))
		}
	}
	c, rows, low := of.chunks[chunk], s.rows[:n], s.products[:n]
	vec.DotsNibbleAt(low, s.probe.codes, c.low, rows)
	for i, row := range rows {
		least, most := s.probe.between(s.probe.product(s.high[i], low[i]), c.code[row])
		if most >= floor {
			slot := chunk*chunkRows + row
			s.maybe = append(s.maybe, candidate{slot: slot, most: most})
			s.least.Offer(index.Hit{Slot: slot, Score: least})
			floor = s.least.Floor()
		}
	}
	return roughs
}
