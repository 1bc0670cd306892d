package hnsw

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
)

const (
	// scanRows is how many rows are looked at between two looks at the context.
	scanRows = 1024

	// workerRows is how many rows a search must look at for each goroutine that it
	// uses, as in package flat.
	workerRows = 16 * 1024

	// togetherRows is how many rows are looked at for one query before they are for the
	// next: the codes of 384 dimensions stay in the nearest 24 KB of cache.
	togetherRows = 64
)

// Exact is Search that misses none: it looks at every vector that passes.
func (x *Index) Exact(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
	defer x.find()()
	g := x.current.Load()
	if err := checkUnit(query, g.dim); err != nil {
		return nil, fmt.Errorf("hnsw: cannot search for the query: %w", err)
	}
	k, passing := g.most(k, filter)
	if k < 1 {
		return nil, stopped(ctx, passing)
	}
	return x.exact(ctx, g, query, k, passing, filter)
}

// ExactAll is Exact for many queries, on all Workers: rows are brought from memory once
// for all of them, which takes a fifth of the time.
func (x *Index) ExactAll(ctx context.Context, queries [][]float32, k int, filter bitmap.Bitmap) ([][]index.Hit, error) {
	defer x.find()()
	g := x.current.Load()
	for i, query := range queries {
		if err := checkUnit(query, g.dim); err != nil {
			return nil, fmt.Errorf("hnsw: cannot search for query %d of %d: %w", i+1, len(queries), err)
		}
	}
	k, passing := g.most(k, filter)
	all := make([][]index.Hit, len(queries))
	if k < 1 {
		return all, stopped(ctx, passing)
	}
	workers := min(x.options.Workers, len(queries))
	var working errgroup.Group
	for i := range workers {
		first, end := i*len(queries)/workers, (i+1)*len(queries)/workers
		working.Go(func() error { return x.exactSome(ctx, g, queries[first:end], all[first:end], k, filter) })
	}
	if err := working.Wait(); err != nil {
		return nil, err
	}
	return all, nil
}

// most is how many hits there can be, at most k, and how many vectors pass.
func (g *graph) most(k int, filter bitmap.Bitmap) (hits, passing int) {
	passing = int(g.live.Load())
	if filter != nil {
		passing = min(passing, filter.Count())
	}
	return min(k, passing), passing
}

// exactSome is ExactAll for one worker.
func (x *Index) exactSome(ctx context.Context, g *graph, queries [][]float32, all [][]index.Hit, k int, filter bitmap.Bitmap) (err error) {
	scans := make([]*scan, len(queries))
	for i, query := range queries {
		scans[i] = g.scan(query, k)
	}
	b, codes, row := &block{}, make([]int8, togetherRows*2*g.stride), 2*g.stride
	for first, rows := 0, g.rowsOf(filter); first < rows; first += togetherRows {
		ids := b.passing(g, filter, first, min(first+togetherRows, rows))
		if !g.intact(ids) {
			return g.mapped.err()
		}
		for i, id := range ids {
			g.join(codes[i*row:][:row], id)
		}
		for _, s := range scans {
			s.lookAt(b, ids, codes[:len(ids)*row])
		}
		if err := stopped(ctx, int(g.live.Load())); err != nil {
			return err
		}
	}
	w := x.walk(g)
	defer x.rest(w)
	for i, s := range scans {
		if all[i], err = w.finish(ctx, queries[i], k, scans[i:i+1]); err != nil {
			return err
		}
		s.maybe = nil
	}
	return nil
}

func (x *Index) exact(ctx context.Context, g *graph, query []float32, k, passing int, filter bitmap.Bitmap) ([]index.Hit, error) {
	rows := g.rowsOf(filter)
	scans := make([]*scan, min(x.options.Workers, max(1, passing/workerRows)))
	var next atomic.Int64 // the first row that nobody has taken
	var others sync.WaitGroup
	work := func(i int) {
		s, b := g.scan(query, k), &block{}
		scans[i] = s
		for ctx.Err() == nil {
			first := int(next.Add(scanRows)) - scanRows
			if first >= rows {
				return
			}
			s.look(b, b.passing(g, filter, first, min(first+scanRows, rows)))
		}
	}
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
	w := x.walk(g)
	defer x.rest(w)
	return w.finish(ctx, query, k, scans)
}

// finish returns the k best of what scans of one query found; the first has the
// highest products of all.
func (w *walk) finish(ctx context.Context, query []float32, k int, scans []*scan) ([]index.Hit, error) {
	g, best := w.g, index.NewTop(k)
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
