package lexical

import (
	"cmp"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/text"
)

// Index is a set of documents by slot, found by their words.
type Index struct {
	scoring scoring
	workers int // see Options
	share   int // crewShare, less in tests

	merging  sync.Mutex // held by a merge and by Save
	writing  sync.Mutex // held by Add, Delete, and to publish a merge
	gathered gathering  // under writing

	background sync.WaitGroup // what merges
	busy       atomic.Bool    // something does
	stuck      atomic.Bool    // a merge met damage: no more of them

	current atomic.Pointer[state] // never nil

	analyzers sync.Pool    // *text.Analyzer
	rooms     sync.Pool    // *room
	searching atomic.Int32 // goroutines that do
}

// state is what a search sees. It never changes once published.
type state struct {
	parts  []part
	papers int    // that are there
	words  uint64 // sum of their lengths
}

// New returns an empty index. The error wraps ErrParameter.
func New(o Options) (*Index, error) {
	s, err := newScoring(o)
	if err != nil {
		return nil, err
	}
	if o.Workers < 1 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	x := &Index{scoring: s, workers: o.Workers, share: crewShare}
	x.analyzers.New = func() any { return new(text.Analyzer) }
	x.rooms.New = func() any { return new(room) }
	x.current.Store(&state{})
	return x, nil
}

// Close waits for what goes on in the background. The index may not be changed
// after it.
func (x *Index) Close() { x.background.Wait() }

// Len is how many slots hold a document.
func (x *Index) Len() int { return x.current.Load().papers }

// Add puts documents in, the i-th under slots[i]; a document that a slot had is
// replaced, and of a slot that is given twice the last document counts. All become
// visible at once. On an error, which wraps ErrParameter, nothing was added.
func (x *Index) Add(slots []uint32, documents []Document) error {
	if len(slots) != len(documents) {
		return fmt.Errorf("lexical: got %d slots for %d documents, need as many: %w; call Add with a slot for each document", len(slots), len(documents), ErrParameter)
	}
	if len(slots) == 0 {
		return nil
	}
	order := make([]int, len(slots))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(slots[a], slots[b]) })
	for len(x.current.Load().parts) > mostParts && x.mergeRipe() {
	}
	x.writing.Lock()
	defer x.writing.Unlock()
	g := &x.gathered
	g.reset()
	ascending := make([]uint32, 0, len(slots))
	for n, i := range order {
		if n+1 < len(order) && slots[order[n+1]] == slots[i] {
			continue
		}
		ascending = append(ascending, slots[i])
		g.add(&documents[i])
	}
	s, err := g.segment(ascending)
	if err != nil {
		return err
	}
	parts := without(x.current.Load().parts, ascending)
	x.publish(append(parts, part{segment: s}))
	return nil
}

// Delete takes out what the slots hold; a slot that holds nothing is passed
// over. All become invisible at once.
func (x *Index) Delete(slots []uint32) {
	x.writing.Lock()
	defer x.writing.Unlock()
	x.publish(without(x.current.Load().parts, slots))
}

// publish makes parts what the next search sees. writing must be held.
func (x *Index) publish(parts []part) {
	s := &state{}
	for _, p := range parts {
		if p.gone == p.papers {
			continue
		}
		if p.inverse == nil {
			p.inverse = x.scoring.inverse(p.kinds)
		}
		s.parts = append(s.parts, p)
		s.papers += p.papers - p.gone
		s.words += p.words - p.goneWords
	}
	x.current.Store(s)
	x.wake()
}

// without returns parts in which the slots are deleted. Those given stay as
// they are.
func without(parts []part, slots []uint32) []part {
	changed := slices.Clone(parts)
	for i := range changed {
		p := &changed[i]
		var dead bitmap.Bitmap
		for _, slot := range slots {
			paper, ok := p.find(slot)
			if !ok || !p.has(paper) || dead != nil && dead.Has(uint32(paper)) {
				continue
			}
			if dead == nil {
				dead = bitmap.New(p.papers)
				copy(dead, p.dead)
			}
			dead.Set(uint32(paper))
			p.gone++
			p.goneWords += uint64(decodeLength(p.lengths[paper]))
		}
		if dead != nil {
			p.dead = dead
		}
	}
	return changed
}

// Compact merges all there is into one segment, which Save then has not to do. Changes
// and searches do not wait for it. Errors are those of Save.
func (x *Index) Compact(ctx context.Context) error {
	x.merging.Lock()
	defer x.merging.Unlock()
	_, err := x.join(ctx, x.current.Load().parts)
	return err
}

// A Cut is an index as it is at one moment.
type Cut struct {
	index *Index
	parts []part
}

// Cut is the index as it is now, to be saved beside changes.
func (x *Index) Cut() Cut { return Cut{x, x.current.Load().parts} }

// Save merges all segments into one, without what was deleted, publishes it and
// writes it. create is called once for each of Sections, in their order, and what
// it returns is written to before the next call. Changes and searches do not wait for it.
// The error is that of ctx, of create or of a writer, or wraps ErrDamaged.
func (c Cut) Save(ctx context.Context, create Create) error {
	c.index.merging.Lock()
	s, err := c.index.join(ctx, c.parts)
	c.index.merging.Unlock()
	if err != nil {
		return err
	}
	return s.save(create)
}

// Save is Cut and its Save.
func (x *Index) Save(ctx context.Context, create Create) error { return x.Cut().Save(ctx, create) }
