package corpus

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// named is what a store has, each paper as its ids and its title.
func named(t testing.TB, s *Store) []string {
	t.Helper()
	v, err := s.Snapshot(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	var all []string
	for p, err := range v.Papers(0) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, strings.Join(p.ids(), " ")+" | "+p.Title)
		for _, id := range p.ids() {
			if q, err := s.Paper(ctx, id); err != nil || q.ID != p.ID {
				t.Errorf("%s is not found by %s: %s, %v", p.ID, id, q.ID, err)
			}
		}
	}
	slices.Sort(all)
	return all
}

// rec is a record of a source, its ids in one text.
func rec(source, ids, title string, set ...func(*Paper)) Paper {
	p := Paper{Source: source, Title: title, Aliases: strings.Fields(ids)}
	p.ID, p.Aliases = p.Aliases[0], p.Aliases[1:]
	for _, f := range set {
		f(&p)
	}
	return p
}

func year(s string) func(*Paper) {
	return func(p *Paper) { p.Published, _ = ParseDate(s) }
}

func by(names ...string) func(*Paper) { return func(p *Paper) { p.Authors = names } }

// Which records are one paper: docs/identity.md. Each case runs with each
// record in a batch of its own, and with all of them in one.
func TestIdentity(t *testing.T) {
	f := func(name string, want string, records ...Paper) {
		t.Helper()
		for _, oneBatch := range []bool{false, true} {
			s := open(t, Options{})
			add := func() (outcomes []Outcome) {
				if oneBatch {
					return mustAdd(t, s, records...)
				}
				for _, r := range records {
					outcomes = append(outcomes, mustAdd(t, s, r)...)
				}
				return outcomes
			}
			add()
			got := named(t, s)
			if lines := strings.Join(got, "\n"); lines != want {
				t.Errorf("%s, in one batch %t: got\n%s\nneed\n%s", name, oneBatch, lines, want)
			}
			add()
			if again := named(t, s); !slices.Equal(again, got) {
				t.Errorf("%s, in one batch %t: the same again makes\n%s", name, oneBatch, strings.Join(again, "\n"))
			}
		}
	}
	const owls, reeds, herons = "Sparse owls in a tall forest", "The reed prior", "Herons and what they hear"

	f("one id in common", "2310.16228 doi:10.1000/owls pmid:5 openalex:W1 | "+owls,
		rec("openalex", "openalex:W1 doi:10.1000/owls", owls), rec("pubmed", "pmid:5 10.1000/OWLS", owls), rec("arxiv", "2310.16228 https://doi.org/10.1000/Owls", owls))
	f("the DOI of the field", "2310.16228 doi:10.1000/owls | "+owls,
		rec("arxiv", "2310.16228", owls, func(p *Paper) { p.DOI = "10.1000/OWLS" }), rec("library", "doi:10.1000/owls", owls))
	f("versions and forms", "2310.16228 | "+owls,
		rec("arxiv", "2310.16228v1", owls), rec("hf", "https://arxiv.org/abs/2310.16228v2", owls), rec("", "10.48550/arXiv.2310.16228", owls), rec("openalex", "doi:10.48550/arxiv.2310.16228", owls))
	f("a record that connects two papers", "2310.16228 doi:10.1000/owls s2:7 | "+owls,
		rec("arxiv", "2310.16228", owls), rec("openalex", "doi:10.1000/owls", owls), rec("semanticscholar", "s2:7 doi:10.1000/owls 2310.16228", owls))
	f("a record that connects three", "2310.16228 doi:10.1000/owls pmid:5 s2:7 | "+owls,
		rec("pubmed", "pmid:5", owls), rec("arxiv", "2310.16228", owls), rec("openalex", "doi:10.1000/owls", owls), rec("semanticscholar", "s2:7 doi:10.1000/owls 2310.16228 pmid:5", owls))
	f("a better id that becomes known", "doi:10.1000/owls mine/1 | "+owls,
		rec("", "mine/1", owls), rec("", "mine/1 doi:10.1000/owls", owls))
	f("nothing in common", "doi:10.1000/a | "+owls+"\ndoi:10.1000/b | "+owls,
		rec("library", "doi:10.1000/a", owls), rec("openalex", "doi:10.1000/b", owls))

	// Two papers of arXiv are two, whatever else they have in common.
	f("one DOI, two ids of arXiv", "2310.00001 doi:10.1000/owls | "+owls+"\n2310.00002 | "+owls,
		rec("arxiv", "2310.00001 doi:10.1000/owls", owls), rec("arxiv", "2310.00002 doi:10.1000/owls", owls))
	f("a record between two papers of arXiv", "2310.00001 doi:10.1000/owls s2:7 | "+owls+"\n2310.00002 pmid:5 | "+owls,
		rec("arxiv", "2310.00001 doi:10.1000/owls", owls), rec("arxiv", "2310.00002 pmid:5", owls), rec("semanticscholar", "s2:7 doi:10.1000/owls pmid:5", owls))
	f("two ids of arXiv in one record", "2310.00001 | "+owls+"\n2310.00002 | "+owls,
		rec("", "2310.00001 2310.00002", owls), rec("", "2310.00002", owls))

	// A DOI of a book does not swallow its chapters.
	f("chapters", "doi:10.1000/book | Birds of the marshes, a handbook\nhf:counting-cranes-by-their-calls | Counting cranes by their calls\nhf:herons-and-what-they-hear | "+herons,
		rec("library", "doi:10.1000/book", "Birds of the marshes, a handbook"), rec("library", "doi:10.1000/book", herons), rec("library", "doi:10.1000/book", "Counting cranes by their calls"))
	f("a chapter with an id of its own", "doi:10.1000/book | Birds of the marshes, a handbook\nopenalex:W2 | "+herons,
		rec("openalex", "doi:10.1000/book", "Birds of the marshes, a handbook"), rec("openalex", "openalex:W2 doi:10.1000/book", herons))
	f("generic chapters", "doi:10.1000/book | Preface\nhf:introduction | Introduction",
		rec("library", "doi:10.1000/book", "Preface"), rec("library", "doi:10.1000/book", "Introduction"))
	f("a title that was changed", "2310.16228 doi:10.1000/owls | "+owls,
		rec("arxiv", "2310.16228 doi:10.1000/owls", owls), rec("openalex", "doi:10.1000/owls", "Sparse owls: a survey of the tall forest"))
	f("another title, and the id of a catalog", "2310.16228 doi:10.1000/owls openalex:W1 | "+owls,
		rec("openalex", "2310.16228 openalex:W1 doi:10.1000/owls", owls), rec("arxiv", "2310.16228", owls), rec("openalex", "openalex:W1 doi:10.1000/owls", "On nocturnal hunters"))

	// An id that nobody else knows does not speak louder than one of a catalog.
	f("two lists that count", "doi:10.1000/herons | "+herons+"\ndoi:10.1000/owls 1 | "+owls,
		rec("", "1 doi:10.1000/owls", owls), rec("", "1 doi:10.1000/herons", herons))
	f("one list, and a DOI that was mended", "doi:10.1000/owl doi:10.1000/owls 1 | "+owls,
		rec("", "1 doi:10.1000/owl", owls), rec("", "1 doi:10.1000/owls", owls))
	f("a title that its program changed", "mine/1 | "+herons,
		rec("", "mine/1", owls), rec("", "mine/1", herons))

	// Titles, where there is no id.
	f("a title alone", "1709.08568 hf:the-reed-prior | "+reeds,
		rec("hf", "hf:the-reed-prior", "The Reed Prior", year("2017-09")), rec("arxiv", "1709.08568", reeds, year("2017")))
	f("a title alone, later", "doi:10.1000/reeds hf:the-reed-prior | The Reed Prior",
		rec("openalex", "doi:10.1000/reeds", reeds, year("2019")), rec("hf", "hf:the-reed-prior", "The Reed Prior", year("2017-09")))
	f("a title alone, undated", "1709.08568 hf:the-reed-prior | "+reeds,
		rec("hf", "hf:the-reed-prior", "The Reed Prior"), rec("arxiv", "1709.08568", reeds, year("2017")))
	f("a title alone, three years later", "2010.08568 | "+reeds+"\nhf:the-reed-prior | The Reed Prior",
		rec("hf", "hf:the-reed-prior", "The Reed Prior", year("2017-09")), rec("arxiv", "2010.08568", reeds, year("2020-10")))
	f("one title in two years", "hf:the-reed-prior | The Reed Prior\nhf:the-reed-prior.2009 | "+reeds,
		rec("hf", "hf:the-reed-prior", "The Reed Prior", year("2017-09")), rec("library", "hf:the-reed-prior", reeds, year("2009")))
	f("one title in two years, and an id for the second", "doi:10.1000/reeds hf:the-reed-prior.2009 | "+reeds+"\nhf:the-reed-prior | The Reed Prior",
		rec("hf", "hf:the-reed-prior", "The Reed Prior", year("2017-09")), rec("library", "hf:the-reed-prior", reeds, year("2009")), rec("openalex", "doi:10.1000/reeds", reeds, year("2010")))
	f("of several papers the best known", "1709.08568 hf:the-reed-prior | "+reeds+"\ndoi:10.1000/reeds | "+reeds,
		rec("library", "doi:10.1000/reeds", reeds), rec("arxiv", "1709.08568", reeds), rec("hf", "hf:the-reed-prior", reeds))
	f("of several years the nearest", "doi:10.1000/1 | "+reeds+"\ndoi:10.1000/2 hf:the-reed-prior | "+reeds,
		rec("library", "doi:10.1000/1", reeds, year("2001")), rec("library", "doi:10.1000/2", reeds, year("2003")), rec("hf", "hf:the-reed-prior", reeds, year("2003")))
	f("a generic title and no author", "doi:10.1000/1 | Editorial\nhf:editorial | Editorial",
		rec("library", "doi:10.1000/1", "Editorial"), rec("library", "hf:editorial", "Editorial"))
	f("a generic title and other authors", "hf:editorial | Editorial\nhf:editorial.2020.gull | Editorial",
		rec("library", "hf:editorial", "Editorial", by("Ada Tern"), year("2020")), rec("library", "hf:editorial", "Editorial", by("Bo Gull"), year("2020")))
	f("a generic title and the same author", "doi:10.1000/1 hf:editorial | Editorial.",
		rec("library", "hf:editorial", "Editorial", by("Ada Tern")), rec("pubmed", "doi:10.1000/1", "Editorial.", by("Tern, A.", "B. Gull")))
}

// MergeTitles: one title is one paper, within bounds.
func TestMergeTitles(t *testing.T) {
	const reeds = "The reed prior"
	f := func(name, want string, records ...Paper) {
		t.Helper()
		s := open(t, Options{})
		for range 2 { // also what is there already
			plan, err := s.Plan(ctx, records, PlanOptions{MergeTitles: true})
			if err != nil {
				t.Fatal(err)
			}
			for i := range plan {
				plan[i].Vector = vectorOf(plan[i].Paper)
			}
			if _, err := s.Commit(ctx, testModel.Identity, plan); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(named(t, s), "\n"); got != want {
				t.Errorf("%s: got\n%s\nneed\n%s", name, got, want)
			}
		}
	}
	f("ids of their own", "1709.08568 doi:10.1000/reeds mine/1 | "+reeds,
		rec("arxiv", "1709.08568", reeds, year("2017")), rec("library", "doi:10.1000/reeds", "The Reed Prior.", year("2019")), rec("", "mine/1", reeds))
	f("years apart", "1709.08568 | "+reeds+"\ndoi:10.1000/reeds | "+reeds,
		rec("arxiv", "1709.08568", reeds, year("2017")), rec("library", "doi:10.1000/reeds", reeds, year("2020")))
	f("two of arXiv", "1709.08568 mine/1 | "+reeds+"\n1710.08568 | "+reeds,
		rec("arxiv", "1709.08568", reeds), rec("arxiv", "1710.08568", reeds), rec("", "mine/1", reeds))
	f("generic", "doi:10.1000/1 | Preface\ndoi:10.1000/2 | Preface\ndoi:10.1000/3 doi:10.1000/4 | Preface",
		rec("library", "doi:10.1000/1", "Preface"), rec("library", "doi:10.1000/2", "Preface"), rec("library", "doi:10.1000/3", "Preface", by("Ada Tern")), rec("openalex", "doi:10.1000/4", "Preface", by("A. Tern")))

	// What was imported without is merged by an import with it.
	s := open(t, Options{})
	records := []Paper{rec("arxiv", "1709.08568", reeds), rec("library", "doi:10.1000/reeds", reeds), rec("arxiv", "1709.08569", "Another title")}
	mustAdd(t, s, records...)
	plan, err := s.Plan(ctx, records, PlanOptions{MergeTitles: true})
	if err != nil || plan[0].Action != Updated || !plan[0].Merged || plan[1].Action != Unchanged || plan[2].Action != Unchanged {
		t.Fatalf("got %+v, %v", plan, err)
	}
	if _, err := s.Commit(ctx, testModel.Identity, plan); err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(named(t, s), "\n"), "1709.08568 doi:10.1000/reeds | "+reeds+"\n1709.08569 | Another title"; got != want {
		t.Errorf("got\n%s", got)
	}
}

// What is counted as merged, and what becomes of numbers, votes and vectors.
func TestMergeOfTwoPapers(t *testing.T) {
	s := open(t, Options{})
	a := rec("arxiv", "2310.16228", "Sparse owls", func(p *Paper) { p.Abstract = "Of arXiv." })
	b := rec("openalex", "openalex:W1 doi:10.1000/owls", "Sparse Owls.", func(p *Paper) { p.Abstract = "The longer abstract of OpenAlex." })
	out := mustAdd(t, s, a, b)
	if out[0].Merged || out[1].Merged || actions(out) != "added added" {
		t.Fatalf("got %+v", out)
	}
	for _, id := range []string{a.ID, b.ID, "10.1000/OWLS", b.ID} {
		if _, _, err := s.Vote(ctx, id, 1); err != nil {
			t.Fatal(err)
		}
	}
	seen, follower := int64(0), map[int64]Row{}
	seen = follow(t, s, seen, follower)
	c := rec("semanticscholar", "s2:7 doi:10.1000/owls 2310.16228", "Sparse owls", func(p *Paper) { p.Citations = new(3) })
	merged := mustAdd(t, s, c)
	if actions(merged) != "updated" || !merged[0].Merged || merged[0].Number != out[0].Number {
		t.Errorf("got %+v", merged)
	}
	p, err := s.Paper(ctx, b.ID)
	if err != nil || p.ID != a.ID || p.Abstract != b.Abstract || *p.Votes != 4 || *p.Citations != 3 {
		t.Errorf("got %+v, %v", p, err)
	}
	if got := vectors(t, s); len(got) != 1 || got[out[0].Number] != stored16(vectorOf(p)) {
		t.Errorf("vectors are %v", got)
	}
	if follow(t, s, seen, follower); len(follower) != 1 || follower[out[0].Number].Votes != 4 {
		t.Errorf("a follower has %+v", follower)
	}
	if again := mustAdd(t, s, a, b, c); actions(again) != "unchanged unchanged unchanged" || again[1].Number != out[0].Number || again[1].Merged {
		t.Errorf("again: %+v", again)
	}

	// A source that says it anew is no merger, nor is what changes nothing.
	c.Citations = new(4)
	if out := mustAdd(t, s, c); actions(out) != "updated" || out[0].Merged {
		t.Errorf("got %+v", out)
	}
	if out := mustAdd(t, s, rec("library", "10.1000/owls", "sparse owls")); actions(out) != "unchanged" || !out[0].Merged || out[0].Seq != 0 {
		t.Errorf("got %+v", out)
	}

	// Gone is gone under every name, and comes back as a new paper.
	gone, err := s.Delete(ctx, "s2:7", b.ID)
	if err != nil || len(gone) != 1 || gone[0].ID != a.ID {
		t.Errorf("got %v, %v", gone, err)
	}
	for _, id := range []string{a.ID, b.ID, c.ID, "doi:10.1000/owls"} {
		if _, err := s.Paper(ctx, id); !errors.Is(err, ErrNotFound) {
			t.Errorf("%s: got %v", id, err)
		}
	}
	if out := mustAdd(t, s, b, c); actions(out) != "added updated" || !out[1].Merged {
		t.Errorf("got %+v", out)
	}
	if p, err := s.Paper(ctx, b.ID); err != nil || p.Votes != nil {
		t.Errorf("got %+v, %v", p, err)
	}
}

// A paper may go by very many names, but not by all that anybody makes up.
func TestAliasesAreBounded(t *testing.T) {
	s := open(t, Options{})
	for i := range 4 {
		p := Paper{ID: "2310.16228", Title: "T", Source: fmt.Sprint("source-", i)}
		for j := range 40 {
			p.Aliases = append(p.Aliases, fmt.Sprintf("n%d-%02d", i, j))
		}
		mustAdd(t, s, p)
	}
	p, err := s.Paper(ctx, "2310.16228")
	if err != nil || len(p.Aliases) != MaxAliases {
		t.Errorf("got %d aliases, %v", len(p.Aliases), err)
	}
	if _, err := s.Plan(ctx, []Paper{{ID: "a", Title: "T", Aliases: make([]string, MaxAliases+1)}}, PlanOptions{}); !errors.Is(err, ErrInvalid) {
		t.Errorf("got %v", err)
	}
}
