package hnsw

import (
	"context"
	"fmt"

	"github.com/kindred-search/kindred/index"
)

// SearchWithout is Search among all vectors, with the EfSearch of now, as if the
// graph did not have that of one slot: no path leads through it and it is no hit.
// It is for measuring. The neighbors of a vector that the graph has are found more
// easily than those of one that it never saw, because they are linked to it.
func (x *Index) SearchWithout(ctx context.Context, query []float32, k int, without uint32) ([]index.Hit, error) {
	defer x.find()()
	g := x.current.Load()
	if err := checkUnit(query, g.dim); err != nil {
		return nil, fmt.Errorf("hnsw: cannot search for the query: %w", err)
	}
	live := int(g.live.Load())
	if k = min(k, live); k < 1 || ctx.Err() != nil {
		return nil, stopped(ctx, live)
	}
	w := x.walk(g)
	defer x.rest(w)
	if node := g.node(without); node != noNode {
		w.blind = append(w.blind, node)
	}
	w.aim(query)
	entry, top, _ := g.top()
	w.descend(entry, top, 0)
	ef := max(x.EfSearch(), k+k/2+8)
	for most := widest * ef; ; ef *= 2 {
		w.nearest(0, ef)
		if len(w.found) < ef || ef >= most || !w.close(k-1, ef-1, 1.5) {
			break
		}
	}
	hits := w.order(query, k+1)
	n := 0
	for _, h := range hits {
		if h.Slot != without { // the entry point is met even so
			hits[n] = h
			n++
		}
	}
	return hits[:min(n, k)], g.mapped.err()
}
