package corpus

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"
)

// seedFlag repeats a run: go test -run TestRandomOperations -seed 123.
var seedFlag = flag.Uint64("seed", 0, "of TestRandomOperations, 0 for another each time")

// random makes records that have ids, titles and years in common by chance.
type random struct{ *rand.Rand }

func (r random) of(texts ...string) string { return texts[r.IntN(len(texts))] }

func (r random) id() string {
	n := r.IntN(5)
	return r.of(fmt.Sprintf("2310.0000%d", n), fmt.Sprintf("doi:10.1000/%d", n), fmt.Sprintf("pmid:%d", n), fmt.Sprintf("openalex:W%d", n), fmt.Sprintf("s2:%d", n), fmt.Sprintf("mine/%d", n))
}

func (r random) paper() Paper {
	p := Paper{Source: r.of(precedence...), Title: r.of("Sparse owls in a forest", "Sparse Owls in a forest!", "The reed prior", "Editorial", ""), Abstract: r.of("", "An abstract.", "Another, longer abstract."), Venue: r.of("", "V", "W")}
	if r.IntN(5) > 0 {
		p.ID = r.id()
		for range r.IntN(3) {
			p.Aliases = append(p.Aliases, r.id())
		}
	} else {
		p.ID = TitleID(p.Title)
	}
	if y := r.of("", "2015", "2017", "2020"); y != "" {
		p.Published = mustDate(y)
	}
	if r.IntN(3) == 0 {
		p.Votes, p.Citations = new(r.IntN(3)), new(r.IntN(3))
	}
	if r.IntN(2) == 0 {
		p.Authors, p.AuthorCount = []string{r.of("Ada Tern", "Bo Gull")}, 1
	}
	p.Clean()
	return p
}

// TestRandomOperations does the same to a store and to its twin, reopens the
// store now and then, and compares.
func TestRandomOperations(t *testing.T) {
	seed := *seedFlag
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("seed %d; run it again with -seed", seed)
	r := random{rand.New(rand.NewPCG(seed, 0))}
	path := filepath.Join(t.TempDir(), "papers.db")
	s := openAt(t, path, Options{})
	m := &twin{}
	seen, follower := int64(0), map[int64]Row{} // an index that follows the sequence
	merged := 0
	for step := range 400 {
		switch r.IntN(10) {
		case 0, 1, 2, 3, 4:
			var records []Paper
			for range r.IntN(6) {
				if p := r.paper(); p.Validate() == nil {
					records = append(records, p)
				}
			}
			titles := r.IntN(6) == 0
			want := m.add(records, titles)
			out := addWith(t, s, PlanOptions{MergeTitles: titles}, records...)
			for i, o := range out {
				if o.Action != want[i].Action || o.Merged != want[i].Merged {
					t.Fatalf("step %d: %+v of source %q %s, merged %t; need %+v", step, records[i], records[i].Source, o.Action, o.Merged, want[i])
				}
				if o.Merged {
					merged++
				}
			}
		case 5, 6:
			id, delta := r.id(), 1-2*r.IntN(2)
			votes, _, err := s.Vote(ctx, id, delta)
			e := m.find(id)
			if e == nil {
				if !errors.Is(err, ErrNotFound) {
					t.Fatalf("step %d: a vote for %s: %v", step, id, err)
				}
				continue
			}
			e.vote(delta)
			if err != nil || votes != e.votes() {
				t.Fatalf("step %d: %s has %d votes, %v; need %d", step, id, votes, err, e.votes())
			}
		case 7:
			id := r.id()
			gone, err := s.Delete(ctx, id)
			if err != nil || (len(gone) == 1) != m.remove(id) {
				t.Fatalf("step %d: delete %s: %v, %v", step, id, gone, err)
			}
		case 8:
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			s = openAt(t, path, Options{})
		case 9:
			seen = follow(t, s, seen, follower)
			m.compare(t, s, follower)
		}
	}
	seen = follow(t, s, seen, follower)
	m.compare(t, s, follower)
	if st, err := s.Stats(ctx); err != nil || st.Seq != seen || st.Papers != len(m.papers) || merged == 0 {
		t.Errorf("got %+v, %v, %d merged; need %d papers", st, err, merged, len(m.papers))
	}
}

// addWith is add with options.
func addWith(t testing.TB, s *Store, o PlanOptions, records ...Paper) []Outcome {
	t.Helper()
	changes, err := s.Plan(ctx, records, o)
	if err != nil {
		t.Fatal(err)
	}
	for i := range changes {
		if changes[i].NeedsVector {
			changes[i].Vector = vectorOf(changes[i].Paper)
		}
	}
	outcomes, err := s.Commit(ctx, testModel.Identity, changes)
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
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

// compare holds a store, and what followed it, to its twin.
func (m *twin) compare(t *testing.T, s *Store, follower map[int64]Row) {
	t.Helper()
	v, err := s.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	found := 0
	for p, err := range v.Papers(0) {
		if err != nil {
			t.Fatal(err)
		}
		found++
		e := m.find(p.ID)
		if e == nil {
			t.Fatalf("the store has %+v, which it should not", p)
		}
		if want := e.shown(); !reflect.DeepEqual(p, want) {
			t.Fatalf("got %+v\nneed %+v", p, want)
		}
	}
	if found != len(m.papers) || len(follower) != len(m.papers) {
		t.Fatalf("the store has %d papers, its follower %d; need %d", found, len(follower), len(m.papers))
	}
	vs := vectors(t, s)
	for n, row := range follower {
		e := m.find(row.ID)
		if e == nil {
			t.Fatalf("the follower has %+v", row)
		}
		if p := e.shown(); p.ID != row.ID || row.Votes != e.votes() || row.Text != p.TextHash() || vs[n] != stored16(vectorOf(p)) {
			t.Fatalf("the follower has %+v; need %+v", row, p)
		}
	}
	ids, want := []string{"2310.00001", "doi:10.1000/2", "pmid:3", "nothing"}, []string{"", "", "", ""}
	for i, id := range ids {
		if e := m.find(id); e != nil {
			want[i] = e.shown().ID
		}
	}
	if got, err := s.MainIDs(ctx, ids); err != nil || !slices.Equal(got, want) {
		t.Fatalf("got %q, %v; need %q", got, err, want)
	}
}
