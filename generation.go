package kindred

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/section"
)

// Beside the store papers.db lies the folder papers.idx with one file, a
// generation of what memory holds: papers.12.sec. It is a cache. A new one gets
// the next number, and the one before is removed; one that is missing, damaged,
// or not of this store and model costs a read of the whole store, and nothing
// else. FORMAT.md describes the sections.

const (
	generations       = "papers"
	generationKind    = "kindred papers"
	generationVersion = 2
)

// indexFolder is where the generations of a store lie.
func indexFolder(store string) string { return strings.TrimSuffix(store, ".db") + ".idx" }

// about is what a generation says of itself, as JSON in its header.
type about struct {
	Store  string        `json:"store"` // its name, see corpus.Snapshot
	Model  corpus.Model  `json:"model"`
	Seq    int64         `json:"seq"` // of the store, up to which everything is here
	Slots  int           `json:"slots"`
	Papers int           `json:"papers"`
	Index  aboutIndex    `json:"index"`
	Pairs  aboutPairMean `json:"pairs"` // see rank.PairMean; its sum is a section
}

// aboutIndex is what is known of the vector index.
type aboutIndex struct {
	Kind     string  `json:"kind"`               // of the graph; flat without
	Papers   int     `json:"papers,omitempty"`   // when it was measured
	Recall   float64 `json:"recall,omitempty"`   // that was measured
	EfSearch int     `json:"efSearch,omitempty"` // with which
	Pending  int     `json:"pending,omitempty"`  // vectors in front of the graph
}

type aboutPairMean struct {
	N       int     `json:"n"`
	Squares float64 `json:"squares"`
}

// A generation is a file that was opened, and what it says of itself.
type generation struct {
	*mapped
	about
}

// openGenerations opens what there is in the index folder, the newest first.
// What cannot be opened is left out, with a log line.
func (e *Engine) openGenerations() (found []*generation) {
	folder := indexFolder(e.store.Path())
	// A writer may remove the newest while it is being opened; then there is a
	// newer one.
	for range 3 {
		numbers, err := section.Generations(folder, generations)
		if err != nil {
			e.o.Log.Warn("the index folder cannot be read; the papers are read from the store, which takes longer", "cause", err)
			return nil
		}
		for _, n := range numbers {
			g, err := openGeneration(folder, n)
			switch {
			case err == nil:
				found = append(found, g)
			case !errors.Is(err, fs.ErrNotExist):
				e.o.Log.Warn("the index folder cannot be used as it is; the papers are read from the store, which takes longer", "cause", err)
			}
		}
		if len(found) > 0 || len(numbers) == 0 {
			break
		}
	}
	return found
}

func openGeneration(folder string, n uint64) (*generation, error) {
	f, err := section.Open(section.Path(folder, generations, n))
	if err != nil {
		return nil, err
	}
	g := &generation{mapped: newMapped(f, n)}
	if err = f.Expect(generationKind, generationVersion); err == nil {
		if err = json.Unmarshal(f.Header().Meta, &g.about); err != nil {
			err = fmt.Errorf("cannot read what %s says of itself: %w: %w", f.Path(), section.ErrDamaged, err)
		}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return g, nil
}

// fits returns why a generation is not one of the store as it is now; nil when
// it is.
func (g *generation) fits(s *corpus.Snapshot) error {
	switch {
	case g.Store != s.Store:
		return fmt.Errorf("it is of another store, %.12q, not %.12q", g.Store, s.Store)
	case g.Model != s.Model:
		return fmt.Errorf("it is of the model %s (%.12s), the store's is %s (%.12s)", g.Model.Name, g.Model.Identity, s.Model.Name, s.Model.Identity)
	case g.Seq > s.Seq:
		return fmt.Errorf("it is of change %d, and the store ends with %d: was an older copy of the store put back?", g.Seq, s.Seq)
	case g.Slots-g.Papers > g.Papers+minDead:
		return errors.New("most of its papers have changed since")
	}
	return nil
}

// memory makes what the generation holds the memory of a store, brought up to a
// snapshot. The memory then owns the file; on an error the caller does.
func (g *generation) memory(s *corpus.Snapshot, kind string, workers int) (*memory, error) {
	if err := g.fits(s); err != nil {
		return nil, err
	}
	m, err := g.restore(kind, workers)
	if err != nil {
		return nil, err
	}
	if err := m.sameHistory(s); err != nil {
		return nil, err
	}
	if err := m.follow(s); err != nil {
		return nil, err
	}
	return m, nil
}

// sameHistory returns an error when the last change that memory knows is not in
// the store as memory knows it: an older copy of the store was put back, and
// has gone on from there. When the same paper has changed again, nothing is
// known, and the next save makes it known again.
func (m *memory) sameHistory(s *corpus.Snapshot) error {
	if m.seq == 0 {
		return nil
	}
	for row, err := range s.Rows(m.seq - 1) {
		if err != nil {
			return err
		}
		if row.Seq != m.seq {
			break
		}
		if slot, known := m.slotOfNumber(row.Number); !known || m.prints.At(slot) != fingerprint(&row) || int(m.votes[slot]) != row.Votes {
			return fmt.Errorf("change %d of the store is not the one it knows: was an older copy of the store put back?", m.seq)
		}
		break
	}
	return nil
}
