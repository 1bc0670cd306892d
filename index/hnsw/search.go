package hnsw

import (
	"context"
	"fmt"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/vec"
)

// Search returns k of the nearest: hits whose vectors have the highest dot product
// with the query, best first, ties by slot: all that pass the filter when they are
// fewer, none when k is below 1. filter nil lets every slot pass. The query must
// be of length 1, or the error wraps ErrDimension or ErrNotUnit. When ctx ends
// first, its error is returned.
//
// It is algorithm 5, K-NN-SEARCH, with the EfSearch of now, or k when that is
// more; where looking at every vector that passes is less work, that is done.
func (x *Index) Search(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
	g := x.current.Load()
	if err := checkUnit(query, g.dim); err != nil {
		return nil, fmt.Errorf("hnsw: cannot search for the query: %w", err)
	}
	live := int(g.live.Load())
	passing := live
	if filter != nil {
		passing = min(passing, filter.Count())
	}
	if k = min(k, passing); k < 1 || ctx.Err() != nil {
		return nil, stopped(ctx, live)
	}
	ef := max(x.EfSearch(), k)
	if exactIsLess(ef, passing, live) {
		return x.exact(ctx, g, query, k, passing, filter)
	}
	w := x.walk(g)
	defer x.rest(w)
	encode(w.query, query, largestOf(query)/maxCode)
	entry, top, _ := g.top()
	w.descend(entry, top, 0)
	if filter == nil && g.dead.Load() == 0 {
		w.nearest(0, ef)
	} else if !w.nearestThat(ctx, filter, ef, passing) {
		return x.exact(ctx, g, query, k, passing, filter)
	}
	hits := w.order(query, k)
	if err := g.mapped.err(); err != nil {
		return nil, err
	}
	if len(hits) < k { // some were replaced or deleted meanwhile
		return x.exact(ctx, g, query, k, passing, filter)
	}
	return hits, nil
}

// stopped returns the error of a search whose ctx has ended, nil when it has not.
func stopped(ctx context.Context, live int) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("hnsw: search among %d vectors was stopped: %w", live, err)
	}
	return nil
}

// Of those found, so many are put in order by all bits of their codes, and of these
// so many by their vectors, when k are asked for: a code of 4 bits is a hundredth
// off, one of 8 a thousandth, neighbors in a store lie further apart.
func shortlist(k int) (byCodes, byVectors int) { return 4*k + 20, k + k/4 + 4 }

// order returns the k best of found by their exact products.
func (w *walk) order(query []float32, k int) []index.Hit {
	byCodes, byVectors := shortlist(k)
	found := w.found[:min(len(w.found), byCodes)]
	w.refine(found)
	found = found[:min(len(found), byVectors)]
	for _, n := range found {
		vec.Prefetch(w.g.vector(n.node()))
	}
	best := index.NewTop(k)
	for _, n := range found {
		// A node is what its slot holds, unless it was deleted or replaced since.
		if slot := w.g.slot(n.node()); slot != noSlot && w.g.node(slot) == n.node() {
			best.Offer(index.Hit{Slot: slot, Score: w.score(query, n.node())})
		}
	}
	return best.Hits()
}

func (w *walk) score(query []float32, node uint32) float32 {
	vec.Widen(w.wide, w.g.vector(node))
	return vec.Dot(query, w.wide)
}

// Score sets dst[i] to the dot product of the query and the vector of slots[i],
// the same number as Search gives it, and to 0 where a slot holds no vector. dst
// must be at least as long as slots. The error wraps ErrDimension or ErrNotUnit, as
// that of Search.
func (x *Index) Score(dst []float32, query []float32, slots []uint32) error {
	g := x.current.Load()
	if err := checkUnit(query, g.dim); err != nil {
		return fmt.Errorf("hnsw: cannot score the query: %w", err)
	}
	w := x.walk(g)
	defer x.rest(w)
	for i, slot := range slots {
		dst[i] = 0
		if node := g.node(slot); node < g.capacity() {
			dst[i] = w.score(query, node)
		}
	}
	return g.mapped.err()
}
