package kindred

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus"
)

// TestCheckNamesAndRepairsMemory makes memory wrong in every way that Check
// looks for; repair must bring it back to the store.
func TestCheckNamesAndRepairsMemory(t *testing.T) {
	f := func(name, need string, damage func(m *memory, slot uint32)) {
		t.Run(name, func(t *testing.T) {
			e := open(t, newBag("one"))
			add(t, e, corpus.Paper{ID: "a", Title: "planning", Votes: new(3)}, corpus.Paper{ID: "b", Title: "vision"})
			if faults, err := e.Check(t.Context(), false); err != nil || len(faults) > 0 {
				t.Fatal(faults, err)
			}
			slot, _ := e.memory.slotOf("a")
			damage(e.memory, slot)
			faults, err := e.Check(t.Context(), false)
			if err != nil || !strings.Contains(strings.Join(faults, "; "), need) {
				t.Errorf("got %q, %v; need %q", faults, err, need)
			}
			if faults, err = e.Check(t.Context(), true); err != nil || len(faults) > 0 {
				t.Errorf("after repair: %q, %v", faults, err)
			}
			if faults, err = e.Check(t.Context(), false); err != nil || len(faults) > 0 {
				t.Errorf("and then: %q, %v", faults, err)
			}
		})
	}
	f("vector", "paper a has another vector", func(m *memory, slot uint32) {
		other, _ := m.slotOf("b")
		if err := m.index.Add([]uint32{slot}, m.index.Vector(other)); err != nil {
			t.Fatal(err)
		}
	})
	f("no vector", "paper a has another vector", func(m *memory, slot uint32) { m.index.Delete([]uint32{slot}) })
	f("votes", "paper a has 4 votes in memory, 3 in the store", func(m *memory, slot uint32) { m.votes[slot]++ })
	f("live", "1 of them live", func(m *memory, slot uint32) { m.live.Clear(slot) })
	f("id", "paper a is not in memory", func(m *memory, slot uint32) { m.ids.Append("a") })
	f("number", "paper a is not in memory", func(m *memory, slot uint32) { m.numbers.Append(m.number(slot)) })
	f("count", "memory has 3 papers", func(m *memory, slot uint32) { m.papers++ })
	f("date", "paper a is in memory as it was", func(m *memory, slot uint32) {
		n := m.listed.starts.Len()
		m.listed = dates{}
		for range n {
			m.listed.append(date(t, "2024"))
		}
	})
	f("text", "paper a is in memory as it was", func(m *memory, slot uint32) {
		prints := m.prints.AppendTo(nil)
		prints[slot]++
		m.prints = *array(prints)
	})
}

func TestCheckWhatIsInMemoryOfP99(t *testing.T) {
	e := open(t, newBag("one"))
	add(t, e, corpus.Paper{ID: "a", Title: "planning", Votes: new(3)})
	if _, err := e.Search(t.Context(), Query{Text: "planning"}); err != nil {
		t.Fatal(err)
	}
	e.view.p99 = 7
	if faults, err := e.Check(t.Context(), true); err != nil || len(faults) > 0 {
		t.Errorf("repair left %q, %v", faults, err)
	}
	if e.view.p99 != 3 {
		t.Errorf("p99 is %d after repair", e.view.p99)
	}
}

// TestPapersWithoutModel: a store that was filled without one.
func TestPapersWithoutModel(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	s, err := corpus.Open(path, corpus.Options{})
	if err != nil {
		t.Fatal(err)
	}
	changes, err := s.Plan(t.Context(), []corpus.Paper{{ID: "a", Title: "planning"}}, corpus.PlanOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Commit(t.Context(), "", changes); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	e := openAt(t, path, newBag("one"))
	for name, f := range map[string]func() error{
		"search":  func() error { _, err := e.Search(t.Context(), Query{Text: "planning"}); return err },
		"related": func() error { _, err := e.Related(t.Context(), RelatedQuery{Like: []string{"a"}}); return err },
	} {
		if err := f(); !errors.Is(err, ErrOtherModel) || !strings.Contains(err.Error(), "kindred model use one") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := e.UseModel(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	if c := cosine(t, e, "planning"); c < 0.999 {
		t.Errorf("the cosine is %g", c)
	}
}
