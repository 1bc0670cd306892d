package hnsw

import (
	"context"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
)

// Index is a graph over vectors of one length, by slot.
type Index struct{ dim, ef int }

// New returns an empty index of vectors of dim components. The error wraps
// ErrDimension.
func New(dim int, o Options) (*Index, error) {
	return &Index{dim: dim, ef: o.withDefaults().EfSearch}, nil
}

// Add puts vectors in, the i-th of them, of the index's length, under slots[i],
// which is below MaxSlot; a vector that a slot had is replaced. On an error, which
// wraps ErrDimension or ErrNotUnit, nothing was added. The vectors are copied.
func (x *Index) Add(slots []uint32, vectors []float32) error { return nil }

// Delete takes out what the slots hold; a slot that holds nothing is passed over.
// A search that begins when it has returned finds none of them. Their nodes stay
// as stepping stones until a third of all are such, when Delete compacts.
func (x *Index) Delete(slots []uint32) {}

// Compact gives back the memory of deleted and replaced vectors, and repairs the
// links that led through them. Searches go on beside it.
func (x *Index) Compact() {}

// Search returns k of the nearest: hits whose vectors have the highest dot product
// with the query, best first, ties by slot: all that pass the filter when they are
// fewer, none when k is below 1. filter nil lets every slot pass. The query must
// be of length 1, or the error wraps ErrDimension or ErrNotUnit. When ctx ends
// first, its error is returned.
func (x *Index) Search(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
	return nil, nil
}

// Exact is Search that misses none: it looks at every vector that passes.
func (x *Index) Exact(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
	return nil, nil
}

// Score sets dst[i] to the dot product of the query and the vector of slots[i],
// the same number as Search gives it, and to 0 where a slot holds no vector. dst
// must be at least as long as slots. The error wraps ErrDimension or ErrNotUnit, as
// that of Search.
func (x *Index) Score(dst []float32, query []float32, slots []uint32) error { return nil }

// Vector returns a copy of the vector of a slot, nil when the slot holds none.
func (x *Index) Vector(slot uint32) []float32 { return nil }

// Check looks at everything that the index holds and returns an error that wraps
// ErrFault at the first contradiction. It waits for changes, and changes wait for
// it; searches do not.
func (x *Index) Check() error { return nil }

// Dim is the number of components of every vector.
func (x *Index) Dim() int { return x.dim }

// Len is how many slots hold a vector.
func (x *Index) Len() int { return 0 }

// EfSearch is how many of the nearest nodes a search keeps on its way.
func (x *Index) EfSearch() int { return x.ef }

// SetEfSearch changes EfSearch for searches that begin later; below 1 it becomes 1.
func (x *Index) SetEfSearch(ef int) { x.ef = ef }

// Bytes is the memory of graph and codes; the float16 vectors are not counted.
func (x *Index) Bytes() int64 { return 0 }
