package kindred

import (
	"fmt"
	"sync/atomic"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/flat"
	"github.com/kindred-search/kindred/index/lexical"
	"github.com/kindred-search/kindred/index/section"
	"github.com/kindred-search/kindred/index/staged"
	"github.com/kindred-search/kindred/rank"
)

// memory is the papers as ranking and filters need them, brought up to the
// store by catchUp. A paper has a slot, the same in every column and in the
// index; slots are given out once, in order, so that a column only grows and
// an older view goes on being true. The first of them may lie in a file, a
// generation of the index folder.
type memory struct {
	seq    int64  // of the store, up to which everything is here
	store  string // the store's name
	model  corpus.Model
	index  *staged.Index // nil while the store has no model
	words  *lexical.Index
	said   documents // on their way into words
	mapped *mapped   // the file; nil without
	since  int       // changes behind those that are in the file

	columns
	votes  []int32       // by slot; changed in place, atomically
	live   bitmap.Bitmap // slots of papers that are there
	bare   bitmap.Bitmap // those of them without a vector
	papers int           // slots in live
	tally  tally
	pairs  rank.PairMean

	authors       dictionary
	venues        dictionary
	organizations dictionary
	categories    dictionary
}

func newMemory(model corpus.Model, store, kind string, workers int) (*memory, error) {
	m := &memory{model: model, store: store, tally: tally{}, live: bitmap.New(0), bare: bitmap.New(0)}
	var err error
	if m.words, err = lexical.New(lexical.Options{Workers: workers}); err != nil {
		return nil, err
	}
	if model.Dim > 0 {
		graph, err := newGraph(kind, model.Dim, workers)
		if err != nil {
			return nil, err
		}
		if m.index, err = staged.New(model.Dim, graph, flat.Options{Workers: workers}); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// A view is what one search sees. It never changes but for the votes, whose
// elements are read atomically: columns and votes end where it does, and the
// index may hold slots that live masks. Whoever looks at it holds it.
type view struct {
	memory *memory // only for its names, under Engine.publishing
	mapped *mapped // nil without a file
	model  corpus.Model
	index  *staged.Index
	words  *lexical.Index
	columns
	votes    []int32
	live     bitmap.Bitmap
	bare     bitmap.Bitmap
	papers   int
	bareAny  bool
	pairMean float64
	center   []float64 // the mean of all vectors
	p99      int

	readers atomic.Int64 // searches that use it
}

func (m *memory) view() *view {
	n := m.slots()
	return &view{
		memory: m, mapped: m.mapped, model: m.model, index: m.index, words: m.words,
		columns: m.columns.cut(), votes: m.votes[:n:n],
		live: clone(m.live, n), bare: clone(m.bare, n),
		papers: m.papers, bareAny: m.bare.Count() > 0,
		pairMean: m.pairs.Mean(), center: m.pairs.Center(), p99: m.tally.p99(),
	}
}

// clone copies a set, with room for n slots.
func clone(b bitmap.Bitmap, n int) bitmap.Bitmap {
	c := bitmap.New(n)
	copy(c, b)
	return c
}

// votesOf reads the votes of a slot.
func (v *view) votesOf(slot uint32) int { return int(atomic.LoadInt32(&v.votes[slot])) }

// place gives a paper the next slot. Its vector, if any, is added by embody.
func (m *memory) place(r *corpus.Row) (slot uint32) {
	slot = uint32(m.slots())
	m.columns.append(r)
	m.votes = append(m.votes, int32(r.Votes))
	m.live, m.bare = grow(m.live, slot), grow(m.bare, slot)
	m.live.Set(slot)
	m.bare.Set(slot)
	m.papers++
	m.since++
	m.tally.add(r.Votes)
	for _, a := range r.Authors {
		m.authors.add(slot, a)
	}
	for _, c := range r.Categories {
		m.categories.add(slot, c)
	}
	m.venues.add(slot, r.Venue)
	m.organizations.add(slot, r.Organization)
	return slot
}

// grow gives a set room for a slot.
func grow(b bitmap.Bitmap, slot uint32) bitmap.Bitmap {
	if int(slot/64) < len(b) {
		return b
	}
	return append(b, 0)
}

// embody counts the vector of a slot, which the index has.
func (m *memory) embody(slot uint32, vector []float32) {
	m.bare.Clear(slot)
	m.pairs.Add(vector)
}

// retire takes a paper out of what a view shows. The index keeps its vector
// until no view needs it.
func (m *memory) retire(slot uint32) {
	if vector := m.vector(slot); vector != nil {
		m.pairs.Remove(vector)
	} else if m.mapped != nil && !m.bare.Has(slot) {
		m.mapped.Fail(errNoVector)
	}
	m.live.Clear(slot)
	m.bare.Clear(slot)
	m.papers--
	m.since++
	m.tally.remove(int(m.votes[slot]))
}

// errNoVector is damage: a vector that was in a file cannot be had.
var errNoVector = fmt.Errorf("a vector of the index is missing: %w", section.ErrDamaged)

// slotOf is where the paper of an id is.
func (m *memory) slotOf(id string) (slot uint32, known bool) {
	slot, known = m.ids.Find(id)
	return slot, known && m.live.Has(slot)
}

// slotOfNumber is where the paper of a number of the store is.
func (m *memory) slotOfNumber(number int64) (slot uint32, known bool) {
	slot, known = m.numbers.Find(number)
	return slot, known && m.live.Has(slot)
}

func (m *memory) vector(slot uint32) []float32 {
	if m.index == nil {
		return nil
	}
	return m.index.Vector(slot)
}

// vote sets the votes of a slot, seen at once by every view.
func (m *memory) vote(slot uint32, votes int) {
	m.tally.remove(int(m.votes[slot]))
	m.tally.add(votes)
	m.since++
	atomic.StoreInt32(&m.votes[slot], int32(votes))
}
