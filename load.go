package kindred

import (
	"context"
	"fmt"
	"time"

	"github.com/kindred-search/kindred/corpus"
)

// addBatch is how many vectors are put into an index at a time while loading.
const addBatch = 1024

// load reads a whole snapshot. Nobody sees the memory it makes yet.
func load(s *corpus.Snapshot, kind string, workers int) (*memory, error) {
	m, err := newMemory(s.Model, s.Store, kind, workers)
	if err != nil {
		return nil, err
	}
	var said documents
	for row, err := range s.Rows(0) {
		if err != nil {
			return nil, err
		}
		said.add(m.place(&row), &row)
		if len(said.slots) == addBatch {
			if err := said.into(m.words); err != nil {
				return nil, err
			}
		}
	}
	if err := said.into(m.words); err != nil {
		return nil, err
	}
	var (
		slots   []uint32
		vectors []float32
	)
	flush := func() error {
		if len(slots) == 0 {
			return nil
		}
		if err := m.index.Add(slots, vectors); err != nil {
			return fmt.Errorf("%w: the vector of %s: %w", ErrDamaged, m.records[slots[0]].id, err)
		}
		for i, slot := range slots {
			m.embody(slot, vectors[i*m.model.Dim:][:m.model.Dim])
		}
		slots, vectors = slots[:0], vectors[:0]
		return nil
	}
	for v, err := range s.Vectors(0) {
		if err != nil {
			return nil, err
		}
		slot, known := m.byNumber[v.Number]
		if !known || len(v.Float16) == 0 {
			continue
		}
		if len(v.Float16) != 2*m.model.Dim {
			return nil, fmt.Errorf("%w: the vector of %s has %d bytes, those of %s have %d", ErrDamaged, m.records[slot].id, len(v.Float16), m.model.Name, 2*m.model.Dim)
		}
		slots, vectors = append(slots, slot), corpus.Float16s(vectors, v.Float16)
		if len(slots) == addBatch {
			if err := flush(); err != nil {
				return nil, err
			}
		}
	}
	if err := flush(); err != nil {
		return nil, err
	}
	m.seq = s.Seq
	return m, nil
}

// loadAll makes a new memory of the snapshot and publishes it.
func (e *Engine) loadAll(s *corpus.Snapshot, why string) error {
	begun := time.Now()
	m, err := load(s, e.kind, e.o.Workers)
	if err != nil {
		return err
	}
	e.publish(m, func() {})
	e.retired = retired{} // the old index goes with its views
	e.o.Log.Info("papers brought into memory", "path", e.store.Path(), "papers", m.papers, "why", why, "took", time.Since(begun))
	return nil
}

// publish makes a memory, and its view after change, what the next search
// sees.
func (e *Engine) publish(m *memory, change func()) {
	e.publishing.Lock()
	defer e.publishing.Unlock()
	change()
	e.memory, e.view = m, m.view()
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
