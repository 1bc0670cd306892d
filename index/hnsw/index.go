package hnsw

import (
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/kindred-search/kindred/index/vec"
)

// Index is a graph over vectors of one length, by slot.
type Index struct {
	options Options
	ef      atomic.Int64
	writing sync.Mutex            // held by Add, Delete, Compact and Check
	current atomic.Pointer[graph] // never nil
	locks   [1024]sync.Mutex      // of nodes, by number: held while links are written, one at a time
	raising sync.Mutex            // held while a node is added whose layer is above all others
	walks   sync.Pool             // of *walk
	adding  atomic.Bool           // whether Add is at work
	finding atomic.Int32          // how many searches are

	mostInThrees uint64 // the constant; less in tests
}

// New returns an empty index of vectors of dim components. The error wraps
// ErrDimension.
func New(dim int, o Options) (*Index, error) {
	if dim < 1 || dim > vec.MaxInt8 {
		return nil, fmt.Errorf("hnsw: cannot make an index of %d dimensions, need 1 to %d: %w", dim, vec.MaxInt8, ErrDimension)
	}
	o = o.withDefaults()
	x := &Index{options: o, mostInThrees: mostInThrees}
	x.ef.Store(int64(o.EfSearch))
	x.current.Store(newGraph(shapeOf(dim, o.M, threes)))
	return x, nil
}

// Dim is the number of components of every vector.
func (x *Index) Dim() int { return x.current.Load().dim }

// Len is how many slots hold a vector.
func (x *Index) Len() int { return int(x.current.Load().live.Load()) }

// EfSearch is how many of the nearest nodes a search keeps on its way.
func (x *Index) EfSearch() int { return int(x.ef.Load()) }

// SetEfSearch changes EfSearch for searches that begin later; below 1 it becomes 1.
func (x *Index) SetEfSearch(ef int) { x.ef.Store(int64(max(ef, 1))) }

// Bytes is the memory of graph and codes, with the room for nodes to come in the
// last chunk; the float16 vectors are not counted.
func (x *Index) Bytes() int64 {
	g := x.current.Load()
	n := 0
	for _, c := range g.chunks {
		n += len(c.high) + len(c.low) + 8*len(c.links) + 4*(len(c.layers)+len(c.slots))
	}
	for _, lists := range g.upper {
		n += 8 * len(lists)
	}
	for _, slots := range g.slots {
		n += 4 * len(slots)
	}
	return int64(n)
}

// Vector returns a copy of the vector of a slot, nil when the slot holds none.
func (x *Index) Vector(slot uint32) []float32 {
	g := x.current.Load()
	node := g.node(slot)
	if node >= g.capacity() {
		return nil
	}
	v := make([]float32, g.dim)
	vec.Widen(v, g.vector(node))
	if g.mapped.err() != nil {
		return nil // the next search says why
	}
	return v
}
