package kindred

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/section"
)

// maxFaults is how many faults Check returns: one cause often shows
// everywhere.
const maxFaults = 100

// Check verifies the store, the file of the index folder, what is in memory, and
// all of them against each other, and returns each fault as a sentence; none
// when all is well. With repair, what can be made anew is: in the store what only
// repeats its papers, and what is in memory from the store; faults that are left are
// returned.
func (e *Engine) Check(ctx context.Context, repair bool) (faults []string, err error) {
	if err := e.begin(); err != nil {
		return nil, err
	}
	defer e.end()
	if faults, err = e.store.Check(ctx); err == nil && repair && len(faults) > 0 {
		if err = e.store.Repair(ctx); err == nil {
			faults, err = e.store.Check(ctx)
		}
	}
	if err != nil {
		return nil, err
	}
	inMemory, err := e.checkMemory(ctx, repair)
	if err != nil {
		return nil, err
	}
	faults = append(faults, inMemory...)
	return faults[:min(len(faults), maxFaults)], nil
}

func (e *Engine) checkMemory(ctx context.Context, repair bool) (faults []string, err error) {
	repaired, faults, err := e.compareMemory(ctx, repair)
	if repaired {
		e.saves.writing.Lock()
		defer e.saves.writing.Unlock()
		if !e.o.ReadOnly {
			e.trySave(0)
		}
	}
	return faults, err
}

// compareMemory holds memory to the store, and repairs it when that is asked
// for and needed.
func (e *Engine) compareMemory(ctx context.Context, repair bool) (repaired bool, faults []string, err error) {
	e.applying.Lock()
	defer e.applying.Unlock()
	if err := e.catchUpLocked(ctx); err != nil {
		return false, []string{fmt.Sprintf("the papers cannot be brought into memory: %s", err)}, nil
	}
	if faults, err = e.compare(ctx); err != nil || len(faults) == 0 || !repair {
		return false, faults, err
	}
	s, err := e.store.Snapshot(ctx)
	if err != nil {
		return false, nil, err
	}
	defer s.Close()
	if err := e.loadAll(s, "repair"); err != nil {
		return false, nil, err
	}
	faults, err = e.compare(ctx)
	return true, faults, err
}

// compare verifies the file behind memory, and holds what is in memory to a fresh
// read of the store.
func (e *Engine) compare(ctx context.Context) (faults []string, err error) {
	m := e.memory
	if m.mapped != nil {
		if err := m.mapped.file.Verify(ctx); errors.Is(err, section.ErrDamaged) {
			return []string{err.Error()}, nil // nothing else can be trusted
		} else if err != nil {
			return nil, err
		}
	}
	s, err := e.store.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	if s.Seq != m.seq {
		return nil, nil // it was changed just now; the change brings memory up to it
	}
	c := comparison{m: m}
	if m.index != nil {
		if err := m.index.Check(); err != nil {
			c.fault("%s", err)
		}
	}
	if err := c.rows(s); err != nil {
		return nil, err
	}
	if e.view.p99 != c.tally.p99() {
		c.fault("memory takes %d votes for many, the store has %d", e.view.p99, c.tally.p99())
	}
	if err := c.vectors(s); err != nil {
		return nil, err
	}
	if err := m.mapped.damage(); err != nil {
		c.fault("%s", err)
	}
	return c.faults, nil
}

// A comparison holds what is in memory to the store.
type comparison struct {
	m      *memory
	tally  tally
	faults []string
}

func (c *comparison) fault(format string, args ...any) {
	if len(c.faults) < maxFaults {
		c.faults = append(c.faults, fmt.Sprintf(format, args...))
	}
}

func (c *comparison) rows(s *corpus.Snapshot) error {
	c.tally = tally{}
	papers, m := 0, c.m
	for r, err := range s.Rows(0) {
		if err != nil {
			return err
		}
		papers++
		c.tally.add(r.Votes)
		slot, known := m.slotOfNumber(r.Number)
		byID, named := m.slotOf(r.ID)
		if !known || !named || byID != slot {
			c.fault("paper %s is not in memory", r.ID)
			continue
		}
		if m.id(slot) != r.ID || m.prints.At(slot) != fingerprint(&r) || m.published.at(slot) != r.Published || m.listed.at(slot) != r.Listed || m.hasRepository(slot) != r.HasRepository {
			c.fault("paper %s is in memory as it was before a change", r.ID)
		}
		if int(m.votes[slot]) != r.Votes {
			c.fault("paper %s has %d votes in memory, %d in the store", r.ID, m.votes[slot], r.Votes)
		}
	}
	if m.papers != papers || m.live.Count() != papers {
		c.fault("memory has %d papers, %d of them live, the store %d", m.papers, m.live.Count(), papers)
	}
	return nil
}

func (c *comparison) vectors(s *corpus.Snapshot) error {
	m, with := c.m, 0
	for v, err := range s.Vectors(0) {
		if err != nil {
			return err
		}
		slot, known := m.slotOfNumber(v.Number)
		if !known {
			continue // it was said of its row
		}
		want := corpus.Float16s(nil, v.Float16)
		if len(want) > 0 {
			with++
		}
		if m.bare.Has(slot) != (len(want) == 0) || !slices.Equal(m.vector(slot), want) {
			c.fault("paper %s has another vector in memory than in the store", m.id(slot))
		}
	}
	if n := m.papers - m.bare.Count(); n != with {
		c.fault("memory has vectors of %d papers, the store of %d", n, with)
	}
	return nil
}
