package kindred

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/rank"
)

// TestBuiltinModel goes the whole way with the built-in model: papers in, a
// question that shares no word with its answer, related papers, and all of it
// again after opening the file anew.
func TestBuiltinModel(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	clock := Options{Now: func() time.Time { return now }}
	e, err := Open(path, clock)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { e.Close() }()
	papers := []corpus.Paper{
		{ID: "cats", Title: "A veterinary survey of feline nutrition", Abstract: "What domestic cats should eat, and how their diet changes with age."},
		{ID: "stars", Title: "Spectra of distant galaxies", Abstract: "We measure the redshift of galaxies with a new telescope."},
		{ID: "old", Title: "Neural machine translation with attention", Abstract: "We translate sentences between languages with a recurrent network.", Published: date(t, "2015"), Votes: new(2)},
		{ID: "new", Title: "Neural machine translation with attention", Abstract: "We translate sentences between languages with a recurrent network.", Published: date(t, "2026-01-01"), Votes: new(2)},
	}
	if r := add(t, e, papers...); r.Added != 4 {
		t.Fatalf("got %+v", r)
	}
	for range 2 {
		f := func(res Result, err error, need ...string) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
			var ids []string
			for _, h := range res.Hits {
				ids = append(ids, h.ID)
			}
			if !slices.Equal(ids[:min(len(need), len(ids))], need) || res.Mode == Lexical {
				t.Errorf("%s (%s): got %v, need %v", res.Query, res.Mode, ids, need)
			}
		}
		res, err := e.Search(t.Context(), Query{Text: "food for kittens", Mode: Hybrid})
		f(res, err, "cats")
		res, err = e.Search(t.Context(), Query{Text: "astronomy"})
		f(res, err, "stars")
		// Equal in meaning: the newer first, unless neither age nor votes count.
		res, err = e.Search(t.Context(), Query{Text: "translating German to English"})
		f(res, err, "new", "old")
		res, err = e.Search(t.Context(), Query{Text: "translating German to English", Recency: new(0.0), Votes: new(0.0)})
		f(res, err, "new", "old") // a tie: n before o
		res, err = e.Search(t.Context(), Query{Text: "翻译德语 German"})
		if err != nil || len(res.Notes) != 1 || !strings.Contains(res.Notes[0], "a model of English") || len(res.Hits) == 0 || !slices.Contains([]string{"new", "old"}, res.Hits[0].ID) {
			t.Errorf("a question of two scripts: got %+v, %v", res, err)
		}
		res, err = e.Search(t.Context(), Query{Text: "翻译德语"})
		if err != nil || res.Mode != Lexical || len(res.Notes) != 3 || !strings.Contains(res.Notes[0], "knows no word") || !strings.Contains(res.Notes[1], "a model of English") {
			t.Errorf("a question of another script: got %+v, %v", res, err)
		}
		res, err = e.Related(t.Context(), RelatedQuery{Like: []string{"old"}, Profile: rank.Relevance})
		f(res, err, "new")
		if res.Total != 3 || len(res.Hits) != 3 {
			t.Errorf("related: %d of %d, need 3", len(res.Hits), res.Total)
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		if e, err = Open(path, clock); err != nil {
			t.Fatal(err)
		}
		if err := e.Warm(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := e.Ready(); err != nil {
			t.Error(err)
		}
	}
}
