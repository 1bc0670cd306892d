package kindred

import (
	"slices"
	"testing"

	"github.com/kindred-search/kindred/corpus"
)

// A paper that was shown and then changed, voted for or deleted is shown as it is
// now; what a caller does to an answer is not in the next one.
func TestShownIsAsItIs(t *testing.T) {
	e := open(t, newBag("one"))
	p := corpus.Paper{ID: "a", Title: "planning", Authors: []string{"Li Wei"}, Votes: new(3)}
	add(t, e, p, corpus.Paper{ID: "b", Title: "planning"})
	look := func() corpus.Paper {
		t.Helper()
		r := search(t, e, Query{Text: "planning"})
		i := slices.IndexFunc(r.Hits, func(h Hit) bool { return h.ID == "a" })
		if i < 0 {
			return corpus.Paper{}
		}
		return r.Hits[i].Paper
	}
	first := look()
	first.Authors[0], *first.Votes = "nobody", 99
	if again := look(); again.Authors[0] != "Li Wei" || *again.Votes != 3 {
		t.Errorf("got %+v: an answer was changed through another", again)
	}
	if _, err := e.Vote(t.Context(), "a", 1); err != nil {
		t.Fatal(err)
	}
	if got := look(); *got.Votes != 4 {
		t.Errorf("got %d votes after one more than 3", *got.Votes)
	}
	p.Venue = "ICML" // the title stays: no new vector
	add(t, e, p)
	if got := look(); got.Venue != "ICML" {
		t.Errorf("got venue %q after a change", got.Venue)
	}
	if _, err := e.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	if got := look(); got.ID != "" {
		t.Errorf("got %+v after it was deleted", got)
	}
}

// What was read before something was forgotten is not remembered after it.
func TestShownNeverGoesBack(t *testing.T) {
	s, err := newShown()
	if err != nil {
		t.Fatal(err)
	}
	old, epoch := corpus.Paper{ID: "a", Title: "old"}, s.epoch
	s.forget(slices.Values([]int64{1})) // it changes while old is being read
	s.remember([]int64{1}, []corpus.Paper{old}, epoch)
	if s.papers.Contains(1) {
		t.Error("the paper as it was before its change is remembered")
	}
	s.remember([]int64{1}, []corpus.Paper{old}, s.epoch)
	if !s.papers.Contains(1) {
		t.Error("nothing is remembered: the test shows nothing")
	}
	s.forgetAll()
	if s.papers.Len() != 0 {
		t.Error("something is remembered after all was forgotten")
	}
}
