package coder

import (
	"context"
	"fmt"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/vec"
)

// Search returns k near hits, whose vectors have a high dot product with the
// query, best first, ties by slot: all that pass the filter when they are fewer,
// none when k is below 1. filter nil lets every slot pass. It is Exact when the
// filter takes out more than half, when the candidates would be all there are, and
// when fewer than k of them are live and pass. The query must be of length 1, or
// the error wraps ErrDimension or ErrNotUnit. When ctx ends first, its error is
// returned.
func (x *Index) Search(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
	if err := x.checkQuery(query); err != nil {
		return nil, err
	}
	live := x.Len()
	n := max(x.options.Candidates, k)
	if k < 1 || n >= live || filter != nil && filter.Count() < live/2 {
		return x.Exact(ctx, query, k, filter)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("coder: search among %d vectors was stopped: %w", live, err)
	}
	best := index.NewTop(k)
	for _, slot := range x.candidates(query, n) {
		v := x.vectors.Vector(slot)
		if v == nil || filter != nil && !filter.Has(slot) {
			continue
		}
		best.Offer(index.Hit{Slot: slot, Score: vec.Dot(query, v)})
	}
	if hits := best.Hits(); len(hits) == k {
		return hits, nil
	}
	return x.Exact(ctx, query, k, filter)
}

// candidates gives the slots of about n near nodes, each once.
func (x *Index) candidates(query []float32, n int) []uint32 {
	x.reading.RLock()
	defer x.reading.RUnlock()
	l := &x.linked
	if len(l.slots) == 0 {
		return nil
	}
	slots := l.graph.nearest(query, n)
	kept := slots[:0]
	for _, node := range slots {
		slot := l.slots[node]
		if current, ok := l.nodes[slot]; ok && current == node {
			kept = append(kept, slot)
		}
	}
	return kept
}

// Exact is Search that misses none: it looks at every vector that passes.
func (x *Index) Exact(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
	hits, err := x.vectors.Search(ctx, query, k, filter)
	if err != nil {
		return nil, fmt.Errorf("coder: %w", err)
	}
	return hits, nil
}

// Score sets dst[i] to the dot product of the query and the vector of slots[i],
// the same number as Search gives it, and to 0 where a slot holds no vector. dst
// must be at least as long as slots. The error wraps ErrDimension or ErrNotUnit, as
// that of Search.
func (x *Index) Score(dst []float32, query []float32, slots []uint32) error {
	return x.vectors.Score(dst, query, slots)
}
