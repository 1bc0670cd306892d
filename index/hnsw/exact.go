package hnsw

import (
	"context"
	"fmt"
	"math"
	"math/bits"
	"sync"
	"sync/atomic"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
)

const (
	// scanRows is how many rows are looked at between two looks at the context.
	scanRows = 1024

	// workerRows is how many rows a search must look at for each goroutine that it
	// uses, as in package flat.
	workerRows = 16 * 1024
)

// Exact is Search that misses none: it looks at every vector that passes.
func (x *Index) Exact(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
	defer x.find()()
	g := x.current.Load()
	if err := checkUnit(query, g.dim); err != nil {
		return nil, fmt.Errorf("hnsw: cannot search for the query: %w", err)
	}
	passing := int(g.live.Load())
	if filter != nil {
		passing = min(passing, filter.Count())
	}
	if k = min(k, passing); k < 1 {
		return nil, stopped(ctx, passing)
	}
	return x.exact(ctx, g, query, k, passing, filter)
}

// A scan looks at codes for one worker. The k highest products of codes bound what
// is of interest, as slack says.
type scan struct {
	g        *graph
	query    []int8
	filter   bitmap.Bitmap
	slack    float32
	top      *index.Top // the k highest products, scores here
	maybe    []near     // what was not below the floor then, and wide rows, which are marked
	ids      [scanRows]uint32
	products [scanRows]int32
	scratch  [scanRows]int32
}

const wideMark near = 1

func (x *Index) exact(ctx context.Context, g *graph, query []float32, k, passing int, filter bitmap.Bitmap) ([]index.Hit, error) {
	codes := make([]int8, 2*g.stride)
	scale := largestOf(query) / maxCode
	off, _ := encode(codes, query, scale)
	// Without a filter nodes are looked at in order, else slots.
	rows := int(min(g.nodes.Load(), g.capacity()))
	if filter != nil {
		rows = min(64*len(filter), len(g.slots)*chunkRows)
	}
	scans := make([]*scan, min(x.options.Workers, max(1, passing/workerRows)))
	var next atomic.Int64 // the first row that nobody has taken
	work := func(i int) {
		s := &scan{g: g, query: codes, filter: filter, slack: g.slack(off, scale), top: index.NewTop(k)}
		scans[i] = s
		for ctx.Err() == nil {
			first := int(next.Add(scanRows)) - scanRows
			if first >= rows {
				return
			}
			s.rows(first, min(first+scanRows, rows))
		}
	}
	var others sync.WaitGroup
	for i := 1; i < len(scans); i++ {
		others.Go(func() { work(i) })
	}
	work(0)
	others.Wait()
	for _, s := range scans[1:] {
		for _, h := range s.top.Hits() {
			scans[0].top.Offer(h)
		}
	}
	w, best := x.walk(g), index.NewTop(k)
	defer x.rest(w)
	floor := scans[0].top.Floor() - scans[0].slack
	for _, s := range scans {
		for i, n := range s.maybe {
			if i%scanRows == 0 && ctx.Err() != nil {
				break
			}
			if n&wideMark == 0 && float32(n.product()) < floor {
				continue
			}
			if slot := g.slot(n.node()); slot != noSlot && g.node(slot) == n.node() {
				best.Offer(index.Hit{Slot: slot, Score: w.score(query, n.node())})
			}
		}
	}
	if err := stopped(ctx, int(g.live.Load())); err != nil {
		return nil, err
	}
	if err := g.mapped.err(); err != nil {
		return nil, err
	}
	return best.Hits(), nil
}

// rows looks at the nodes of a range, or of the slots of a range that pass.
func (s *scan) rows(first, end int) {
	g, ids := s.g, s.ids[:0]
	if s.filter == nil {
		c := g.chunks[first>>chunkBits] // a range does not cross chunks
		for node := first; node < end; node++ {
			if atomic.LoadUint32(&c.slots[node&chunkMask]) != noSlot {
				ids = append(ids, uint32(node))
			}
		}
	} else {
		for i := first / 64; i < end/64; i++ {
			for word := s.filter[i]; word != 0; word &= word - 1 {
				if node := g.node(uint32(i*64 + bits.TrailingZeros64(word))); node < g.capacity() {
					ids = append(ids, node)
				}
			}
		}
	}
	g.dots(s.products[:], s.scratch[:], s.query, ids)
	floor := s.top.Floor()
	for i, id := range ids {
		if g.isWide(id) {
			s.maybe = append(s.maybe, nearOf(0, id)|wideMark)
		} else if product := float32(s.products[i]); product >= floor-s.slack {
			s.maybe = append(s.maybe, nearOf(s.products[i], id))
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
