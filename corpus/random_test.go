package corpus

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"
)

// A plain is the store's slow twin: a map, and the rules in their simplest
// form, for papers with all fields given.
type plain map[string]*plainPaper

type plainPaper struct {
	paper Paper
	local int
}

func (m plain) shown(id string) int { return max(0, *m[id].paper.Votes+m[id].local) }

// TestRandomOperations does the same to a store and to a map, reopens the
// store now and then, and compares.
func TestRandomOperations(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "papers.db")
	s := openAt(t, path, Options{})
	m := plain{}
	seen, follower := int64(0), map[int64]Row{} // an index that follows the sequence

	randomPaper := func() Paper {
		return Paper{ID: fmt.Sprintf("id%d", r.IntN(40)), Title: fmt.Sprintf("T%d", r.IntN(3)), Abstract: fmt.Sprintf("A%d", r.IntN(2)), Authors: []string{fmt.Sprintf("N%d", r.IntN(2))},
			AuthorCount: 1, Organization: "O", Categories: []string{"c"}, Venue: "V", Published: date(t, "2023"), Listed: date(t, fmt.Sprintf("2023-10-0%d", 1+r.IntN(9))),
			Votes: new(r.IntN(3)), Citations: new(r.IntN(2)), URL: "u", DOI: "d", Repository: "r"}
	}
	for step := range 400 {
		switch r.IntN(10) {
		case 0, 1, 2, 3:
			papers := make([]Paper, r.IntN(6))
			var want []Action
			for i := range papers {
				p := randomPaper()
				papers[i] = p
				switch old := m[p.ID]; {
				case old == nil:
					m[p.ID] = &plainPaper{paper: p}
					want = append(want, Added)
				case reflect.DeepEqual(old.paper, p):
					want = append(want, Unchanged)
				default:
					old.paper = p
					want = append(want, Updated)
				}
			}
			out := mustAdd(t, s, papers...)
			for i, o := range out {
				if o.Action != want[i] {
					t.Fatalf("step %d: %s %s, need %s", step, papers[i].ID, o.Action, want[i])
				}
			}
		case 4, 5, 6:
			id, delta := fmt.Sprintf("id%d", r.IntN(40)), 1-2*r.IntN(2)
			votes, _, err := s.Vote(ctx, id, delta)
			if m[id] == nil {
				if !errors.Is(err, ErrNotFound) {
					t.Fatalf("step %d: a vote for %s: %v", step, id, err)
				}
				continue
			}
			if sum := m.shown(id) + delta; sum >= 0 {
				m[id].local = sum - *m[id].paper.Votes
			}
			if err != nil || votes != m.shown(id) {
				t.Fatalf("step %d: %s has %d votes, %v; need %d", step, id, votes, err, m.shown(id))
			}
		case 7:
			id := fmt.Sprintf("id%d", r.IntN(40))
			gone, err := s.Delete(ctx, id)
			if err != nil || (len(gone) == 1) != (m[id] != nil) {
				t.Fatalf("step %d: delete %s: %v, %v", step, id, gone, err)
			}
			delete(m, id)
		case 8:
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = openAt(t, path, Options{})
		case 9:
			seen = follow(t, s, seen, follower)
			compare(t, s, m, follower)
		}
	}
	seen = follow(t, s, seen, follower)
	compare(t, s, m, follower)
	if st, err := s.Stats(ctx); err != nil || st.Seq != seen || st.Papers != len(m) {
		t.Errorf("got %+v, %v; need %d papers", st, err, len(m))
	}
}

// follow brings a copy of the columns up to the store's last change.
func follow(t *testing.T, s *Store, seen int64, rows map[int64]Row) int64 {
	t.Helper()
	v, err := s.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	for r, err := range v.Rows(seen) {
		if err != nil {
			t.Fatal(err)
		}
		rows[r.Number] = r
	}
	for d, err := range v.Deleted(seen) {
		if err != nil {
			t.Fatal(err)
		}
		delete(rows, d.Number)
	}
	return v.Seq
}

func compare(t *testing.T, s *Store, m plain, follower map[int64]Row) {
	t.Helper()
	all := map[string]Paper{}
	v, err := s.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	for p, err := range v.Papers(0) {
		if err != nil {
			t.Fatal(err)
		}
		all[p.ID] = p
	}
	if !slices.Equal(slices.Sorted(maps.Keys(all)), slices.Sorted(maps.Keys(m))) || len(follower) != len(m) {
		t.Fatalf("the store has %d papers, its follower %d; need %d", len(all), len(follower), len(m))
	}
	for id, want := range m {
		p := want.paper
		p.Votes = new(m.shown(id))
		if !reflect.DeepEqual(all[id], p) {
			t.Fatalf("got %+v\nneed %+v", all[id], p)
		}
	}
	vs := vectors(t, s)
	for n, row := range follower {
		p := m[row.ID]
		if p == nil || row.Votes != m.shown(row.ID) || row.Text != p.paper.TextHash() || row.Listed != p.paper.Listed || vs[n] != stored16(vectorOf(p.paper)) {
			t.Fatalf("the follower has %+v", row)
		}
	}
}
