package staged

import (
	"context"
	"slices"
	"sync"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/flat"
)

// A Graph is what stands behind the front; its methods mean what those of
// flat.Index mean, but that Search may miss some of the nearest and Exact may not.
type Graph interface {
	Add(slots []uint32, vectors []float32) error
	Delete(slots []uint32)
	Search(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error)
	Exact(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error)
	Score(dst, query []float32, slots []uint32) error
	Vector(slot uint32) []float32
	Len() int
	Check() error
}

// Index is a front with a graph behind it.
type Index struct {
	dim   int
	front *flat.Index
	graph Graph // nil for none

	linking sync.Mutex // held by Link
	room    []float32  // for its batches: a graph copies what it takes
	writing sync.Mutex // held by Add and Delete

	// mu is held for moments: what is in front agrees with the lists below it.
	mu      sync.Mutex
	pending []uint32 // slots in front, oldest first; some may have been deleted
	moving  []uint32 // slots that Link is putting into the graph
	gone    []uint32 // those of them that were deleted or replaced meanwhile
}

// New returns an index of vectors of dim components over a graph that may
// already hold some; graph nil leaves everything in front. The graph is the
// index's alone from now on.
func New(dim int, graph Graph, o flat.Options) (*Index, error) {
	front, err := flat.New(dim, o)
	if err != nil {
		return nil, err
	}
	return &Index{dim: dim, front: front, graph: graph}, nil
}

// Graph is what New was given.
func (x *Index) Graph() Graph { return x.graph }

// Add puts vectors in front, where they are found at once; a vector that a slot
// had is replaced. Errors are those of flat.Index.Add.
func (x *Index) Add(slots []uint32, vectors []float32) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mu.Lock()
	err := x.front.Add(slots, vectors)
	if err == nil {
		x.leave(slots)
	}
	x.mu.Unlock()
	if err != nil || x.graph == nil {
		return err
	}
	// An older vector goes before Link may take the new one.
	x.graph.Delete(slots)
	x.mu.Lock()
	x.pending = append(x.pending, slots...)
	x.mu.Unlock()
	return nil
}

// Delete takes out what the slots hold; one that holds nothing is passed over.
func (x *Index) Delete(slots []uint32) {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.mu.Lock()
	x.front.Delete(slots)
	x.leave(slots)
	x.mu.Unlock()
	if x.graph != nil {
		x.graph.Delete(slots)
	}
}

// leave notes slots that are on their way into the graph and must not stay there.
// mu is held.
func (x *Index) leave(slots []uint32) {
	for _, s := range slots {
		if slices.Contains(x.moving, s) {
			x.gone = append(x.gone, s)
		}
	}
}

// Pending is how many vectors are in front.
func (x *Index) Pending() int { return x.front.Len() }

// Len is how many slots hold a vector. While vectors move it may count some twice.
func (x *Index) Len() int {
	n := x.front.Len()
	if x.graph != nil {
		n += x.graph.Len()
	}
	return n
}

// Dim is the number of components of every vector.
func (x *Index) Dim() int { return x.dim }

// Vector returns the vector of a slot, which must not be changed; nil when it
// holds none.
func (x *Index) Vector(slot uint32) []float32 {
	if v := x.front.Vector(slot); v != nil || x.graph == nil {
		return v
	}
	return x.graph.Vector(slot)
}

// Check returns the first contradiction in front or graph.
func (x *Index) Check() error {
	if err := x.front.Check(); err != nil || x.graph == nil {
		return err
	}
	return x.graph.Check()
}
