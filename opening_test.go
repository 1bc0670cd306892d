package kindred

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/kindred-search/kindred/corpus"
)

// stored is the path of a store that has some papers of the bag's, and those papers.
func stored(t *testing.T, b *bag, n int) (path string, papers []corpus.Paper) {
	t.Helper()
	path, papers = filepath.Join(t.TempDir(), "papers.db"), somePapers(t, n)
	e := openAt(t, path, b)
	add(t, e, papers...)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	return path, papers
}

// TestKnownNeedsNoModel: an import of which nothing is new waits for no model, and ends
// well though none can be opened. The first new record needs it, and nothing of that
// batch is stored.
func TestKnownNeedsNoModel(t *testing.T) {
	path, papers := stored(t, newBag("one"), 3*importBatch)
	e := openAt(t, path, newBag("one"))
	broken, opening := errors.New("no library"), make(chan struct{})
	e.o.OpenModel = func() (Embedder, error) { <-opening; return nil, broken }
	seen := 0
	report, err := e.AddWith(t.Context(), seq(papers...), AddOptions{Progress: func(r Report) {
		if seen = r.Unchanged; seen == len(papers) {
			close(opening) // all is told before the model is there
		}
	}})
	if err != nil || report.Unchanged != len(papers) || report.Read != len(papers) {
		t.Fatalf("got %+v, %v", report, err)
	}
	before := contents(t, e)
	voted := papers[0]
	voted.Votes = new(77)
	for name, p := range map[string]corpus.Paper{"a new paper": {ID: "new", Title: "planning"}, "votes of a known one": voted} {
		report, err = e.Add(t.Context(), seq(append(papers[:importBatch:importBatch], p)...))
		if !errors.Is(err, ErrModel) || !errors.Is(err, broken) || report.Added+report.Updated > 0 {
			t.Errorf("%s: got %+v, %v", name, report, err)
		}
	}
	if after := contents(t, e); len(after) != len(before) {
		t.Errorf("%d papers, before %d", len(after), len(before))
	}
	e.o.OpenModel = newBag("one").open // mended
	if r := add(t, e, append(papers, corpus.Paper{ID: "new", Title: "planning"})...); r.Added != 1 || r.Unchanged != len(papers) {
		t.Errorf("got %+v", r)
	}
}

// TestOtherModelTakesNothing: a store of another model refuses an import, also one of
// which nothing is new, and as soon as the model is known, however many records are
// still to come.
func TestOtherModelTakesNothing(t *testing.T) {
	path, papers := stored(t, newBag("one"), 2*importBatch)
	for name, more := range map[string]corpus.Paper{"known": papers[0], "new": {ID: "new", Title: "planning"}} {
		e := openAt(t, path, newBag("two"))
		report, err := e.Add(t.Context(), func(yield func(corpus.Paper, error) bool) {
			for yield(more, nil) { // without an end
			}
		})
		if !errors.Is(err, ErrOtherModel) || !strings.Contains(err.Error(), "kindred model use") || report.Added+report.Updated > 0 {
			t.Errorf("%s, endless: got %+v, %v", name, report, err)
		}
		report, err = e.Add(t.Context(), seq(append(papers[:len(papers):len(papers)], more)...))
		if !errors.Is(err, ErrOtherModel) || report.Added+report.Updated > 0 {
			t.Errorf("%s: got %+v, %v", name, report, err)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// TestStopWhileOpening: an import that is given up while the model is being opened ends
// when that has come to its end, and the engine can be closed.
func TestStopWhileOpening(t *testing.T) {
	path, papers := stored(t, newBag("one"), importBatch)
	e := openAt(t, path, newBag("one"))
	opening := make(chan struct{})
	var opened atomic.Bool
	b := newBag("one")
	e.o.OpenModel = func() (Embedder, error) { <-opening; opened.Store(true); return b, nil }
	ctx, cancel := context.WithCancel(t.Context())
	_, err := e.Add(ctx, func(yield func(corpus.Paper, error) bool) {
		for _, p := range append(papers, corpus.Paper{ID: "new", Title: "planning"}) {
			if !yield(p, nil) {
				return
			}
		}
		cancel()
		close(opening)
	})
	if !errors.Is(err, context.Canceled) || !opened.Load() {
		t.Errorf("got %v; opened %v", err, opened.Load())
	}
	// As Ctrl-C does it: what is read ends, what was read is stored.
	stop := errors.New("stopped")
	report, err := e.Add(t.Context(), func(yield func(corpus.Paper, error) bool) {
		_ = yield(papers[0], nil) && yield(corpus.Paper{ID: "new", Title: "planning"}, nil) && yield(corpus.Paper{}, stop)
	})
	if !errors.Is(err, stop) || report.Added != 1 || report.Unchanged != 1 {
		t.Errorf("got %+v, %v", report, err)
	}
}

// TestSettledOrNot: what a plan found just so is looked at again when a vote comes
// between, and is still told as unchanged.
func TestSettledOrNot(t *testing.T) {
	path, papers := stored(t, newBag("one"), 3*importBatch)
	e := openAt(t, path, newBag("one"))
	report, err := e.AddWith(t.Context(), func(yield func(corpus.Paper, error) bool) {
		for i, p := range papers {
			if i%100 == 0 {
				if _, err := e.Vote(t.Context(), p.ID, 1); err != nil {
					t.Error(err)
				}
			}
			if !yield(p, nil) {
				return
			}
		}
	}, AddOptions{})
	if err != nil || report.Unchanged != len(papers) {
		t.Errorf("got %+v, %v", report, err)
	}
}
