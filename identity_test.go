package kindred

import (
	"errors"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus"
)

// shownIDs are the ids of results, in their order.
func shownIDs(r Result) (ids []string) {
	for _, h := range r.Hits {
		ids = append(ids, h.ID)
	}
	return ids
}

// TestAnyIDWillDo: wherever an id is taken, each of a paper's is.
func TestAnyIDWillDo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	e := openAt(t, path, newBag("one"))
	add(t, e,
		corpus.Paper{Source: corpus.SourceOpenAlex, ID: "openalex:W1", DOI: "10.1000/planning", Title: "planning agents"},
		corpus.Paper{Source: corpus.SourceArxiv, ID: "2310.16228", DOI: "10.1000/PLANNING", Title: "planning agents"},
		corpus.Paper{ID: "b", Title: "planning robots"}, corpus.Paper{ID: "c", Title: "climate galaxies", Aliases: []string{"s2:7"}})
	for range 2 { // as it was added, and as it is opened again
		for _, id := range []string{"2310.16228", "arXiv:2310.16228v3", "doi:10.1000/planning", "https://doi.org/10.1000/Planning", "openalex:W1", "https://openalex.org/W1"} {
			if p, err := e.Paper(t.Context(), id); err != nil || p.ID != "2310.16228" || !slices.Equal(p.Aliases, []string{"doi:10.1000/planning", "openalex:W1"}) {
				t.Errorf("%s: got %+v, %v", id, p, err)
			}
			r, err := e.Related(t.Context(), RelatedQuery{Like: []string{id}, Unlike: []string{"CorpusID:7"}})
			if err != nil || !slices.Equal(shownIDs(r), []string{"b"}) {
				t.Errorf("related to %s: got %v, %v", id, shownIDs(r), err)
			}
			r, err = e.Search(t.Context(), Query{Text: "planning", Exclude: []string{id, "nothing", "s2:7"}})
			if err != nil || !slices.Equal(shownIDs(r), []string{"b"}) {
				t.Errorf("without %s: got %v, %v", id, shownIDs(r), err)
			}
		}
		if _, err := e.Related(t.Context(), RelatedQuery{Like: []string{"doi:10.1000/plannings"}}); !errors.Is(err, ErrNotFound) || !strings.Contains(err.Error(), "doi:10.1000/planning") {
			t.Errorf("got %v, need the nearest id", err)
		}
		if votes, err := e.Vote(t.Context(), "10.1000/planning", 1); err != nil || votes < 1 {
			t.Errorf("got %d, %v", votes, err)
		}
		closed(t, e)
		e = openAt(t, path, newBag("one"))
	}
	if gone, err := e.Delete(t.Context(), "openalex:W1"); err != nil || !slices.Equal(gone, []string{"2310.16228"}) {
		t.Errorf("got %v, %v", gone, err)
	}
	if r, err := e.Search(t.Context(), Query{Text: "planning"}); err != nil || r.Total != 2 {
		t.Errorf("got %d, %v", r.Total, err)
	}
}

// TestMergedPapersAreOneResult: a record that connects two papers makes them one
// in memory, too, and what was read before is not shown any more.
func TestMergedPapersAreOneResult(t *testing.T) {
	b := newBag("one")
	e := open(t, b)
	add(t, e, corpus.Paper{Source: corpus.SourceArxiv, ID: "2310.16228", Title: "planning agents", Votes: new(2)},
		corpus.Paper{Source: corpus.SourceOpenAlex, ID: "doi:10.1000/planning", Title: "planning agents", Abstract: "robots"})
	for _, id := range []string{"2310.16228", "doi:10.1000/planning"} {
		if _, err := e.Vote(t.Context(), id, 1); err != nil {
			t.Fatal(err)
		}
	}
	if r, err := e.Search(t.Context(), Query{Text: "planning"}); err != nil || len(r.Hits) != 2 {
		t.Fatalf("got %v, %v", shownIDs(r), err)
	}
	before := b.documents.Load()
	got := add(t, e, corpus.Paper{Source: corpus.SourceScholar, ID: "s2:7", Aliases: []string{"2310.16228", "doi:10.1000/planning"}, Title: "planning agents"})
	if want := (Report{Read: 1, Updated: 1, Merged: 1, Embedded: 1, Rejected: []Rejection{}}); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, need %+v", got, want)
	}
	if n := b.documents.Load() - before; n != 1 { // the abstract is now that of OpenAlex
		t.Errorf("%d texts were embedded", n)
	}
	r, err := e.Search(t.Context(), Query{Text: "planning"})
	if err != nil || len(r.Hits) != 1 || r.Hits[0].ID != "2310.16228" || r.Hits[0].Abstract != "robots" || *r.Hits[0].Votes != 4 || len(r.Hits[0].Aliases) != 2 {
		t.Errorf("got %+v, %v", r.Hits, err)
	}
	// What changes nothing that is embedded embeds nothing.
	before = b.documents.Load()
	if got = add(t, e, corpus.Paper{Source: corpus.SourceDaily, ID: "2310.16228", Title: "Planning agents", Votes: new(9)}); got.Updated != 1 || got.Merged != 1 || b.documents.Load() != before {
		t.Errorf("got %+v, %d embedded", got, b.documents.Load()-before)
	}
	if got = add(t, e, corpus.Paper{Source: corpus.SourceLibrary, ID: "doi:10.1000/planning", Title: "planning agents"}); got.Unchanged != 1 || got.Merged != 1 || b.documents.Load() != before {
		t.Errorf("got %+v, %d embedded", got, b.documents.Load()-before)
	}
}

func TestMergeTitlesOnRequest(t *testing.T) {
	e := open(t, newBag("one"))
	papers := []corpus.Paper{{ID: "2310.16228", Title: "Planning with agents"}, {ID: "venue-1", Title: "Planning with Agents.", Venue: "ICML"}, {ID: "venue-2", Title: "Editorial"}, {ID: "venue-3", Title: "Editorial"}}
	if got := add(t, e, papers...); got.Added != 4 || got.Merged != 0 {
		t.Errorf("got %+v", got)
	}
	got, err := e.AddWith(t.Context(), seq(papers...), AddOptions{MergeTitles: true})
	if err != nil || got.Updated != 1 || got.Unchanged != 3 || got.Merged != 1 || got.Read != 4 {
		t.Errorf("got %+v, %v", got, err)
	}
	if all := contents(t, e); len(all) != 3 || all["2310.16228"].Venue != "ICML" {
		t.Errorf("got %v", all)
	}
}
