package kindred

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// contents is all that an engine has, by id.
func contents(t testing.TB, e *Engine) map[string]corpus.Paper {
	t.Helper()
	all := map[string]corpus.Paper{}
	for p, err := range e.All(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all[p.ID] = p
	}
	return all
}

func somePapers(t testing.TB, n int) []corpus.Paper {
	r := rand.New(rand.NewPCG(7, 7))
	var papers []corpus.Paper
	for i := range n {
		papers = append(papers, randomPaper(t, r, i))
	}
	return papers
}

// TestOnlyNewTextIsEmbedded counts the texts that reach the model.
func TestOnlyNewTextIsEmbedded(t *testing.T) {
	b := newBag("one")
	path := filepath.Join(t.TempDir(), "papers.db")
	e := openAt(t, path, b)
	papers := somePapers(t, 1200)
	f := func(embedded, added, updated, unchanged int) {
		t.Helper()
		before := b.documents.Load()
		got := add(t, e, papers...)
		if n := int(b.documents.Load() - before); n != embedded {
			t.Errorf("%d texts were embedded, need %d", n, embedded)
		}
		if want := (Report{Read: added + updated + unchanged, Embedded: embedded, Added: added, Updated: updated, Unchanged: unchanged, Rejected: []Rejection{}}); !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, need %+v", got, want)
		}
	}
	f(1200, 1200, 0, 0)
	f(0, 0, 0, 1200)
	for i := range 30 {
		papers[i].Votes = new(1000 + i)
	}
	papers[40].Venue = "ACL"
	papers[50].Title += " anew"
	f(1, 0, 32, 1168)
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
	e = openAt(t, path, b)
	f(0, 0, 0, 1200)
}

// records is a file with good and bad records.
func records(text string) iter.Seq2[corpus.Paper, error] {
	return format.Read(strings.NewReader(text), format.Options{Name: "papers.jsonl", Format: format.JSONL})
}

const mixed = `{"id":"a","title":"planning"}
{"id":"b","title":"vision","votes":"many"}
{"id":"c"}
{"id":"d","title":"unembeddable"}
{"id":"e","title":"?!"}
`

func TestBadRecordsArePassedOver(t *testing.T) {
	e := open(t, newBag("one"))
	var last Report
	got, err := e.AddWith(t.Context(), records(mixed), AddOptions{Progress: func(r Report) { last = r }})
	if err != nil {
		t.Fatal(err)
	}
	if got.Added != 2 || got.RejectedCount != 3 || got.Read != 5 || len(got.Rejected) != 3 {
		t.Errorf("got %+v", got)
	}
	for i, need := range []Rejection{{2, "votes"}, {3, "neither title nor abstract"}, {0, "paper d cannot be embedded"}} {
		if r := got.Rejected[i]; r.Line != need.Line || !strings.Contains(r.Reason, need.Reason) {
			t.Errorf("rejection %d is %+v, need %+v", i, r, need)
		}
	}
	if !reflect.DeepEqual(last, got) {
		t.Errorf("progress ended with %+v, the report is %+v", last, got)
	}
	if all := contents(t, e); len(all) != 2 || all["a"].Title != "planning" || all["e"].Title != "?!" {
		t.Errorf("stored %v", all)
	}
}

// Papers that a program gives need not be valid, nor clean: those that are not are
// passed over wherever they stand, also in a batch of nothing else, and the others stored.
func TestInvalidPapersOfAProgram(t *testing.T) {
	papers := somePapers(t, 2*importBatch)
	given := slices.Clone(papers)
	given[3].Title, given[3].Abstract = "", ""
	given[700].Votes = new(-1)
	given[701].Title = " " + given[701].Title + "\n"
	for i := range importBatch {
		given = append(given, corpus.Paper{ID: fmt.Sprint("empty", i)})
	}
	given = append(given, corpus.Paper{ID: "last", Title: "Larks"})
	e := open(t, newBag("one"))
	got, err := e.AddWith(t.Context(), seq(given...), AddOptions{})
	if err != nil || got.Added != len(papers)-1 || got.RejectedCount != importBatch+2 || got.Read != len(given) {
		t.Fatalf("got %+v, %v", got, err)
	}
	for i, need := range []string{given[3].ID + " has neither title nor abstract", "votes is -1", "empty0 has neither", "empty1 has neither"} {
		if r := got.Rejected[i]; !strings.Contains(r.Reason, need) || r.Line != 0 {
			t.Errorf("rejection %d is %+v, need %q", i, r, need)
		}
	}
	all := contents(t, e)
	if p := all[papers[701].ID]; p.Title != papers[701].Title {
		t.Errorf("got the title %q, need %q", p.Title, papers[701].Title)
	}
	if all["last"].Title != "Larks" || all[papers[3].ID].ID != "" {
		t.Error("the papers stored are not those that are valid")
	}
	strict := open(t, newBag("one"))
	got, err = strict.AddWith(t.Context(), seq(given...), AddOptions{Strict: true})
	if !errors.Is(err, ErrRejected) || got.Added != 3 {
		t.Errorf("strict: got %+v, %v", got, err)
	}
}

func TestStrictStopsAtTheFirst(t *testing.T) {
	e := open(t, newBag("one"))
	got, err := e.AddWith(t.Context(), records(mixed), AddOptions{Strict: true})
	if !errors.Is(err, ErrRejected) || !strings.Contains(err.Error(), "papers.jsonl") || !strings.Contains(err.Error(), "votes") {
		t.Errorf("got %v", err)
	}
	if got.Added != 1 || len(contents(t, e)) != 1 {
		t.Errorf("got %+v; need what came before", got)
	}
}

// TestRejectionsAreBounded: a file without a good record fills no memory.
func TestRejectionsAreBounded(t *testing.T) {
	e := open(t, newBag("one"))
	got, err := e.Add(t.Context(), func(yield func(corpus.Paper, error) bool) {
		for range 3 * MaxRejections {
			if !yield(corpus.Paper{}, nil) {
				return
			}
		}
	})
	if err != nil || got.RejectedCount != 3*MaxRejections || len(got.Rejected) != MaxRejections {
		t.Errorf("got %d of %d, %v", len(got.Rejected), got.RejectedCount, err)
	}
}

// TestInterruptedImport: whatever ends an import, the report counts what is
// there, and the same import run again gives the store that an undisturbed one
// gives.
func TestInterruptedImport(t *testing.T) {
	papers := somePapers(t, 2500)
	whole := open(t, newBag("one"))
	add(t, whole, papers...)
	want := contents(t, whole)
	f := func(name string, interrupt func(e *Engine, b *bag) (Report, error)) {
		t.Run(name, func(t *testing.T) {
			b := newBag("one")
			e := open(t, b)
			if _, err := e.Search(t.Context(), Query{Text: "planning"}); err != nil { // so that it is searched all along
				t.Fatal(err)
			}
			report, err := interrupt(e, b)
			if err == nil {
				t.Fatal("the import was not interrupted")
			}
			if have := contents(t, e); len(have) != report.Added || len(have) == 0 || len(have) == len(want) {
				t.Fatalf("%d papers are there, %d were reported (%v)", len(have), report.Added, err)
			}
			res, err := e.Search(t.Context(), Query{Text: "planning", Limit: 1})
			if err != nil || res.Total != report.Added {
				t.Errorf("search sees %d papers of %d, %v", res.Total, report.Added, err)
			}
			b.before = nil
			again := add(t, e, papers...)
			if again.Unchanged != report.Added || again.Added != len(want)-report.Added {
				t.Errorf("first %+v, then %+v", report, again)
			}
			if have := contents(t, e); !reflect.DeepEqual(have, want) {
				t.Error("the store is not what an undisturbed import gives")
			}
		})
	}
	f("cancelled", func(e *Engine, b *bag) (Report, error) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		return e.AddWith(ctx, seq(papers...), AddOptions{Progress: func(r Report) {
			if r.Read >= 1000 {
				cancel()
			}
		}})
	})
	f("reader failed", func(e *Engine, b *bag) (Report, error) {
		report, err := e.Add(t.Context(), func(yield func(corpus.Paper, error) bool) {
			seq(papers[:1300]...)(yield)
			yield(corpus.Paper{}, io.ErrUnexpectedEOF)
		})
		if !errors.Is(err, io.ErrUnexpectedEOF) || report.Added != 1300 {
			t.Errorf("got %+v, %v; need all that came before", report, err)
		}
		return report, err
	})
	f("model failed", func(e *Engine, b *bag) (Report, error) {
		n, broken := 0, errors.New("broken")
		b.before = func([]string) error {
			if n++; n == 3 {
				return broken
			}
			return nil
		}
		report, err := e.Add(t.Context(), seq(papers...))
		if !errors.Is(err, broken) || report.Added != 2*importBatch {
			t.Errorf("got %+v, %v; need the two batches before", report, err)
		}
		return report, err
	})
}

// TestOneImportAtATime: a second import waits, and gives up with its context.
// A dry run counts what the import then does, and does nothing: no model is opened.
func TestDryRun(t *testing.T) {
	b := newBag("one")
	path, _, papers := filed(t, b)
	e := unfiled(t, path, b)
	before := contents(t, e)
	given := append(somePapers(t, 700), slices.Collect(maps.Values(papers))...)
	given[3].ID = "" // is none
	bad := given[5]
	bad.ID, bad.Title, bad.Abstract = "bad", "", ""
	given = append(given, bad, given[7])
	opened := 0
	open := e.o.OpenModel
	e.o.OpenModel = func() (Embedder, error) { opened++; return open() }
	said, err := e.AddWith(t.Context(), seq(given...), AddOptions{DryRun: true})
	if err != nil || opened != 0 {
		t.Fatalf("%v, %d models opened", err, opened)
	}
	if after := contents(t, e); !reflect.DeepEqual(after, before) {
		t.Error("the store was changed")
	}
	did, err := e.AddWith(t.Context(), seq(given...), AddOptions{})
	if did.Embedded > said.Embedded || did.Embedded < said.Embedded/2 {
		t.Errorf("said %d texts, embedded %d", said.Embedded, did.Embedded)
	}
	did.Embedded = said.Embedded // one text of several papers may be embedded once
	if err != nil || said.Added == 0 || said.Unchanged == 0 || said.RejectedCount == 0 || said.Embedded == 0 || !reflect.DeepEqual(did, said) {
		t.Errorf("said %+v\ndid  %+v, %v", said, did, err)
	}
}

func TestOneImportAtATime(t *testing.T) {
	b := newBag("one")
	e := open(t, b)
	_, err := e.Add(t.Context(), func(yield func(corpus.Paper, error) bool) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := e.Add(ctx, seq(corpus.Paper{ID: "b", Title: "x"})); !errors.Is(err, context.Canceled) {
			t.Errorf("second import: %v", err)
		}
		yield(corpus.Paper{ID: "a", Title: "planning"}, nil)
	})
	if err != nil || len(contents(t, e)) != 1 {
		t.Error(err, contents(t, e))
	}
}

// TestRepeatedIDs: the last record of a paper wins, also when both are in
// batches under way at the same time, and a vector is always of the text
// beside it.
func TestRepeatedIDs(t *testing.T) {
	e := open(t, newBag("one"))
	var papers []corpus.Paper
	for i := range 2000 {
		papers = append(papers, corpus.Paper{ID: fmt.Sprint("p", i%7), Title: fmt.Sprint(pick(rand.New(rand.NewPCG(uint64(i), 0)), topics), " ", i)})
		if i%3 == 0 { // another field of a paper: its text stays
			papers = append(papers, corpus.Paper{ID: fmt.Sprint("p", i%7), Abstract: fmt.Sprint("abstract ", i)})
		}
	}
	add(t, e, papers...)
	last := map[string]corpus.Paper{}
	for _, p := range papers {
		have := last[p.ID]
		have.ID = p.ID
		if p.Title != "" {
			have.Title = p.Title
		}
		if p.Abstract != "" {
			have.Abstract = p.Abstract
		}
		last[p.ID] = have
	}
	if have := contents(t, e); !reflect.DeepEqual(have, last) {
		t.Fatalf("got %v\nneed %v", have, last)
	}
	for id, p := range last {
		res, err := e.Search(t.Context(), Query{Text: p.Title + ". " + p.Abstract, Limit: 1, Profile: "relevance", Explain: true})
		if err != nil || res.Hits[0].ID != id || res.Hits[0].Explain.Cosine < 0.999 {
			t.Errorf("%s: got %v, %v", id, res.Hits, err)
		}
	}
}

// TestTitleGivesWayToArxiv: a paper that only had a title is replaced by the
// one of arXiv, in memory too.
func TestTitleGivesWayToArxiv(t *testing.T) {
	e := open(t, newBag("one"))
	title := "planning with robots"
	add(t, e, corpus.Paper{ID: corpus.TitleID(title), Title: title})
	f := func(need string) {
		t.Helper()
		res, err := e.Search(t.Context(), Query{Text: title})
		if err != nil || res.Total != 1 || len(res.Hits) != 1 || res.Hits[0].ID != need {
			t.Errorf("got %+v, %v; need %s", res, err, need)
		}
	}
	f(corpus.TitleID(title))
	add(t, e, corpus.Paper{ID: "2310.16228", Title: title})
	f("2310.16228")
	if ids := slices.Collect(func(yield func(string) bool) {
		for id := range contents(t, e) {
			yield(id)
		}
	}); len(ids) != 1 {
		t.Error(ids)
	}
}
