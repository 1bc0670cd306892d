package kindred

import (
	"context"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/flat"
)

// A VectorIndex finds the nearest vectors. It is safe for concurrent use:
// searches go on beside changes.
type VectorIndex interface {
	// Add puts unit vectors, one behind the other, under these slots.
	Add(slots []uint32, vectors []float32) error

	// Delete takes out what the slots hold.
	Delete(slots []uint32)

	// Search returns the k nearest of the slots that pass the filter, best
	// first, all of them when they are fewer.
	Search(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error)

	// Vector returns the vector of a slot, nil when it holds none.
	Vector(slot uint32) []float32

	// Check returns the first contradiction in what the index holds.
	Check() error
}

var _ VectorIndex = (*flat.Index)(nil)

const kindFlat = "flat"
