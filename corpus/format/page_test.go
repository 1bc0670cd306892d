package format_test

import (
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// The page that came with the project: its counts, and the facts of five of
// its papers.
func TestSeedPage(t *testing.T) {
	path := shared(t, "seed/daily-papers.txt")
	papers, dated, voted, counted, organized, complete := map[string]corpus.Paper{}, 0, 0, 0, 0, 0
	total := 0
	for p, err := range format.ReadFile(path, format.Options{}) {
		if err != nil {
			t.Fatal(err)
		}
		total++
		papers[p.ID] = p
		if !p.Published.IsZero() {
			dated++
		}
		if p.Votes != nil && *p.Votes > 0 {
			voted++
		}
		if p.AuthorCount > 0 {
			counted++
		}
		if p.Organization != "" {
			organized++
		}
		if len(p.Abstract) > 400 {
			complete++
		}
	}
	f := func(what string, got, want int) {
		t.Helper()
		if got != want {
			t.Errorf("%s: got %d, need %d", what, got, want)
		}
	}
	f("papers", total, 32)
	f("different ids", len(papers), 32)
	f("with a date", dated, 31)
	f("with votes", voted, 6)
	f("with a number of authors", counted, 30)
	f("with an organization", organized, 1)
	f("with a whole abstract", complete, 32)

	fact := func(id, published string, authors int, organization string, votes *int) {
		t.Helper()
		p, ok := papers["hf:"+id]
		if !ok {
			t.Errorf("no paper hf:%s", id)
			return
		}
		if p.Published.String() != published || p.AuthorCount != authors || p.Organization != organization || !same(p.Votes, votes) {
			t.Errorf("%s: got %v, %d authors, %q, votes %s; need %s, %d, %q, %s",
				id, p.Published, p.AuthorCount, p.Organization, show(p.Votes), published, authors, organization, show(votes))
		}
	}
	fact("dreamtuner-single-image-is-enough-for-subject-driven-generation", "2023-12-21", 6, "", new(6))
	fact("prompt-cam-making-vision-transformers-interpretable-for-fine-grained-analysis", "2025-01-16", 0, "HDR Imageomics Institute", new(0))
	fact("automatic-image-level-morphological-trait-annotation-for-organismal-images", "", 0, "", nil)
	fact("the-consciousness-prior", "2017-09-25", 1, "", new(0))
	fact("dreambooth-fine-tuning-text-to-image-diffusion-models-for-subject-driven-generation", "2022-08-25", 6, "", new(12))
}

func TestPageWithoutHeader(t *testing.T) {
	page := "A First Title\n\nIts abstract.\n\n  • 2 authors\n·\nJan 2, 2024 7\n\nA Second Title\n\nAnother abstract."
	papers, errs := collect(t, page, format.Options{})
	if len(errs) != 0 || len(papers) != 2 || papers[1].Title != "A Second Title" || *papers[0].Votes != 7 {
		t.Errorf("got %+v and %v", papers, errs)
	}
}

// A further paragraph stays with its abstract; short lines below the list are
// no papers.
func TestPageParagraphs(t *testing.T) {
	page := "Daily Papers\n\nFirst\n\nOne paragraph.\n\nAnother one.\n\nCode at example.org/code\n\n  • 2 authors\n·\nJan 2, 2024\n\n" +
		"Second\n\nAn abstract.\n\nWith a note at the end\n\n·\nJan 3, 2024\n\nPrevious\n\nNext\n"
	papers, errs := collect(t, page, format.Options{})
	if len(errs) != 0 || len(papers) != 2 {
		t.Fatalf("got %+v and %v", papers, errs)
	}
	for i, want := range []string{"One paragraph. Another one. Code at example.org/code", "An abstract. With a note at the end"} {
		if papers[i].Abstract != want {
			t.Errorf("got %q, need %q", papers[i].Abstract, want)
		}
	}
}

func TestPageErrors(t *testing.T) {
	f := func(trailer, want string) {
		t.Helper()
		papers, errs := collect(t, "Daily Papers\n\nFirst\n\nIts abstract.\n\n"+trailer+"\n\nSecond\n\nIts abstract.\n\n·\nMay 4, 2024\n", format.Options{Name: "p.txt"})
		if len(papers) != 1 || papers[0].ID != "hf:second" || len(errs) != 1 {
			t.Fatalf("got %+v and %v", papers, errs)
		}
		if bad := rejected(errs[0]); bad == nil || bad.Line != 3 || bad.Record != 1 || !strings.Contains(bad.Error(), want) {
			t.Errorf("got %v, need %s", errs[0], want)
		}
	}
	f("·\nFeb 31, 2024", `p.txt: line 3: date: a field cannot be read: cannot read the date "Feb 31, 2024"`)
	f("·\nJan 2, 2024 many", `votes: a field cannot be read: got "many"; need a whole number`)
	f("·\nyesterday", `got "yesterday"; need a date and votes, as Dec 21, 2023 6`)
}

func TestPageVotesInThousands(t *testing.T) {
	papers, errs := collect(t, "Daily Papers\n\nFirst\n\nIts abstract.\n\nacme Acme Research • 12 authors\n·\nSep 3, 2024 1.2k\n", format.Options{})
	if len(errs) != 0 || len(papers) != 1 || *papers[0].Votes != 1200 || papers[0].Organization != "Acme Research" || papers[0].AuthorCount != 12 {
		t.Errorf("got %+v and %v", papers, errs)
	}
}

func same(a, b *int) bool { return a == b || a != nil && b != nil && *a == *b }
