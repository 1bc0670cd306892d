package hnsw

import (
	"math"
	"math/bits"
	"sync/atomic"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/vec"
)

// A scan looks at codes for a query. The k highest products of codes bound what is of
// interest, as slack says.
type scan struct {
	g     *graph
	query []int8
	slack float32
	top   *index.Top // the k highest products, scores here
	maybe []near     // what was not below the floor then, and wide rows, which are marked
}

func (g *graph) scan(query []float32, k int) *scan {
	s := &scan{g: g, query: make([]int8, 2*g.stride), top: index.NewTop(k)}
	scale := largestOf(query) / maxCode
	off, _ := encode(s.query, query, scale)
	s.slack = g.slack(off, scale)
	return s
}

// rowsOf is how many rows are to be looked at: nodes in order, or, with a filter, slots.
func (g *graph) rowsOf(filter bitmap.Bitmap) int {
	if filter != nil {
		return min(64*len(filter), len(g.slots)*chunkRows)
	}
	return int(min(g.nodes.Load(), g.capacity()))
}

// A block is rows that are looked at together.
type block struct {
	ids      [scanRows]uint32
	products [scanRows]int32
	scratch  [scanRows]int32
}

const wideMark near = 1

// passing returns the nodes of a range, or those of the slots of a range that pass, that
// hold a vector.
func (b *block) passing(g *graph, filter bitmap.Bitmap, first, end int) []uint32 {
	ids := b.ids[:0]
	if filter == nil {
		c := g.chunks[first>>chunkBits] // a range does not cross chunks
		for node := first; node < end; node++ {
			if atomic.LoadUint32(&c.slots[node&chunkMask]) != noSlot {
				ids = append(ids, uint32(node))
			}
		}
		return ids
	}
	for i := first / 64; i < end/64; i++ {
		for word := filter[i]; word != 0; word &= word - 1 {
			if node := g.node(uint32(i*64 + bits.TrailingZeros64(word))); node < g.capacity() {
				ids = append(ids, node)
			}
		}
	}
	return ids
}

// look looks at the nodes of a block.
func (s *scan) look(b *block, ids []uint32) {
	s.g.dots(b.products[:], b.scratch[:], s.query, ids)
	s.take(b, ids)
}

// lookAt is look at the codes of the nodes, one row after the other: quicker where they are
// joined for many queries.
func (s *scan) lookAt(b *block, ids []uint32, codes []int8) {
	vec.DotsInt8(b.products[:len(ids)], s.query, codes)
	s.take(b, ids)
}

// take keeps what is of interest of a block whose products are there.
func (s *scan) take(b *block, ids []uint32) {
	g := s.g
	floor := s.top.Floor()
	for i, id := range ids {
		if g.isWide(id) {
			s.maybe = append(s.maybe, nearOf(0, id)|wideMark)
		} else if product := float32(b.products[i]); product >= floor-s.slack {
			s.maybe = append(s.maybe, nearOf(b.products[i], id))
			s.top.Offer(index.Hit{Slot: id, Score: product})
			floor = s.top.Floor()
		}
	}
}

// slack is how far the product of a query's codes and a row's may lie below that of
// another row whose vector's product is lower.
//
// Let the query q = t*d + f, with codes d, and a row v = s*c + e. Then
// q.v = s*t*(c.d) + s*c.f + e.q. By the Cauchy-Schwarz inequality |e.q| <= |e||q|,
// and |s*c.f| <= (|v|+|e|)|f|. So q.v is s*t*(c.d), give or take
//
//	|e| * (|q|+|f|) + |v||f|
//
// and what lies twice that below is lower. off is |f| and scale t.
func (g *graph) slack(off, scale float32) float32 {
	const maxNorm = 1 + normTolerance
	e, f := float64(math.Float32frombits(g.off.Load())), float64(off)
	bound := e*(maxNorm+f) + maxNorm*f
	// The exact product, in float32 by vec.Dot, is off by one rounding for the
	// product and one for each of the dim/16 + 4 sums, each at most 2^-24 of what it
	// rounds, below 1.1. A product of codes that becomes a float32 is off by 2^-24
	// of itself, as are floor and slack below.
	bound += float64(g.dim/16+5+8) * 0x1p-24 * 1.1
	largest := float64(g.dim) * maxCode * maxCode
	return float32((2*bound/(float64(scale)*float64(g.step)) + 4*largest*0x1p-24) * (1 + 1e-6))
}
