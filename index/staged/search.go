package staged

import (
	"context"
	"slices"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
)

// Search returns the k nearest of the slots that pass the filter, best first, all
// of them when they are fewer: exactly of those in front, as near as the graph
// comes of the others. Errors are those of flat.Index.Search and of the graph.
func (x *Index) Search(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
	return x.both(ctx, query, k, filter, false)
}

// Exact is Search that misses none.
func (x *Index) Exact(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
	return x.both(ctx, query, k, filter, true)
}

// ExactAll is Exact for many queries.
func (x *Index) ExactAll(ctx context.Context, queries [][]float32, k int, filter bitmap.Bitmap) ([][]index.Hit, error) {
	all := make([][]index.Hit, len(queries))
	together, ok := x.graph.(interface {
		ExactAll(ctx context.Context, queries [][]float32, k int, filter bitmap.Bitmap) ([][]index.Hit, error)
	})
	find := x.Exact
	if ok {
		find = x.front.Search
	}
	for i, query := range queries {
		var err error
		if all[i], err = find(ctx, query, k, filter); err != nil {
			return nil, err
		}
	}
	if !ok {
		return all, nil
	}
	behind, err := together.ExactAll(ctx, queries, k, filter)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i] = merge(all[i], behind[i], k)
	}
	return all, nil
}

// both looks in front first: what has left the front by then is in the graph.
func (x *Index) both(ctx context.Context, query []float32, k int, filter bitmap.Bitmap, exact bool) ([]index.Hit, error) {
	front, err := x.front.Search(ctx, query, k, filter)
	if err != nil || x.graph == nil {
		return front, err
	}
	find := x.graph.Search
	if exact {
		find = x.graph.Exact
	}
	behind, err := find(ctx, query, k, filter)
	if err != nil || len(front) == 0 {
		return behind, err
	}
	return merge(front, behind, k), nil
}

// merge returns the k best of both lists, best first, a slot that is in both once,
// as it is in front.
func merge(front, behind []index.Hit, k int) []index.Hit {
	inFront := make(map[uint32]bool, len(front))
	for _, h := range front {
		inFront[h.Slot] = true
	}
	all := front
	for _, h := range behind {
		if !inFront[h.Slot] {
			all = append(all, h)
		}
	}
	slices.SortFunc(all, index.Compare)
	return all[:min(k, len(all))]
}

// Score sets dst[i] to the dot product of the query and the vector of slots[i],
// and to 0 where a slot holds none. dst must be at least as long as slots. Errors
// are those of flat.Index.Score and of the graph.
func (x *Index) Score(dst, query []float32, slots []uint32) error {
	dst = dst[:len(slots)]
	if err := x.front.Score(dst, query, slots); err != nil || x.graph == nil {
		return err
	}
	behind := make([]float32, len(slots))
	if err := x.graph.Score(behind, query, slots); err != nil {
		return err
	}
	for i, s := range slots {
		if x.front.Vector(s) == nil {
			dst[i] = behind[i]
		}
	}
	return nil
}
