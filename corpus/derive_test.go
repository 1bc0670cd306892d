package corpus

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
	"time"
)

// everySource is one paper as five sources have it, held together by ids that
// no one of them has all.
func everySource(t testing.TB) []Paper {
	return []Paper{
		{Source: SourceArxiv, ID: "2310.16228", Title: "Sparse owls in a forest, of arXiv", Abstract: "An abstract.", Authors: []string{"Ada Tern", "Bo Gull"}, Categories: []string{"cs.CL", "cs.AI"},
			Venue: "J.Owls.D76:013009,2007", Published: date(t, "2023-10-24T09:00:00Z"), DOI: "10.1000/Owls"},
		{Source: SourceDaily, ID: "2310.16228", Title: "Sparse owls in a forest, of the list", Abstract: "An abstract", Authors: []string{"Ada Tern"}, AuthorCount: 3, Organization: "Institute of Reeds",
			Published: date(t, "2023-10-25"), Listed: date(t, "2023-10-26"), Votes: new(6), Repository: "https://example.org/code"},
		{Source: SourceOpenAlex, ID: "openalex:W1", Aliases: []string{"doi:10.1000/owls", "pmid:5"}, Title: "Sparse owls in a forest, of OpenAlex", Abstract: "An abstract, and the longest of them.", Authors: []string{"A. Tern"},
			Categories: []string{"Ornithology"}, Venue: "Journal of Owls", Published: date(t, "2025-01-01"), Citations: new(11), URL: "https://example.org/w1", DOI: "10.1000/owls"},
		{Source: SourceScholar, ID: "s2:7", Aliases: []string{"pmid:5", "s2:0123456789abcdef0123456789abcdef01234567"}, Title: "Sparse owls in a forest, of Semantic Scholar", Categories: []string{"Biology"},
			Venue: "J. Owls", Published: date(t, "2024"), Citations: new(2925), URL: "https://example.org/s7"},
		{Source: SourceLibrary, ID: "doi:10.1000/owls", Title: "sparse owls in a forest, of a library", Abstract: "Mine.", Venue: "owls", Published: date(t, "2024"), Organization: "Somewhere"},
	}
}

// TestDeriveIsTheTable holds each field to docs/identity.md.
func TestDeriveIsTheTable(t *testing.T) {
	s := open(t, Options{})
	mustAdd(t, s, everySource(t)...)
	want := Paper{ID: "2310.16228", Aliases: []string{"doi:10.1000/owls", "pmid:5", "openalex:W1", "s2:0123456789abcdef0123456789abcdef01234567", "s2:7"},
		Title: "Sparse owls in a forest, of arXiv", Abstract: "An abstract, and the longest of them.", Authors: []string{"Ada Tern", "Bo Gull"}, AuthorCount: 2,
		Organization: "Institute of Reeds", Categories: []string{"cs.CL", "cs.AI"}, Venue: "J. Owls", Published: date(t, "2023-10-24T09:00:00Z"), Listed: date(t, "2023-10-26"),
		Votes: new(6), Citations: new(2925), URL: "https://example.org/s7", DOI: "10.1000/Owls", Repository: "https://example.org/code"}
	if got, err := s.Paper(ctx, "s2:7"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nneed %+v", got, err, want)
	}

	// A source that says it anew replaces what it said, and keeps what it leaves out.
	mustAdd(t, s, Paper{Source: SourceArxiv, ID: "2310.16228v2", Title: "Sparse owls in a forest, mended"}, Paper{Source: SourceOpenAlex, ID: "openalex:W1", Abstract: "Short."})
	want.Title, want.Abstract = "Sparse owls in a forest, mended", "An abstract."
	if got, err := s.Paper(ctx, "s2:7"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v\nneed %+v", got, err, want)
	}

	// The newest votes, of whatever source; a record without any leaves them.
	f := func(votes int, p Paper) {
		t.Helper()
		mustAdd(t, s, p)
		if got, err := s.Paper(ctx, "2310.16228"); err != nil || *got.Votes != votes {
			t.Errorf("got %d votes, %v; need %d", *got.Votes, err, votes)
		}
	}
	f(9, Paper{ID: "2310.16228", Title: "posted", Votes: new(9)})
	f(9, Paper{ID: "2310.16228", Source: SourceDaily, Title: "listed", Organization: "Reeds"})
	f(7, Paper{ID: "2310.16228", Source: SourceDaily, Title: "listed", Votes: new(7)})
	f(7, Paper{ID: "2310.16228", Title: "posted again"})
	f(0, Paper{ID: "2310.16228", Title: "posted", Votes: new(0)})
}

// The DOI that arXiv gives to each paper says nothing beside another.
func TestDOIOfArxivGivesWay(t *testing.T) {
	s := open(t, Options{})
	mustAdd(t, s, Paper{Source: SourceScholar, ID: "2310.16228", Title: "T", DOI: "10.48550/arXiv.2310.16228"})
	if got, err := s.Paper(ctx, "10.48550/arXiv.2310.16228"); err != nil || got.ID != "2310.16228" || got.DOI != "10.48550/arXiv.2310.16228" || got.Aliases != nil {
		t.Errorf("got %+v, %v", got, err)
	}
	mustAdd(t, s, Paper{Source: SourceOpenAlex, ID: "2310.16228", Title: "T", DOI: "10.1000/t"})
	if got, err := s.Paper(ctx, "doi:10.1000/t"); err != nil || got.DOI != "10.1000/t" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// Two works of one catalog with one DOI are two records of one paper: neither
// replaces the other, so that the same file again changes nothing.
func TestTwoRecordsOfOneSource(t *testing.T) {
	s := open(t, Options{})
	works := []Paper{
		{Source: SourceOpenAlex, ID: "openalex:W2", Title: "Owls", Abstract: "Of the second work.", DOI: "10.1000/owls"},
		{Source: SourceOpenAlex, ID: "openalex:W1", Title: "Owls", Abstract: "Of the first.", DOI: "10.1000/owls"},
	}
	if out := mustAdd(t, s, works...); actions(out) != "added updated" || !out[1].Merged {
		t.Errorf("got %+v", out)
	}
	if out := mustAdd(t, s, works...); actions(out) != "unchanged unchanged" {
		t.Errorf("again: %+v", out)
	}
	// An entry of a library that got a better id is still that entry.
	entry := Paper{Source: SourceLibrary, ID: "doi:10.1000/reeds", Title: "Reeds", Abstract: "As it was noted first."}
	mustAdd(t, s, entry)
	entry.ID, entry.DOI, entry.Abstract = "2310.16228", "10.1000/reeds", "Noted."
	if out := mustAdd(t, s, entry); actions(out) != "updated" || out[0].Merged {
		t.Errorf("got %+v", out)
	}
	if got, err := s.Paper(ctx, "doi:10.1000/reeds"); err != nil || got.Abstract != "Noted." || got.ID != "2310.16228" {
		t.Errorf("got %+v, %v", got, err)
	}
}

// permutations gives all orders of n things.
func permutations(n int, yield func([]int)) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	var from func(int)
	from = func(i int) {
		if i == n {
			yield(order)
			return
		}
		for j := i; j < n; j++ {
			order[i], order[j] = order[j], order[i]
			from(i + 1)
			order[i], order[j] = order[j], order[i]
		}
	}
	from(0)
}

// A paper does not depend on the order in which its sources were imported, nor
// on whether they came at once.
func TestOrderOfImportsDoesNotCount(t *testing.T) {
	s := open(t, Options{})
	sources := everySource(t)
	var want Paper
	tried := 0
	permutations(len(sources), func(order []int) {
		var records []Paper
		for _, i := range order {
			records = append(records, sources[i])
		}
		if tried%2 == 0 {
			mustAdd(t, s, records...)
		} else {
			for _, r := range records {
				mustAdd(t, s, r)
			}
		}
		if st, err := s.Stats(ctx); err != nil || st.Papers != 1 {
			t.Fatalf("order %v: %d papers, %v", order, st.Papers, err)
		}
		got, err := s.Paper(ctx, "2310.16228")
		if err != nil {
			t.Fatal(err)
		}
		if tried++; tried == 1 {
			want = got
		}
		if !reflect.DeepEqual(got, want) {
			t.Fatalf("order %v: got %+v\nneed %+v", order, got, want)
		}
		if tried%20 == 0 {
			sound(t, s)
		}
		if _, err := s.Delete(ctx, "pmid:5"); err != nil {
			t.Fatal(err)
		}
	})
	if tried != 120 {
		t.Errorf("tried %d orders", tried)
	}
}

// The same of records of all shapes, without a store.
func TestDeriveIsAFunctionOfASet(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	some := func(texts ...string) string { return texts[r.IntN(len(texts))] }
	for range 500 {
		var records []*record
		for i := range 1 + r.IntN(5) {
			q := &record{source: append(slices.Clone(precedence), "another", unknownSource)[r.IntN(len(precedence)+2)], key: fmt.Sprint("key", i), voted: int64(i)}
			q.paper = Paper{Title: some("", "a", "b"), Abstract: some("", "x", "yy", "zz"), Venue: some("", "v", "w"), DOI: some("", "10.48550/arXiv.2310.16228", "10.1000/a"), Organization: some("", "o")}
			q.paper.setIDs([]string{"2310.16228", fmt.Sprint("n", r.IntN(4)), some("", "doi:10.1000/a", "s2:1")})
			if r.IntN(2) == 0 {
				q.paper.Votes, q.paper.Citations, q.paper.Authors = new(r.IntN(3)), new(r.IntN(3)), []string{some("Ada", "Bo")}
			}
			q.paper.AuthorCount = len(q.paper.Authors) + r.IntN(3)
			records = append(records, q)
		}
		want := derive(records)
		r.Shuffle(len(records), func(i, j int) { records[i], records[j] = records[j], records[i] })
		if got := derive(records); !samePaper(&got, &want) {
			t.Fatalf("got %+v\nneed %+v", got, want)
		}
		if len(records) == 1 {
			continue
		}
		for _, q := range records {
			if q.paper.Abstract > want.Abstract && len(q.paper.Abstract) > len(want.Abstract) || want.Votes == nil && q.paper.Votes != nil || want.Venue == "" && q.paper.Venue != "" {
				t.Fatalf("%+v was not taken into %+v", q.paper, want)
			}
		}
	}
}

// TestStoredRecord writes records beside a paper and reads them again: those that
// tell the same as the paper, nothing, and something else.
func TestStoredRecord(t *testing.T) {
	paper := Paper{ID: "2310.16228", Title: "Sparse owls", Abstract: "We count the owls.", Authors: []string{"Ada Tern", "Bo Gull"}, AuthorCount: 2}
	for _, f := range []struct {
		p    Paper
		want string
	}{
		{paper, `{"id":"2310.16228","author_count":2,"same":["title","abstract","authors"]}`},
		{Paper{ID: "s2:7", Title: "Sparse owls", Venue: "Owls"}, `{"id":"s2:7","venue":"Owls","same":["title"]}`},
		{Paper{ID: "s2:7", Title: "Sparse Owls", Abstract: "We count.", Authors: []string{"A. Tern"}, AuthorCount: 2},
			`{"id":"s2:7","title":"Sparse Owls","abstract":"We count.","authors":["A. Tern"],"author_count":2}`},
	} {
		r := record{paper: f.p}
		got, err := r.encode(&paper)
		if err != nil || got != f.want {
			t.Errorf("got %s, %v; need %s", got, err, f.want)
		}
		var again record
		if err := again.decode(got, &paper); err != nil || !samePaper(&again.paper, &f.p) || !samePaper(&r.paper, &f.p) {
			t.Errorf("%s is read as %+v, %v; need %+v", got, again.paper, err, f.p)
		}
	}
}
