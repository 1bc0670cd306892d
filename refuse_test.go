package kindred

import (
	"context"
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus"
)

// many is a list of n texts.
func many(n int) []string {
	list := make([]string, n)
	for i := range list {
		list[i] = "x"
	}
	return list
}

// TestEveryBadParameterIsNamed: the error names the parameter, what came and
// what is accepted.
func TestEveryBadParameterIsNamed(t *testing.T) {
	e := open(t, newBag("one"))
	add(t, e, corpus.Paper{ID: "a", Title: "planning"}, corpus.Paper{ID: "empty", Title: "?!"})
	f := func(q Query, name, got, need string) {
		t.Helper()
		r, err := e.Search(t.Context(), q)
		var bad *ParameterError
		if !errors.Is(err, ErrParameter) || !errors.As(err, &bad) {
			t.Fatalf("got %v, %v; need a ParameterError of %s", r, err, name)
		}
		if bad.Name != name || !strings.Contains(bad.Got, got) || !strings.Contains(bad.Need, need) {
			t.Errorf("got %q; need %s, %q, %q", bad, name, got, need)
		}
	}
	d := func(s string) corpus.Date { return date(t, s) }
	with := func(change func(*Query)) Query {
		q := Query{Text: "planning"}
		change(&q)
		return q
	}
	f(Query{}, "q", "missing", "a question")
	f(Query{Text: " \n"}, "q", `" \n"`, "a question")
	f(Query{Text: "?!", Mode: Semantic}, "q", `"?!"`, "words that the model knows")
	f(Query{Text: strings.Repeat("x", MaxText+1)}, "q", "32769 bytes", "32768")
	f(Query{Unlike: []string{"a"}}, "unlike", "alone", "beside it")
	f(Query{Like: []string{"a"}, Vector: nil, Unlike: many(101)}, "unlike", "101", "at most 100 ids")
	f(Query{Like: many(101)}, "like", "101", "at most 100 ids")
	f(Query{Like: []string{"empty"}}, "like", "empty", "a paper with words")
	f(Query{Vector: make([]float32, 23)}, "vector", "23 numbers", "the 24 of one")
	f(Query{Vector: make([]float32, 24)}, "vector", "without a direction", "finite")
	nan := make([]float32, 24)
	nan[3] = float32(math.NaN())
	f(Query{Vector: nan}, "vector", "without a direction", "finite")
	nan[3] = float32(math.Inf(1))
	f(Query{Vector: nan}, "vector", "without a direction", "finite")
	f(with(func(q *Query) { q.Limit = -1 }), "limit", "-1", "1 to 1000")
	f(with(func(q *Query) { q.Limit = 1001 }), "limit", "1001", "1 to 1000")
	f(with(func(q *Query) { q.Offset = -1 }), "offset", "-1", "0 or more")
	f(with(func(q *Query) { q.Offset, q.Limit = 991, 10 }), "offset", "991", "at most 990")
	f(with(func(q *Query) { q.Offset = 1000 }), "offset", "1000", "at most 999")
	f(with(func(q *Query) { q.Offset, q.Limit = math.MaxInt, 10 }), "offset", "9223372036854775807", "at most 990")
	f(with(func(q *Query) { q.Mode = "fuzzy" }), "mode", `"fuzzy"`, "hybrid, semantic or lexical")
	f(with(func(q *Query) { q.Fusion = "sum" }), "fusion", `"sum"`, "convex or rrf")
	f(with(func(q *Query) { q.Profile = "new" }), "profile", `"new"`, "balanced, relevance, fresh, hot or classic")
	f(with(func(q *Query) { q.Recency = new(10.1) }), "recency", "10.1", "0 to 10")
	f(with(func(q *Query) { q.Recency = new(math.NaN()) }), "recency", "NaN", "0 to 10")
	f(with(func(q *Query) { q.Votes = new(-0.1) }), "votes", "-0.1", "0 to 10")
	f(with(func(q *Query) { q.HalfLife = -1 }), "half_life", "", "30d")
	f(with(func(q *Query) { q.Filter.From, q.Filter.To = d("2024"), d("2023-12") }), "from", "2024", "2023-12")
	f(with(func(q *Query) { q.Facets = []Facet{ByYear, "topic"} }), "facets", `"topic"`, "category, year, venue or author")
	f(with(func(q *Query) { q.Filter.MinVotes = -1 }), "min_votes", "-1", "0 or more")
	f(with(func(q *Query) { q.Filter.Authors = []string{"..."} }), "author", `"..."`, "letter or digit")
	f(with(func(q *Query) { q.Filter.Venues = []string{""} }), "venue", `""`, "letter")
	f(with(func(q *Query) { q.Filter.Organizations = many(101) }), "organization", "101", "100 values")
	f(with(func(q *Query) { q.Filter.Categories = []string{""} }), "category", `""`, "cs.*")
	f(with(func(q *Query) { q.Filter.Authors = []string{strings.Repeat("x", MaxText+1)} }), "author", "32769", "32768")

	f(Query{Vector: make([]float32, 24), Mode: Lexical}, "mode", "lexical", "hybrid or semantic")
	f(with(func(q *Query) { q.Text, q.Mode = "author:x", Semantic }), "q", "author:x", "a question beside")
	f(with(func(q *Query) { q.Similarity = new(1.1) }), "similarity", "1.1", "0 to 1")
	f(with(func(q *Query) { q.Similarity = new(math.NaN()) }), "similarity", "NaN", "0 to 1")
	f(with(func(q *Query) { q.Diversity = -0.1 }), "diversity", "-0.1", "0 to 1")
	f(with(func(q *Query) { q.Diversity = math.NaN() }), "diversity", "NaN", "0 to 1")
	f(with(func(q *Query) { q.Exclude = many(10001) }), "exclude", "10001", "10000 ids")

	if _, err := e.Related(t.Context(), RelatedQuery{}); !errors.Is(err, ErrParameter) || !strings.Contains(err.Error(), "like is missing; need the id") {
		t.Errorf("related without like: %v", err)
	}
	lists := func(q ListQuery, name, got string) {
		t.Helper()
		_, err := e.List(t.Context(), q)
		var bad *ParameterError
		if !errors.As(err, &bad) || bad.Name != name || !strings.Contains(bad.Got, got) {
			t.Errorf("%+v: got %v; need %s with %s", q, err, name, got)
		}
	}
	lists(ListQuery{Date: "2023-12"}, "date", "2023-12")
	lists(ListQuery{Date: "2023-02-30"}, "date", "2023-02-30")
	lists(ListQuery{Month: "2023"}, "month", "2023")
	lists(ListQuery{Week: "2023-W53"}, "week", "2023-W53")
	lists(ListQuery{Week: "2023-W00"}, "week", "2023-W00")
	lists(ListQuery{Week: "2023-W1"}, "week", "2023-W1")
	lists(ListQuery{Week: "2023-W01x"}, "week", "2023-W01x")
	lists(ListQuery{Date: "2023-12-21", Week: "2023-W51"}, "date", "not alone")
	lists(ListQuery{Sort: "best"}, "sort", "best")
	lists(ListQuery{Limit: 1001}, "limit", "1001")
	lists(ListQuery{Offset: -1}, "offset", "-1")

	if _, err := Open(filepath.Join(t.TempDir(), "x.db"), Options{Index: "tree"}); !errors.Is(err, ErrParameter) || !strings.Contains(err.Error(), "auto, flat, hnsw or coder") {
		t.Errorf("index tree: %v", err)
	}
}

func TestErrorsOfPapers(t *testing.T) {
	e := open(t, newBag("one"))
	if _, err := e.Paper(t.Context(), "a"); !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), "the store is empty") {
		t.Errorf("in an empty store: %v", err)
	}
	add(t, e, corpus.Paper{ID: "a", Title: "planning"}, corpus.Paper{ID: "c", Title: "vision"})
	for _, f := range []func(id string) error{
		func(id string) error { _, err := e.Paper(t.Context(), id); return err },
		func(id string) error { _, err := e.Vote(t.Context(), id, 1); return err },
		func(id string) error { _, err := e.Search(t.Context(), Query{Like: []string{"a", id}}); return err },
		func(id string) error {
			_, err := e.Related(t.Context(), RelatedQuery{Like: []string{"a"}, Unlike: []string{id}})
			return err
		},
	} {
		if err := f("b"); !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), `"b"`) || !strings.Contains(err.Error(), "c or a") {
			t.Errorf("need what is near b, got %v", err)
		}
	}
	if _, err := e.Vote(t.Context(), "a", 2); !errors.Is(err, ErrInvalid) {
		t.Errorf("two votes: %v", err)
	}
	gone, err := e.Delete(t.Context(), "b", "c")
	if err != nil || !slices.Equal(gone, []string{"c"}) {
		t.Errorf("deleted %v, %v", gone, err)
	}
}

func TestClosedEngine(t *testing.T) {
	b := newBag("one")
	e := open(t, b)
	add(t, e, corpus.Paper{ID: "a", Title: "planning"})
	for range 2 {
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if n := b.closed.Load(); n != 1 {
		t.Errorf("the model was closed %d times", n)
	}
	for name, f := range map[string]func() error{
		"warm":    func() error { return e.Warm(t.Context()) },
		"ready":   e.Ready,
		"add":     func() error { _, err := e.Add(t.Context(), seq()); return err },
		"search":  func() error { _, err := e.Search(t.Context(), Query{Text: "x"}); return err },
		"related": func() error { _, err := e.Related(t.Context(), RelatedQuery{Like: []string{"a"}}); return err },
		"paper":   func() error { _, err := e.Paper(t.Context(), "a"); return err },
		"vote":    func() error { _, err := e.Vote(t.Context(), "a", 1); return err },
		"delete":  func() error { _, err := e.Delete(t.Context(), "a"); return err },
		"list":    func() error { _, err := e.List(t.Context(), ListQuery{}); return err },
		"stats":   func() error { _, err := e.Stats(t.Context()); return err },
		"check":   func() error { _, err := e.Check(t.Context(), true); return err },
		"use":     func() error { return e.UseModel(t.Context(), nil, nil) },
		"all": func() (err error) {
			for _, err = range e.All(t.Context()) {
			}
			return err
		},
	} {
		if err := f(); !errors.Is(err, ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestReadOnlyFollowsTheWriter(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	if _, err := Open(path, Options{ReadOnly: true}); err == nil || !strings.Contains(err.Error(), "import papers") {
		t.Errorf("no file: %v", err)
	}
	b := newBag("one")
	w := openAt(t, path, b)
	add(t, w, corpus.Paper{ID: "a", Title: "planning"})
	if _, err := Open(path, Options{}); !errors.Is(err, ErrLocked) {
		t.Errorf("second writer: %v", err)
	}
	r, err := Open(path, Options{ReadOnly: true, OpenModel: newBag("one").open, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	f := func(need string) {
		t.Helper()
		got, err := r.Search(t.Context(), Query{Text: "planning"})
		var ids []string
		for _, h := range got.Hits {
			ids = append(ids, h.ID)
		}
		if err != nil || strings.Join(ids, " ") != need {
			t.Errorf("got %v, %v; need %s", ids, err, need)
		}
	}
	f("a")
	add(t, w, corpus.Paper{ID: "b", Title: "planning planning vision"})
	f("a b")
	if _, err := w.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	f("b")
	for name, f := range map[string]func() error{
		"add":    func() error { _, err := r.Add(t.Context(), seq(corpus.Paper{ID: "c", Title: "x"})); return err },
		"vote":   func() error { _, err := r.Vote(t.Context(), "b", 1); return err },
		"delete": func() error { _, err := r.Delete(t.Context(), "b"); return err },
		"use":    func() error { return r.UseModel(t.Context(), newBag("two").open, nil) },
	} {
		if err := f(); !errors.Is(err, ErrReadOnly) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCancelled(t *testing.T) {
	e := open(t, newBag("one"))
	add(t, e, corpus.Paper{ID: "a", Title: "planning"})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Search(ctx, Query{Text: "planning"}); !errors.Is(err, context.Canceled) {
		t.Errorf("search: %v", err)
	}
	if _, err := e.Add(ctx, seq(corpus.Paper{ID: "b", Title: "x"})); !errors.Is(err, context.Canceled) {
		t.Errorf("add: %v", err)
	}
	if _, err := e.Paper(t.Context(), "b"); !errors.Is(err, ErrNotFound) {
		t.Errorf("b is there: %v", err)
	}
}
