package kindred

import (
	"context"
	"fmt"
	"slices"
)

// maxFaults is how many faults Check returns: one cause often shows
// everywhere.
const maxFaults = 100

// Check verifies the store, what is in memory, and both against each other,
// and returns each fault as a sentence; none when all is well. With repair,
// what is in memory is read anew from the store when it has a fault; faults
// that are left are returned.
func (e *Engine) Check(ctx context.Context, repair bool) (faults []string, err error) {
	if err := e.begin(); err != nil {
		return nil, err
	}
	defer e.end()
	if faults, err = e.store.Check(ctx); err != nil {
		return nil, err
	}
	e.applying.Lock()
	defer e.applying.Unlock()
	if err := e.catchUpLocked(ctx); err != nil {
		return append(faults, fmt.Sprintf("the papers cannot be brought into memory: %s", err)), nil
	}
	inMemory, err := e.checkMemory(ctx)
	if err != nil {
		return nil, err
	}
	if repair && len(inMemory) > 0 {
		s, err := e.store.Snapshot(ctx)
		if err != nil {
			return nil, err
		}
		defer s.Close()
		if err := e.loadAll(s, "repair"); err != nil {
			return nil, err
		}
		if inMemory, err = e.checkMemory(ctx); err != nil {
			return nil, err
		}
	}
	faults = append(faults, inMemory...)
	return faults[:min(len(faults), maxFaults)], nil
}

// checkMemory holds what is in memory to a fresh read of the store.
func (e *Engine) checkMemory(ctx context.Context) (faults []string, err error) {
	s, err := e.store.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	m := e.memory
	if s.Seq != m.seq {
		return nil, nil // it was changed just now; the change brings memory up to it
	}
	fresh, err := load(s, kindFlat, e.o.Workers)
	if err != nil {
		return []string{err.Error()}, nil
	}
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	if m.index != nil {
		if err := m.index.Check(); err != nil {
			fault("%s", err)
		}
	}
	if m.papers != fresh.papers || m.live.Count() != m.papers {
		fault("memory has %d papers, %d of them live, the store %d", m.papers, m.live.Count(), fresh.papers)
	}
	if e.view.p99 != fresh.tally.p99() {
		fault("memory takes %d votes for many, the store has %d", e.view.p99, fresh.tally.p99())
	}
	for slot := range fresh.live.All() {
		want := &fresh.records[slot]
		have, known := m.byNumber[want.number]
		byID, named := m.byID[want.id]
		if !known || !named || byID != have || !m.live.Has(have) {
			fault("paper %s is not in memory", want.id)
			continue
		}
		r := &m.records[have]
		if r.id != want.id || r.published != want.published || r.listed != want.listed || r.repository != want.repository {
			fault("paper %s is in memory as it was before a change", want.id)
		}
		if m.votes[have] != fresh.votes[slot] {
			fault("paper %s has %d votes in memory, %d in the store", want.id, m.votes[have], fresh.votes[slot])
		}
		if !slices.Equal(m.vector(have), fresh.vector(slot)) {
			fault("paper %s has another vector in memory than in the store", want.id)
		}
		if len(faults) >= maxFaults {
			break
		}
	}
	return faults, nil
}
