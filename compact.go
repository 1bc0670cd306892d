package kindred

import (
	"context"
	"errors"
	"fmt"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/flat"
	"github.com/kindred-search/kindred/index/hnsw"
	"github.com/kindred-search/kindred/index/section"
	"github.com/kindred-search/kindred/index/staged"
)

// A Compaction says how many bytes there were before and after Compact.
type Compaction struct {
	Store Shrunk // the store's file and its log
	Index Shrunk // the file in the index folder
}

// Shrunk is what something took, in bytes.
type Shrunk struct{ Before, After int64 }

// Compact gives back the room of papers that were deleted or replaced, in the store
// and in the index folder: the store by corpus.Store.Compact, the index by a
// generation without their slots, in which the graph keeps its links. Killed at any
// instant, the next Open finds everything as it was or as it is to be. Searches go
// on beside it; imports and other changes wait, and it waits for the import that
// goes on.
//
// For a while it needs the room on the disk that corpus.Store.Compact says, or once
// more that of the index, whichever is more, and the memory of a second graph.
// Errors: ErrReadOnly, a *corpus.RoomError before anything is written,
// corpus.ErrFull, the context's.
func (e *Engine) Compact(ctx context.Context) (c Compaction, err error) {
	if err := e.begin(); err != nil {
		return c, err
	}
	defer e.end()
	if e.o.ReadOnly {
		return c, fmt.Errorf("cannot compact %s: %w; open it for writing", e.store.Path(), ErrReadOnly)
	}
	release, err := e.importing(ctx)
	if err != nil {
		return c, err
	}
	defer release()
	before, err := e.Stats(ctx)
	if err != nil {
		return c, err
	}
	if err := e.store.RoomToCompact(ctx); err != nil {
		return c, err
	}
	if before.IndexBytes > 0 { // before the store is: nothing is begun that cannot be ended
		if err := corpus.Room(indexFolder(e.store.Path()), before.IndexBytes); err != nil {
			return c, fmt.Errorf("cannot compact %s: %w", e.store.Path(), err)
		}
	}
	if err := e.store.Compact(ctx); err != nil {
		return c, err
	}
	if before.IndexBytes > 0 {
		if err := e.compactIndex(ctx); err != nil {
			return c, fmt.Errorf("cannot compact the index of %s: %w", e.store.Path(), err)
		}
	}
	after, err := e.Stats(ctx)
	c.Store = Shrunk{before.Bytes + before.LogBytes, after.Bytes + after.LogBytes}
	c.Index = Shrunk{before.IndexBytes, after.IndexBytes}
	return c, err
}

// compactIndex brings memory into slots without gaps, and saves it, when there is
// something to give back.
func (e *Engine) compactIndex(ctx context.Context) error {
	e.saves.writing.Lock()
	defer e.saves.writing.Unlock()
	changed, repaired, err := e.compactMemory(ctx)
	if err != nil || !changed {
		return err
	}
	if repaired {
		if err := e.measureAgain(ctx); err != nil {
			return err
		}
	}
	return e.save()
}

// compactMemory publishes a memory without gaps; repaired says that links of its
// graph were.
func (e *Engine) compactMemory(ctx context.Context) (changed, repaired bool, err error) {
	e.applying.Lock()
	defer e.applying.Unlock()
	if err := e.catchUpLocked(ctx); err != nil {
		return false, false, err
	}
	m := e.memory
	if m.slots() == m.papers && m.deadVectors() == 0 {
		return false, false, nil
	}
	s, err := e.store.Snapshot(ctx)
	if err != nil {
		return false, false, err
	}
	defer s.Close()
	next, err := m.compacted(s, e.kind, e.o.Workers)
	if m.mapped.damage() != nil || errors.Is(err, section.ErrDamaged) {
		return true, true, e.loadDamaged(s)
	}
	if err != nil {
		return false, false, err
	}
	repaired = next.graph() != nil && m.slots() > m.papers
	e.shown.forgetAll()
	e.publish(next, func() {
		if e.measured.index == m.index {
			e.measured.index = next.index
		}
	})
	e.retired = retired{} // an index before goes with its views
	return true, repaired, nil
}

// measureAgain measures a graph whose links were repaired, if there is a model that
// can ask; without one, what was measured before stands.
func (e *Engine) measureAgain(ctx context.Context) error {
	v := e.present()
	if _, err := e.models.own(e.o.OpenModel); err != nil || e.models.with(v.model.Identity) == nil {
		return nil
	}
	e.publishing.Lock()
	e.measured = measurement{}
	e.publishing.Unlock()
	return e.settle(ctx, nil)
}

// graph is the graph of the index if it is one that can be renumbered; nil without.
func (m *memory) graph() *hnsw.Index {
	if m.index == nil {
		return nil
	}
	g, ok := m.index.Graph().(*hnsw.Index)
	if !ok || g.Len() == 0 {
		return nil
	}
	return g
}

// deadVectors is how many nodes of the graph hold none any more.
func (m *memory) deadVectors() int {
	if g := m.graph(); g != nil {
		return g.Dead()
	}
	return 0
}

// compacted is the memory of a snapshot in slots without gaps. Its graph is that of
// m, so that no vector need be linked again.
func (m *memory) compacted(s *corpus.Snapshot, kind string, workers int) (*memory, error) {
	next, err := newMemory(s.Model, s.Store, kind, workers)
	if err != nil {
		return nil, err
	}
	if err := next.followRows(s); err != nil {
		return nil, err
	}
	if g := m.graph(); g != nil && m.model == s.Model {
		to := func(slot uint32) (uint32, bool) {
			if !m.live.Has(slot) {
				return 0, false
			}
			return next.slotOfNumber(m.number(slot))
		}
		if g, err = g.Renumbered(to); err != nil {
			return nil, err
		}
		if next.index, err = staged.New(next.model.Dim, g, flat.Options{Workers: workers}); err != nil {
			return nil, err
		}
	}
	if err := next.addVectors(s); err != nil {
		return nil, err
	}
	next.seq = s.Seq
	return next, nil
}
