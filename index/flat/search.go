package flat

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/vec"
)

// workerRows is how many rows a search must look at for each goroutine that it
// uses, 0.3 ms of work: below, a second one saves less than it costs on a core
// that has other searches to do.
const workerRows = 16 * chunkRows

// Search returns the k hits whose vectors have the highest dot product with the
// query, best first, ties by slot: all that pass the filter when they are fewer,
// none when k is below 1. filter nil lets every slot pass. The query must be of
// length 1, or the error wraps ErrDimension or ErrNotUnit. When ctx ends first,
// its error is returned.
func (x *Index) Search(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
	if err := checkUnit(query, x.dim); err != nil {
		return nil, fmt.Errorf("flat: cannot search for the query: %w", err)
	}
	s := x.current.Load()
	rows := s.live
	if filter != nil {
		rows = min(rows, filter.Count())
	}
	if k = min(k, rows); k < 1 {
		return nil, ctx.Err()
	}
	scans := make([]*scan, min(x.workers, max(1, rows/workerRows)))
	var next atomic.Int64 // the first chunk that nobody has taken
	p := newProbe(x.rotation, query)
	work := func(w int) {
		scan := x.scan()
		scan.begin(p, k)
		scans[w] = scan
		for i := next.Add(1) - 1; int(i) < len(s.chunks) && ctx.Err() == nil; i = next.Add(1) - 1 {
			if s.chunks[i] != nil {
				scan.chunk(s, int(i), part(filter, int(i)))
			}
		}
		scan.finish(ctx, s)
	}
	var others sync.WaitGroup
	for w := 1; w < len(scans); w++ {
		others.Go(func() { work(w) })
	}
	work(0)
	others.Wait()
	best := s.exact(ctx, p.query, k, scans)
	for _, scan := range scans {
		x.scans.Put(scan)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("flat: search among %d vectors was stopped: %w", s.live, err)
	}
	return best.Hits(), nil
}

// scan returns a scan that nobody uses.
func (x *Index) scan() *scan {
	if s, ok := x.scans.Get().(*scan); ok {
		return s
	}
	return new(scan)
}

// part is what a filter says of chunk i: nil when it lets everything pass.
func part(filter bitmap.Bitmap, i int) []uint64 {
	if filter == nil {
		return nil
	}
	first := min(i*chunkWords, len(filter))
	return filter[first:min(first+chunkWords, len(filter))]
}

// exact returns the k best of all that the scans found, by their exact products.
func (s *state) exact(ctx context.Context, query []float32, k int, scans []*scan) *index.Top {
	least := scans[0].least
	for _, other := range scans[1:] {
		for _, h := range other.least.Hits() {
			least.Offer(h)
		}
	}
	floor, best := least.Floor(), index.NewTop(k)
	for _, scan := range scans {
		for maybe := scan.maybe; len(maybe) > 0 && ctx.Err() == nil; {
			// Those of one chunk, which lie side by side, together.
			base, n := maybe[0].slot/chunkRows*chunkRows, 0
			for len(maybe) > 0 && maybe[0].slot-base < chunkRows {
				if maybe[0].most >= floor {
					scan.rows[n] = maybe[0].slot - base
					n++
				}
				maybe = maybe[1:]
			}
			rows, products := scan.rows[:n], scan.exact[:n]
			vec.DotsAt(products, query, s.chunks[base/chunkRows].vectors, rows)
			for i, row := range rows {
				best.Offer(index.Hit{Slot: base + row, Score: products[i]})
			}
			floor = max(floor, best.Floor())
		}
	}
	return best
}

// Score sets dst[i] to the dot product of the query and the vector of slots[i],
// the same number as Search gives it, and to 0 where a slot holds no vector. dst
// must be at least as long as slots. The error wraps ErrDimension or ErrNotUnit, as
// that of Search.
func (x *Index) Score(dst []float32, query []float32, slots []uint32) error {
	if err := checkUnit(query, x.dim); err != nil {
		return fmt.Errorf("flat: cannot score the query: %w", err)
	}
	s := x.current.Load()
	for i, slot := range slots {
		dst[i] = 0
		if s.has(slot) {
			dst[i] = vec.Dot(query, s.chunks[slot/chunkRows].vector(int(slot%chunkRows), x.dim))
		}
	}
	return nil
}
