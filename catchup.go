package kindred

import (
	"context"
	"errors"
	"fmt"

	"github.com/kindred-search/kindred/corpus"
)

// A delta is what changed in the store behind what is in memory.
type delta struct {
	seq     int64
	rows    []corpus.Row
	vectors map[int64][]float32 // by number
	gone    []corpus.Tombstone
}

// numbers gives those of all papers that changed.
func (d *delta) numbers(yield func(int64) bool) {
	for _, r := range d.rows {
		if !yield(r.Number) {
			return
		}
	}
	for _, t := range d.gone {
		if !yield(t.Number) {
			return
		}
	}
}

// catchUp brings memory up to the store. It is called after a change is
// durable and before it is acknowledged; what was changed is visible when it
// returns.
func (e *Engine) catchUp(ctx context.Context) error {
	e.applying.Lock()
	defer e.applying.Unlock()
	return e.catchUpLocked(ctx)
}

func (e *Engine) catchUpLocked(ctx context.Context) error {
	if e.memory == nil {
		return e.first(ctx)
	}
	s, err := e.store.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer s.Close()
	m := e.memory
	switch {
	case m.mapped.damage() != nil:
		return e.loadDamaged(s)
	case m.store != s.Store:
		return e.anew(ctx, s, "another store")
	case m.model != s.Model:
		return e.anew(ctx, s, "another model")
	case m.seq >= s.Seq:
		return nil
	}
	if dead := m.slots() - m.papers; dead > m.papers+minDead {
		return e.anew(ctx, s, "many papers have changed")
	}
	d, err := behind(s, m.seq)
	if err != nil {
		return err
	}
	err = m.mapped.judge(e.apply(d))
	if errors.Is(err, errMend) { // it was found on the way: what was applied may be wrong
		return e.loadDamaged(s)
	}
	return err
}

// mend brings memory up to the store when its file is damaged, which takes a while
// for many papers: while somebody else does, it is ErrNotReady.
func (e *Engine) mend(ctx context.Context) error {
	if !e.applying.TryLock() {
		return fmt.Errorf("%w: the index folder of %s is damaged, and the papers are being read from the store; try again in a moment", ErrNotReady, e.store.Path())
	}
	defer e.applying.Unlock()
	return e.catchUpLocked(ctx)
}

// anew makes a new memory. A reader may find that the writer has a generation of
// it already.
func (e *Engine) anew(ctx context.Context, s *corpus.Snapshot, why string) error {
	if e.o.ReadOnly {
		return e.first(ctx)
	}
	return e.loadAll(s, why)
}

// loadDamaged reads all papers from the store, the file of memory being damaged.
func (e *Engine) loadDamaged(s *corpus.Snapshot) error {
	e.o.Log.Error("the index folder is damaged; the papers are read from the store and it is written anew", "path", e.memory.mapped.file.Path(), "cause", e.memory.mapped.damage())
	return e.loadAll(s, "damage")
}

// minDead is how many slots of papers that are gone are always put up with,
// 50 bytes each and the names that only they have.
const minDead = 8192

// behind reads what changed behind since.
func behind(s *corpus.Snapshot, since int64) (*delta, error) {
	d := &delta{seq: s.Seq, vectors: map[int64][]float32{}}
	for row, err := range s.Rows(since) {
		if err != nil {
			return nil, err
		}
		d.rows = append(d.rows, row)
	}
	for v, err := range s.Vectors(since) {
		if err != nil {
			return nil, err
		}
		if len(v.Float16) == 0 {
			continue
		}
		if len(v.Float16) != 2*s.Model.Dim {
			return nil, fmt.Errorf("%w: the vector of paper number %d has %d bytes, those of %s have %d", ErrDamaged, v.Number, len(v.Float16), s.Model.Name, 2*s.Model.Dim)
		}
		d.vectors[v.Number] = corpus.Float16s(make([]float32, 0, s.Model.Dim), v.Float16)
	}
	for t, err := range s.Deleted(since) {
		if err != nil {
			return nil, err
		}
		d.gone = append(d.gone, t)
	}
	return d, nil
}

// apply makes a delta visible, all of it at once. The index gets its new slots
// first: no view shows them yet.
func (e *Engine) apply(d *delta) error {
	m := e.memory
	var (
		voted   []corpus.Row
		placed  []corpus.Row
		dead    []uint32
		slots   []uint32
		vectors = make([]float32, 0, len(d.vectors)*m.model.Dim)
		said    documents
	)
	for _, r := range d.rows {
		old, known := m.slotOfNumber(r.Number)
		if known && m.prints.At(old) == fingerprint(&r) {
			voted = append(voted, r)
			continue
		}
		if known {
			dead = append(dead, old)
		}
		if v := d.vectors[r.Number]; v != nil {
			slots = append(slots, uint32(m.slots()+len(placed)))
			vectors = append(vectors, v...)
		}
		said.add(uint32(m.slots()+len(placed)), &r)
		placed = append(placed, r)
	}
	for _, t := range d.gone {
		if old, known := m.slotOfNumber(t.Number); known {
			dead = append(dead, old)
		}
	}
	if err := said.into(m); err != nil {
		return err
	}
	if len(slots) > 0 {
		if err := m.index.Add(slots, vectors); err != nil {
			return fmt.Errorf("%w: a vector cannot be used: %w", ErrDamaged, err)
		}
	}
	if m.mapped.damage() != nil {
		return nil // catchUpLocked reads everything anew
	}
	old := e.view
	e.shown.forget(d.numbers)
	e.publish(m, func() {
		for _, r := range voted {
			if slot, known := m.slotOfNumber(r.Number); known {
				m.vote(slot, r.Votes)
			}
		}
		for _, slot := range dead {
			m.retire(slot)
		}
		for _, r := range placed {
			m.place(&r)
		}
		for i, slot := range slots {
			m.embody(slot, vectors[i*m.model.Dim:][:m.model.Dim])
		}
		m.seq = d.seq
	})
	e.retired.add(old, dead)
	if free := e.retired.free(); len(free) > 0 {
		m.forget(free)
	}
	return nil
}
