package kindred

import (
	"context"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus"
)

// cosine is that of the best result for a text.
func cosine(t testing.TB, e *Engine, text string) float64 {
	t.Helper()
	res, err := e.Search(t.Context(), Query{Text: text, Explain: true, Profile: "relevance"})
	if err != nil {
		t.Fatal(err)
	}
	return res.Hits[0].Explain.Cosine
}

// TestStoreOfAnotherModel: it opens, lists and shows; what needs vectors of a
// text names the two commands that help.
func TestStoreOfAnotherModel(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	e := openAt(t, path, newBag("one"))
	add(t, e, corpus.Paper{ID: "a", Title: "planning", Listed: date(t, "2025-12-25")}, corpus.Paper{ID: "b", Title: "planning vision"})
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = openAt(t, path, newBag("two"))
	if err := e.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := e.Paper(t.Context(), "a"); err != nil {
		t.Error(err)
	}
	if l, err := e.List(t.Context(), ListQuery{}); err != nil || l.Total != 1 {
		t.Errorf("list: %+v, %v", l, err)
	}
	if r, err := e.Related(t.Context(), RelatedQuery{Like: []string{"a"}}); err != nil || len(r.Hits) != 1 {
		t.Errorf("related: %+v, %v", r, err)
	}
	if _, err := e.Vote(t.Context(), "a", 1); err != nil {
		t.Error(err)
	}
	for name, f := range map[string]func() error{
		"search": func() error { _, err := e.Search(t.Context(), Query{Text: "planning"}); return err },
		"add":    func() error { _, err := e.Add(t.Context(), seq(corpus.Paper{ID: "c", Title: "x"})); return err },
	} {
		err := f()
		if !errors.Is(err, ErrOtherModel) || !strings.Contains(err.Error(), "kindred model use") || !strings.Contains(err.Error(), "--model one") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := e.UseModel(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	if c := cosine(t, e, "planning"); c < 0.999 {
		t.Errorf("after the change the cosine is %g", c)
	}
}

func TestNoModel(t *testing.T) {
	broken, calls := errors.New("no library"), 0
	e, err := Open(filepath.Join(t.TempDir(), "papers.db"), Options{OpenModel: func() (Embedder, error) {
		if calls++; calls < 3 {
			return nil, broken
		}
		return newBag("one"), nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	if err := e.Warm(t.Context()); !errors.Is(err, ErrModel) || !errors.Is(err, broken) {
		t.Errorf("warm: %v", err)
	}
	if err := e.Ready(); !errors.Is(err, ErrNotReady) {
		t.Errorf("ready: %v", err)
	}
	if _, err := e.Add(t.Context(), seq(corpus.Paper{ID: "a", Title: "x"})); !errors.Is(err, ErrModel) {
		t.Errorf("add: %v", err)
	}
	// What was wrong has been mended.
	add(t, e, corpus.Paper{ID: "a", Title: "x"})
	if err := e.Ready(); err != nil {
		if err := e.Warm(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if err := e.Ready(); err != nil {
		t.Error(err)
	}
}

// TestUseModel changes the model of an engine that goes on searching, with an
// interruption, a paper that comes meanwhile, and an opening between.
func TestUseModel(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	one, two := newBag("one"), newBag("two")
	two.dim = 40
	e := openAt(t, path, one)
	papers := somePapers(t, 1500)
	for i := range papers {
		papers[i].Abstract = "planning"
	}
	add(t, e, papers...)
	ctx, cancel := context.WithCancel(t.Context())
	err := e.UseModel(ctx, two.open, func(done, total int) {
		if total != 1500 || done == 0 {
			t.Errorf("progress %d of %d", done, total)
		}
		cancel()
	})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("interrupted: %v", err)
	}
	if two.closed.Load() != 1 {
		t.Error("the model that was not used was not closed")
	}
	if s, err := e.Stats(t.Context()); err != nil || s.Model != "one" || s.NextModel != "two" || s.NextReady != importBatch {
		t.Errorf("stats %+v, %v", s, err)
	}
	add(t, e, corpus.Paper{ID: "new", Title: "galaxies"})
	if c := cosine(t, e, "galaxies"); c < 0.999 {
		t.Errorf("the model in use gives %g", c)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = openAt(t, path, one)
	if c := cosine(t, e, "galaxies"); c < 0.999 {
		t.Errorf("opened again it gives %g", c)
	}
	before := two.documents.Load()
	done := make(chan struct{})
	atOnce(func() {
		defer close(done)
		added := false
		err := e.UseModel(t.Context(), two.open, func(int, int) {
			if !added {
				added = true
				add(t, e, corpus.Paper{ID: "newer", Title: "climate"})
			}
		})
		if err != nil {
			t.Error(err)
		}
	}, func() {
		for {
			if c := cosine(t, e, "galaxies"); c < 0.999 {
				t.Errorf("during the change it gives %g", c)
			}
			select {
			case <-done:
				return
			default:
			}
		}
	})
	if n := two.documents.Load() - before; n != 1500+2-importBatch {
		t.Errorf("%d texts were embedded, need those that were left", n)
	}
	s, err := e.Stats(t.Context())
	if err != nil || s.Model != "two" || s.NextModel != "" || s.Dimension != 40 || s.Vectors != 1502 {
		t.Errorf("stats %+v, %v", s, err)
	}
	for _, text := range []string{"galaxies", "climate"} {
		if c := cosine(t, e, text); c < 0.999 {
			t.Errorf("%s: after the change it gives %g", text, c)
		}
	}
	add(t, e, corpus.Paper{ID: "newest", Title: "robots"})
	if c := cosine(t, e, "robots"); c < 0.999 {
		t.Errorf("added after the change it gives %g", c)
	}
	if err := e.UseModel(t.Context(), two.open, nil); err != nil {
		t.Errorf("the model it has: %v", err)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = openAt(t, path, two)
	if c := cosine(t, e, "climate"); c < 0.999 {
		t.Errorf("opened with the new model it gives %g", c)
	}
}

// TestUseModelGivenUp: going back to the model of the store drops what was
// gathered for another.
func TestUseModelGivenUp(t *testing.T) {
	one, two := newBag("one"), newBag("two")
	e := open(t, one)
	add(t, e, somePapers(t, 600)...)
	ctx, cancel := context.WithCancel(t.Context())
	if err := e.UseModel(ctx, two.open, func(int, int) { cancel() }); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if err := e.UseModel(t.Context(), nil, nil); err != nil {
		t.Fatal(err)
	}
	if s, err := e.Stats(t.Context()); err != nil || s.Model != "one" || s.NextModel != "" {
		t.Errorf("stats %+v, %v", s, err)
	}
	if _, err := e.Search(t.Context(), Query{Text: "planning", Now: time.Time{}}); err != nil {
		t.Error(err)
	}
}
