package coder

import (
	"fmt"
	"math"
	"slices"
	"sync"

	"github.com/kindred-search/kindred/index/flat"
)

// Options say how the graph is made and searched.
type Options struct {
	// M is the most links of a node, in every layer. 2 to 256. Default 32.
	M int

	// EfSearch is what the library keeps on its way, in construction and in search
	// alike. Default 200.
	EfSearch int

	// Candidates is how many vectors a search has the graph find, of which it takes
	// the nearest: more find more, slower. Default 800, with which the most was found
	// of what was tried.
	Candidates int

	// Seed is what the layers of nodes are drawn from. Default 0.
	Seed int64
}

func (o Options) withDefaults() Options {
	if o.M == 0 {
		o.M = 32
	}
	o.M = min(max(o.M, 2), 256)
	if o.EfSearch < 1 {
		o.EfSearch = 200
	}
	if o.Candidates < 1 {
		o.Candidates = 800
	}
	return o
}

// Index is a set of vectors of one length, by slot.
type Index struct {
	options Options
	vectors *flat.Index // those that are live: what is true

	writing sync.Mutex   // held by Add, Delete and Check
	reading sync.RWMutex // guards linked; Lock only with writing held
	linked  linked
}

// linked is a graph and what its nodes are.
type linked struct {
	graph *graph
	slots []uint32          // of each node; a slot may have been replaced or deleted since
	nodes map[uint32]uint32 // of each live slot its node
}

// New returns an empty index of vectors of dim components. The error wraps
// ErrDimension or ErrPlatform.
func New(dim int, o Options) (*Index, error) {
	vectors, err := flat.New(dim, flat.Options{})
	if err != nil {
		return nil, err
	}
	x := &Index{options: o.withDefaults(), vectors: vectors}
	x.linked, err = x.empty()
	if err != nil {
		return nil, err
	}
	return x, nil
}

func (x *Index) empty() (linked, error) {
	g, err := newGraph(x.options)
	return linked{graph: g, nodes: map[uint32]uint32{}}, err
}

// add makes a node of a slot's vector, which is copied: that of a flat.Index is a
// part of a larger array, which would stay as long as the node does.
func (l *linked) add(slot uint32, v []float32) {
	l.nodes[slot] = uint32(len(l.slots))
	l.slots = append(l.slots, slot)
	l.graph.add(slices.Clone(v))
}

// Add puts vectors in, the i-th of them, of the index's length, under slots[i];
// a vector that a slot had is replaced. On an error, which wraps ErrDimension or
// ErrNotUnit, nothing was added. The vectors are copied.
func (x *Index) Add(slots []uint32, vectors []float32) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	if err := x.vectors.Add(slots, vectors); err != nil {
		return err
	}
	for _, slot := range slots {
		v := x.vectors.Vector(slot)
		x.reading.Lock()
		x.linked.add(slot, v)
		x.reading.Unlock()
	}
	return x.renew()
}

// Delete takes out what the slots hold; a slot that holds nothing is passed over.
// All become invisible at once.
func (x *Index) Delete(slots []uint32) {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.vectors.Delete(slots)
	x.reading.Lock()
	for _, slot := range slots {
		delete(x.linked.nodes, slot)
	}
	x.reading.Unlock()
	// New gave a graph, so that another one is no error.
	_ = x.renew()
}

// renew makes a new graph when most nodes are of vectors that are gone. Searches
// go on in the old one meanwhile.
func (x *Index) renew() error {
	old := &x.linked // only changed with writing held
	if len(old.slots) <= 2*len(old.nodes) {
		return nil
	}
	fresh, err := x.empty()
	if err != nil {
		return err
	}
	for node, slot := range old.slots {
		if current, ok := old.nodes[slot]; ok && current == uint32(node) {
			fresh.add(slot, x.vectors.Vector(slot))
		}
	}
	x.reading.Lock()
	x.linked = fresh
	x.reading.Unlock()
	return nil
}

// Dim is the number of components of every vector.
func (x *Index) Dim() int { return x.vectors.Dim() }

// Len is how many slots hold a vector.
func (x *Index) Len() int { return x.vectors.Len() }

// Vector returns the vector of a slot, which must not be changed, and stays as it
// is when the slot is replaced; nil when the slot holds none.
func (x *Index) Vector(slot uint32) []float32 { return x.vectors.Vector(slot) }

// Check looks at everything that the index holds and returns an error that wraps
// ErrFault at the first contradiction. It waits for changes, and changes wait for
// it; searches do not.
func (x *Index) Check() error {
	x.writing.Lock()
	defer x.writing.Unlock()
	if err := x.vectors.Check(); err != nil {
		return fmt.Errorf("coder: %w", err)
	}
	l := &x.linked
	if len(l.nodes) != x.vectors.Len() {
		return fmt.Errorf("coder: %d slots are linked and %d hold a vector: %w; build the index again", len(l.nodes), x.vectors.Len(), ErrFault)
	}
	for slot, node := range l.nodes {
		if x.vectors.Vector(slot) == nil || int(node) >= len(l.slots) || l.slots[node] != slot {
			return fmt.Errorf("coder: slot %d is not what node %d is: %w; build the index again", slot, node, ErrFault)
		}
	}
	return nil
}

// checkQuery returns an error unless the query has the index's length and length 1.
func (x *Index) checkQuery(query []float32) error {
	if len(query) != x.Dim() {
		return fmt.Errorf("coder: cannot search for the query: it has %d dimensions, need %d: %w; embed it with the model of the store", len(query), x.Dim(), ErrDimension)
	}
	var sum float64
	for _, c := range query {
		sum += float64(c) * float64(c)
	}
	if norm := math.Sqrt(sum); !(math.Abs(norm-1) <= 0.005) { // a NaN fails too
		return fmt.Errorf("coder: cannot search for the query: its length is %g, need 1 within 0.005: %w; divide it by its length", norm, ErrNotUnit)
	}
	return nil
}
