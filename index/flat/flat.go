package flat

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/kindred-search/kindred/index/vec"
)

// Options say how an Index searches.
type Options struct {
	// Workers is the most goroutines that one search uses; among fewer than 32,768
	// vectors that pass its filter it uses one. Default runtime.GOMAXPROCS(0).
	Workers int
}

// Index is a set of vectors of one length, by slot.
type Index struct {
	dim      int
	workers  int
	rotation *rotation
	writing  sync.Mutex            // held by Add and Delete
	current  atomic.Pointer[state] // never nil
	scans    sync.Pool             // of *scan
}

// state is what a search sees. It and its chunks never change once published.
type state struct {
	chunks []*chunk // by slot / chunkRows; nil where no slot holds a vector
	live   int      // vectors in all chunks
}

// New returns an empty index of vectors of dim components.
func New(dim int, o Options) (*Index, error) {
	if dim < 1 || dim > vec.MaxInt8 {
		return nil, fmt.Errorf("flat: cannot make an index of %d dimensions, need 1 to %d: %w", dim, vec.MaxInt8, ErrDimension)
	}
	if o.Workers < 1 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	x := &Index{dim: dim, workers: o.Workers, rotation: newRotation(dim)}
	x.current.Store(&state{})
	return x, nil
}

// Add puts vectors in, the i-th of them, of the index's length, under slots[i];
// a vector that a slot had is replaced. All become visible at once. On an error,
// which wraps ErrDimension or ErrNotUnit, nothing was added. The vectors are
// copied. Adding the highest slots so far is cheap; replacing one, or filling a
// slot that was passed over, copies the rows of its 1,024 slots first.
func (x *Index) Add(slots []uint32, vectors []float32) error {
	if len(vectors) != len(slots)*x.dim {
		return fmt.Errorf("flat: got %d numbers for %d vectors of %d dimensions, need %d: %w; embed with the model of the store",
			len(vectors), len(slots), x.dim, len(slots)*x.dim, ErrDimension)
	}
	for i, slot := range slots {
		if err := checkUnit(vectors[i*x.dim:][:x.dim], x.dim); err != nil {
			return fmt.Errorf("flat: cannot add the vector of slot %d: %w", slot, err)
		}
	}
	x.writing.Lock()
	defer x.writing.Unlock()
	edits, coder := map[int]*edit{}, newCoder(x.rotation)
	for i, slot := range slots {
		e := x.edit(edits, int(slot/chunkRows))
		e.set(int(slot%chunkRows), vectors[i*x.dim:][:x.dim], coder)
	}
	x.publish(edits)
	return nil
}

// Delete takes out what the slots hold; a slot that holds nothing is passed over.
// All become invisible at once. The memory of 1,024 slots is given back when the
// last of them is empty.
func (x *Index) Delete(slots []uint32) {
	x.writing.Lock()
	defer x.writing.Unlock()
	edits := map[int]*edit{}
	for _, slot := range slots {
		if x.current.Load().has(slot) {
			e := x.edit(edits, int(slot/chunkRows))
			e.live[slot%chunkRows/64] &^= 1 << (slot % 64)
		}
	}
	x.publish(edits)
}

// edit returns the edit of chunk i, begun from the current state.
func (x *Index) edit(edits map[int]*edit, i int) *edit {
	e := edits[i]
	if e == nil {
		e = &edit{}
		if c := x.current.Load().chunk(i); c != nil {
			*e = edit{chunk: *c, fixed: c.rows}
		}
		edits[i] = e
	}
	return e
}

// publish makes the edits the current state. A search that has begun keeps its own.
func (x *Index) publish(edits map[int]*edit) {
	if len(edits) == 0 {
		return
	}
	s := x.current.Load()
	last := max(len(s.chunks)-1, slices.Max(slices.Collect(maps.Keys(edits))))
	next := &state{chunks: make([]*chunk, last+1), live: s.live}
	copy(next.chunks, s.chunks)
	for i, e := range edits {
		if before := s.chunk(i); before != nil {
			next.live -= before.count()
		}
		next.live += e.count()
		if next.chunks[i] = &e.chunk; e.count() == 0 {
			next.chunks[i] = nil
		}
	}
	x.current.Store(next)
}

// Dim is the number of components of every vector.
func (x *Index) Dim() int { return x.dim }

// Len is how many slots hold a vector.
func (x *Index) Len() int { return x.current.Load().live }

// Vector returns the vector of a slot, which must not be changed, and stays as it
// is when the slot is replaced; nil when the slot holds none.
func (x *Index) Vector(slot uint32) []float32 {
	s := x.current.Load()
	if !s.has(slot) {
		return nil
	}
	return s.chunks[slot/chunkRows].vector(int(slot%chunkRows), x.dim)
}

func (s *state) chunk(i int) *chunk {
	if i >= len(s.chunks) {
		return nil
	}
	return s.chunks[i]
}

func (s *state) has(slot uint32) bool {
	c := s.chunk(int(slot / chunkRows))
	return c != nil && c.has(int(slot%chunkRows))
}
