package flat

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/kindred-search/kindred/index/section"
	"github.com/kindred-search/kindred/index/vec"
)

// Open returns an index of what Save has written to a file, on all cores. It reads,
// verifies and copies everything: the file may be closed afterwards. The error
// wraps section.ErrDamaged, section.ErrMissing or ErrFault, all of which a new
// index helps.
func Open(f *section.File, o Options) (*Index, error) {
	x, err := open(f, o)
	if err != nil {
		return nil, fmt.Errorf("flat: cannot open %s: %w", f.Path(), err)
	}
	return x, nil
}

func open(f *section.File, o Options) (*Index, error) {
	shape, err := verified[uint32](f, shapeSection)
	if err != nil {
		return nil, err
	}
	if len(shape) != 2 {
		return nil, fmt.Errorf("section %q has %d numbers, need 2: %w; build the index again", shapeSection, len(shape), ErrFault)
	}
	slots, err := verified[uint32](f, slotsSection)
	if err != nil {
		return nil, err
	}
	s, err := f.Section(vectorsSection)
	if err != nil {
		return nil, err
	}
	vectors, err := section.View[uint16](s)
	if err != nil {
		return nil, err
	}
	x, err := New(int(shape[0]), o)
	if err != nil {
		return nil, err
	}
	if live := int(shape[1]); live != len(slots) || len(vectors) != live*x.dim {
		return nil, fmt.Errorf("it has %d slots and %d components, need %d and %d: %w; build the index again", len(slots), len(vectors), live, live*x.dim, ErrFault)
	}
	for i, slot := range slots {
		if i > 0 && slot <= slots[i-1] {
			return nil, fmt.Errorf("slot %d follows slot %d: %w; build the index again", slot, slots[i-1], ErrFault)
		}
	}
	if err := x.read(slots, vectors, s); err != nil {
		return nil, err
	}
	return x, nil
}

// verified returns a section that was verified as a whole.
func verified[T section.Element](f *section.File, name string) ([]T, error) {
	s, err := f.Section(name)
	if err != nil {
		return nil, err
	}
	view, err := section.View[T](s)
	if err == nil {
		err = s.Check(0, s.Len())
	}
	return view, err
}

// read makes the chunks, one after the other by whoever is free.
func (x *Index) read(slots []uint32, vectors []uint16, s *section.Section) error {
	if len(slots) == 0 {
		return nil
	}
	next := &state{chunks: make([]*chunk, slots[len(slots)-1]/chunkRows+1), live: len(slots)}
	starts := make([]int, 0, len(next.chunks)+1) // of each chunk that holds any
	for i, slot := range slots {
		if i == 0 || slot/chunkRows != slots[i-1]/chunkRows {
			starts = append(starts, i)
		}
	}
	starts = append(starts, len(slots))
	errs := make([]error, len(starts)-1)
	var taken atomic.Int64
	work := func() {
		coder := newCoder(x.rotation)
		wide := make([]float32, x.dim)
		for i := int(taken.Add(1)) - 1; i < len(errs); i = int(taken.Add(1)) - 1 {
			first, end := starts[i], starts[i+1]
			if errs[i] = s.Check(2*x.dim*first, 2*x.dim*(end-first)); errs[i] != nil {
				return
			}
			var e edit
			for at := first; at < end; at++ {
				vec.Widen(wide, vectors[at*x.dim:][:x.dim])
				if err := checkUnit(wide, x.dim); err != nil {
					errs[i] = fmt.Errorf("the vector of slot %d: %w: %w; build the index again", slots[at], ErrFault, err)
					return
				}
				e.set(int(slots[at]%chunkRows), wide, coder)
			}
			next.chunks[slots[first]/chunkRows] = &e.chunk
		}
	}
	var others sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(errs)) - 1 {
		others.Go(work)
	}
	work()
	others.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	x.current.Store(next)
	return nil
}
