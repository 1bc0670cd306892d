package hnsw

import (
	"context"
	"fmt"
	"math"
	"slices"

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
// It is algorithm 5, K-NN-SEARCH, with the EfSearch of now, or half as many again
// as k when that is more; where looking at every vector that passes is less work,
// that is done.
func (x *Index) Search(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
	defer x.find()()
	g := x.current.Load()
	if err := checkUnit(query, g.dim); err != nil {
		return nil, fmt.Errorf("hnsw: cannot search for the query: %w", err)
	}
	live := int(g.live.Load())
	k, passing := g.most(k, filter)
	if k < 1 || ctx.Err() != nil {
		return nil, stopped(ctx, live)
	}
	ef := max(x.EfSearch(), k+k/2+8)
	if exactIsLess(ef, passing, live) {
		return x.exact(ctx, g, query, k, passing, filter)
	}
	w := x.walk(g)
	defer x.rest(w)
	w.aim(query)
	entry, top, _ := g.top()
	w.descend(entry, top, 0)
	without := live + int(g.dead.Load()) - passing // nodes that are no hits
	plain := without <= passing/fewOut
	for most := widest * ef; ; ef *= 2 {
		left := 0
		if plain {
			w.nearest(0, ef)
			if without > 0 {
				left = w.leaveOut(filter)
			}
		}
		if plain = plain && left <= ef/8; !plain {
			left = 0
			if !w.nearestThat(ctx, filter, ef, passing) {
				return x.exact(ctx, g, query, k, passing, filter)
			}
		}
		// Where too many lie too close together to be told apart, look at more.
		if n := len(w.found); n < k || n+left < ef || ef >= most || !w.close(k-1, n-1, 1.5) {
			break
		}
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

// fewOut is of how many nodes one may be no hit, deleted or filtered out, for a search to
// go on as if all were, which is quicker, and to leave them out in the end. Where many
// lie together they take the places of others: then it searches anew around them.
const fewOut = 64

// leaveOut takes the nodes that are no hits out of found, and returns how many.
func (w *walk) leaveOut(filter bitmap.Bitmap) int {
	before := len(w.found)
	w.found = slices.DeleteFunc(w.found, func(n near) bool { return !w.passes(n.node(), filter) })
	return before - len(w.found)
}

// passes tells whether a node holds a vector and passes the filter.
func (w *walk) passes(node uint32, filter bitmap.Bitmap) bool {
	slot := w.g.slot(node)
	return slot != noSlot && (filter == nil || filter.Has(slot))
}

// widest is how many times efSearch a search may look at, at most.
const widest = 4

// aim makes the walk one for a query.
func (w *walk) aim(query []float32) {
	encode(w.query, query, largestOf(query)/maxCode)
	var sum int
	for _, c := range w.query {
		sum += int(c) * int(c)
	}
	w.blur = float32(math.Sqrt(float64(sum) / 12))
}

// close tells whether two of found are nearer to each other, as products, than so
// many times what is uncertain of one. What rounding to steps leaves is spread
// evenly over a step, its deviation is 1/sqrt(12) of that, and the product with a
// query has the length of the query times that.
func (w *walk) close(first, second int, times float32) bool {
	return float32(w.found[first].product()-w.found[second].product()) < times*w.blur
}

// stopped returns the error of a search whose ctx has ended, nil when it has not.
func stopped(ctx context.Context, live int) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("hnsw: search among %d vectors was stopped: %w", live, err)
	}
	return nil
}

// order returns the k best of found by their exact products. Of found, which is by
// the high bits of codes, those that may be among the k best are put in order by
// all bits, and of these those by their vectors.
func (w *walk) order(query []float32, k int) []index.Hit {
	w.cut(k)
	w.refine(w.found)
	w.cut(k)
	for _, n := range w.found {
		vec.Prefetch(w.g.vector(n.node()))
	}
	best := index.NewTop(k)
	for _, n := range w.found {
		// A node is what its slot holds, unless it was deleted or replaced since.
		if slot := w.g.slot(n.node()); slot != noSlot && w.g.node(slot) == n.node() {
			best.Offer(index.Hit{Slot: slot, Score: w.score(query, n.node())})
		}
	}
	return best.Hits()
}

// cut leaves in found the k nearest, some more, and those that are too close to the
// k-th to be told from it.
func (w *walk) cut(k int) {
	n := min(k+4, len(w.found))
	for n < len(w.found) && w.close(k-1, n, 4) {
		n++
	}
	w.found = w.found[:n]
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
