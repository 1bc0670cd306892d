package kindred

import (
	"context"
	"slices"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/section"
)

// load reads a whole snapshot. Nobody sees the memory it makes yet.
func load(s *corpus.Snapshot, kind string, workers int) (*memory, error) {
	m, err := newMemory(s.Model, s.Store, kind, workers)
	if err != nil {
		return nil, err
	}
	return m, m.follow(s)
}

// first makes the first memory: from the newest generation of the index folder
// that fits, else from the store.
func (e *Engine) first(ctx context.Context) error {
	begun := time.Now()
	found := e.openGenerations() // before the snapshot, which is then never older
	defer func() {
		for _, g := range found {
			g.close() // it was not used
		}
	}()
	s, err := e.store.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	for i, g := range found {
		m, err := g.memory(s, e.kind, e.o.Workers)
		if err == nil {
			found = slices.Delete(found, i, i+1)
			e.resume(m, g)
			if !e.o.ReadOnly { // what a writer that was killed has left
				if _, err := section.Sweep(indexFolder(e.store.Path()), generations, g.generation); err != nil {
					e.o.Log.Warn("what is left of an older index cannot be removed; it takes room and does no harm", "cause", err)
				}
			}
			e.o.Log.Info("papers opened", "path", g.file.Path(), "papers", m.papers, "changes since", m.since, "took", time.Since(begun))
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		e.o.Log.Warn("the index folder cannot be used as it is; the papers are read from the store, which takes longer", "path", g.file.Path(), "cause", err)
	}
	return e.loadAll(s, "first use")
}

// loadAll makes a new memory of the snapshot and publishes it.
func (e *Engine) loadAll(s *corpus.Snapshot, why string) error {
	begun := time.Now()
	m, err := load(s, e.kind, e.o.Workers)
	if err != nil {
		return err
	}
	e.shown.forgetAll()
	e.publish(m, func() {})
	e.retired = retired{} // an index before goes with its views
	e.o.Log.Info("papers brought into memory", "path", e.store.Path(), "papers", m.papers, "why", why, "took", time.Since(begun))
	return nil
}

// resume publishes a memory that was opened from a generation.
func (e *Engine) resume(m *memory, g *generation) {
	e.publish(m, func() {
		e.saves.index = g.Index
		if g.Index.Recall > 0 {
			e.measured = measurement{index: m.index, papers: g.Index.Papers, recall: g.Index.Recall, efSearch: g.Index.EfSearch}
			if graph, ok := m.index.Graph().(tunable); ok {
				graph.SetEfSearch(g.Index.EfSearch)
			}
		}
	})
	e.retired = retired{} // an index before goes with its views
}

// publish makes a memory, and its view after change, what the next search
// sees.
func (e *Engine) publish(m *memory, change func()) {
	e.publishing.Lock()
	defer e.publishing.Unlock()
	change()
	if e.memory != nil && e.memory != m {
		e.memory.mapped.close()
	}
	e.memory, e.view = m, m.view()
	e.stir()
}

// stir wakes what settles behind.
func (e *Engine) stir() {
	select {
	case e.wake <- struct{}{}:
	default: // it is awake
	}
}

// loaded makes sure that there is something to search.
func (e *Engine) loaded(ctx context.Context) error {
	e.publishing.RLock()
	have := e.view != nil
	e.publishing.RUnlock()
	if !have {
		return e.catchUp(ctx)
	}
	if e.o.ReadOnly && e.applying.TryLock() { // another process may be writing
		defer e.applying.Unlock()
		return e.catchUpLocked(ctx)
	}
	return nil
}
