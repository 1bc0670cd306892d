package kindred

import (
	"fmt"
	"slices"

	"github.com/kindred-search/kindred/corpus"
)

// addBatch is how many papers are put into an index at a time while loading.
const addBatch = 1024

// follow brings a memory that nobody searches yet up to a snapshot: from
// nothing, or from where the file it was opened from was made.
func (m *memory) follow(s *corpus.Snapshot) error {
	if err := m.followRows(s); err != nil {
		return err
	}
	if err := m.addVectors(s); err != nil {
		return err
	}
	m.seq = s.Seq
	return m.mapped.damage()
}

// followRows is follow without the vectors.
func (m *memory) followRows(s *corpus.Snapshot) error {
	for row, err := range s.Rows(m.seq) {
		if err != nil {
			return err
		}
		if err := m.change(&row); err != nil {
			return err
		}
	}
	if err := m.said.into(m); err != nil {
		return err
	}
	if m.seq > 0 { // papers that went before are not in memory
		for t, err := range s.Deleted(m.seq) {
			if err != nil {
				return err
			}
			if slot, known := m.slotOfNumber(t.Number); known {
				m.drop(slot)
			}
		}
	}
	return nil
}

// change takes in a row as it is now.
func (m *memory) change(row *corpus.Row) error {
	old, known := m.slotOfNumber(row.Number)
	if known && m.prints.At(old) == fingerprint(row) {
		m.vote(old, row.Votes)
		return nil
	}
	if known {
		m.drop(old)
	}
	m.said.add(m.place(row), row)
	if len(m.said.slots) < addBatch {
		return nil
	}
	return m.said.into(m)
}

// drop retires a slot that no view shows.
func (m *memory) drop(slot uint32) {
	m.retire(slot)
	m.forget([]uint32{slot})
}

// forget takes slots out of the indexes that no search can find any more.
func (m *memory) forget(slots []uint32) {
	m.words.Delete(slots)
	if m.index != nil {
		m.index.Delete(slots)
	}
}

// addVectors adds those that lack of the papers changed behind m.seq; one that the
// index has already is only counted.
func (m *memory) addVectors(s *corpus.Snapshot) error {
	var (
		slots   []uint32
		vectors []float32
	)
	flush := func() error {
		if len(slots) == 0 {
			return nil
		}
		if err := m.index.Add(slots, vectors); err != nil {
			return fmt.Errorf("%w: the vector of %s: %w", ErrDamaged, m.id(slots[0]), err)
		}
		for i, slot := range slots {
			m.embody(slot, vectors[i*m.model.Dim:][:m.model.Dim])
		}
		slots, vectors = slots[:0], vectors[:0]
		return nil
	}
	for v, err := range s.Vectors(m.seq) {
		if err != nil {
			return err
		}
		slot, known := m.slotOfNumber(v.Number)
		if !known || !m.bare.Has(slot) || len(v.Float16) == 0 {
			continue
		}
		if len(v.Float16) != 2*m.model.Dim {
			return fmt.Errorf("%w: the vector of %s has %d bytes, those of %s have %d", ErrDamaged, m.id(slot), len(v.Float16), m.model.Name, 2*m.model.Dim)
		}
		slots, vectors = append(slots, slot), corpus.Float16s(vectors, v.Float16)
		if vector := vectors[len(vectors)-m.model.Dim:]; slices.Equal(m.index.Vector(slot), vector) {
			m.embody(slot, vector)
			slots, vectors = slots[:len(slots)-1], vectors[:len(vectors)-m.model.Dim]
			continue
		}
		if len(slots) == addBatch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
