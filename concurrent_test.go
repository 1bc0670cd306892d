package kindred

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/rank"
)

// TestEverythingAtOnce searches, lists and counts while papers are added,
// changed, voted for and deleted. Papers s0000 to s0099 are never deleted but
// change all the time: every answer must have all of them, each once.
func TestEverythingAtOnce(t *testing.T) {
	const steady = 100
	b := newBag("one")
	path := filepath.Join(t.TempDir(), "papers.db")
	e := openAt(t, path, b)
	e.saves.atClose, e.saves.running = 1, 1 // it saves all the time
	at := func(i, round int) corpus.Paper {
		return corpus.Paper{ID: fmt.Sprintf("s%04d", i), Title: fmt.Sprint("planning ", i, " ", round), Venue: "Steady", Authors: []string{fmt.Sprint("Ann ", i)}}
	}
	var first []corpus.Paper
	for i := range steady {
		first = append(first, at(i, 0))
	}
	add(t, e, first...)
	var done atomic.Bool
	writer := func(f func(round int)) func() {
		return func() {
			for round := range 40 {
				f(round)
			}
		}
	}
	reader := func(f func(r *rand.Rand)) func() {
		return func() {
			r := rand.New(rand.NewPCG(3, 3))
			for !done.Load() {
				f(r)
			}
		}
	}
	writers := func() {
		defer done.Store(true)
		atOnce(
			writer(func(round int) {
				var batch []corpus.Paper
				for i := range steady {
					batch = append(batch, at(i, round))
				}
				add(t, e, batch...)
			}),
			writer(func(round int) {
				var batch []corpus.Paper
				var ids []string
				for i := range 50 {
					batch = append(batch, corpus.Paper{ID: fmt.Sprintf("t%04d", i), Title: fmt.Sprint("vision ", round), Venue: "Passing"})
					ids = append(ids, batch[i].ID)
				}
				add(t, e, batch...)
				if gone, err := e.Delete(t.Context(), ids...); err != nil || len(gone) != 50 {
					t.Errorf("deleted %v, %v", gone, err)
				}
			}),
			writer(func(round int) {
				if _, err := e.Vote(t.Context(), fmt.Sprintf("s%04d", round), 1); err != nil {
					t.Error(err)
				}
			}),
		)
	}
	atOnce(writers,
		reader(func(r *rand.Rand) {
			q := Query{Text: pick(r, []string{"planning", "vision", "planning 7"}), Limit: steady, Filter: Filter{Venues: []string{"steady"}}}
			if r.IntN(2) == 0 {
				q = Query{Like: []string{"s0003"}, Limit: steady, Filter: Filter{Authors: []string{"ann"}}}
			}
			res, err := e.Search(t.Context(), q)
			if err != nil {
				t.Error(err)
				return
			}
			ids := map[string]bool{}
			for _, h := range res.Hits {
				ids[h.ID] = true
			}
			if need := steady - len(q.Like); res.Total != need || len(ids) != need || len(res.Hits) != need || ids["s0003"] == (len(q.Like) > 0) {
				t.Errorf("%+v: got %d hits of %d papers, total %d; need %d", q, len(res.Hits), len(ids), res.Total, need)
			}
		}),
		reader(func(r *rand.Rand) {
			res, err := e.Search(t.Context(), Query{Text: "vision", Limit: 1000, Profile: pick(r, []rank.Profile{"hot", "balanced"})})
			if err != nil || len(res.Hits) != res.Total || res.Total < steady {
				t.Errorf("got %d hits of %d, %v", len(res.Hits), res.Total, err)
			}
		}),
		reader(func(r *rand.Rand) {
			id := fmt.Sprintf("t%04d", r.IntN(50))
			res, err := e.Related(t.Context(), RelatedQuery{Like: []string{id}})
			if err != nil && !errors.Is(err, ErrNotFound) {
				t.Error(err)
			}
			if slices.ContainsFunc(res.Hits, func(h Hit) bool { return h.ID == id }) {
				t.Errorf("%s is related to itself", id)
			}
			if _, err := e.List(t.Context(), ListQuery{}); err != nil {
				t.Error(err)
			}
		}),
		reader(func(r *rand.Rand) {
			faults, err := e.Check(t.Context(), false)
			if err != nil || len(faults) > 0 {
				t.Errorf("%v, %s", err, strings.Join(faults, "; "))
			}
			if err := e.Ready(); err != nil && !errors.Is(err, ErrNotReady) {
				t.Error(err)
			}
			if _, err := e.Stats(t.Context()); err != nil {
				t.Error(err)
			}
		}),
	)
	// Once nothing is searched any more, the next change frees what was retired.
	if _, err := e.Vote(t.Context(), "s0000", 1); err != nil {
		t.Fatal(err)
	}
	e.applying.Lock()
	held := 0
	for slot := range e.memory.slots() {
		if e.memory.index.Vector(uint32(slot)) != nil {
			held++
		}
	}
	papers := e.memory.papers
	e.applying.Unlock()
	if held != steady || papers != steady {
		t.Errorf("the index holds %d vectors, memory %d papers; need %d", held, papers, steady)
	}
	before := contents(t, e)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	if after := contents(t, openAt(t, path, b)); len(after) != steady || after["s0007"].Title != before["s0007"].Title {
		t.Errorf("%d papers after opening again", len(after))
	}
}

// TestRetired: a slot is free once no search is on a view that shows it, or on
// an older one.
func TestRetired(t *testing.T) {
	var r retired
	f := func(need ...uint32) {
		t.Helper()
		if got := r.free(); !slices.Equal(got, need) {
			t.Errorf("free are %v, need %v", got, need)
		}
	}
	a, b, c := &view{}, &view{}, &view{}
	a.readers.Add(2)
	r.add(a, []uint32{1, 2})
	f()
	r.add(b, []uint32{3})
	c.readers.Add(1)
	r.add(c, []uint32{4})
	f()
	a.readers.Add(-1)
	f()
	a.readers.Add(-1)
	f(1, 2, 3)
	f()
	c.readers.Add(-1)
	f(4)
}

// TestMemoryIsBuiltAnew: slots of papers that are gone do not pile up.
func TestMemoryIsBuiltAnew(t *testing.T) {
	e := open(t, newBag("one"))
	if err := e.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	most := 0
	for round := range 12 {
		var batch []corpus.Paper
		for i := range 1024 {
			batch = append(batch, corpus.Paper{ID: fmt.Sprint("p", i), Title: "planning", Venue: fmt.Sprint("venue ", round)})
		}
		add(t, e, batch...)
		most = max(most, e.memory.slots())
	}
	if most > 2*1024+minDead+importBatch || most < minDead {
		t.Errorf("memory grew to %d slots for 1024 papers", most)
	}
	res, err := e.Search(t.Context(), Query{Text: "planning", Filter: Filter{Venues: []string{"venue 11"}}})
	if err != nil || res.Total != 1024 {
		t.Errorf("got %d, %v", res.Total, err)
	}
}
