package kindred

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/rank"
)

func idsOf(r Result) (ids []string) {
	for _, h := range r.Hits {
		ids = append(ids, h.ID)
	}
	return ids
}

func search(t testing.TB, e *Engine, q Query) Result {
	t.Helper()
	r, err := e.Search(t.Context(), q)
	if err != nil {
		t.Fatalf("%+v: %v", q, err)
	}
	return r
}

// Both sides are scored exactly for every result, and the score is the formula's.
func TestHybridAddsUp(t *testing.T) {
	e := open(t, newBag("one"))
	add(t, e, somePapers(t, 300)...)
	const question = "planning agents for robots"
	scores := func(mode Mode) map[string]rank.Parts {
		parts := map[string]rank.Parts{}
		for _, h := range search(t, e, Query{Text: question, Mode: mode, Limit: 1000, Explain: true}).Hits {
			parts[h.ID] = *h.Explain
		}
		return parts
	}
	lexical, semantic := scores(Lexical), scores(Semantic)
	if len(lexical) < 20 || len(lexical) == len(semantic) {
		t.Fatalf("%d papers have the words, %d a meaning: the test shows nothing", len(lexical), len(semantic))
	}
	share := 0.3
	r := search(t, e, Query{Text: question, Limit: 10, Explain: true, Similarity: &share})
	if r.Mode != Hybrid || len(r.Hits) != 10 {
		t.Fatalf("got mode %s and %d results", r.Mode, len(r.Hits))
	}
	for _, h := range r.Hits {
		p := h.Explain
		if p.Words != lexical[h.ID].Words || p.Cosine != semantic[h.ID].Cosine {
			t.Errorf("%s: words %g and cosine %g; alone they are %g and %g", h.ID, p.Words, p.Cosine, lexical[h.ID].Words, semantic[h.ID].Cosine)
		}
		rel := share*p.Similarity + (1-share)*p.Words
		if score := rel * (1 + p.Weights.Recency*p.Recency + p.Weights.Votes*p.Popularity); math.Abs(score-h.Score) > 1e-12 {
			t.Errorf("%s: score %g, the formula gives %g", h.ID, h.Score, score)
		}
		sum := 0.0
		for _, term := range p.Terms {
			sum += term.Weight
		}
		if math.Abs(sum-p.Words) > 1e-5 {
			t.Errorf("%s: the terms %+v sum to %g, words are %g", h.ID, p.Terms, sum, p.Words)
		}
	}
}

// With all of the share on one side, hybrid orders as that side does.
func TestHybridAtItsEnds(t *testing.T) {
	e := open(t, newBag("one"))
	add(t, e, somePapers(t, 300)...)
	for share, mode := range map[float64]Mode{0: Lexical, 1: Semantic} {
		got := search(t, e, Query{Text: "planning agents", Similarity: &share, Profile: rank.Relevance, Limit: 20})
		need := search(t, e, Query{Text: "planning agents", Mode: mode, Profile: rank.Relevance, Limit: 20})
		if !slices.Equal(idsOf(got), idsOf(need)) {
			t.Errorf("share %g: got %v, need those of %s, %v", share, idsOf(got), mode, idsOf(need))
		}
	}
}

func threePapers(t *testing.T) *Engine {
	e := open(t, newBag("one"))
	add(t, e,
		corpus.Paper{ID: "a", Title: "Planning agents", Abstract: "Robots act. We study reward hacking of language models.", Authors: []string{"Yann LeCun"}, Categories: []string{"cs.AI"}},
		corpus.Paper{ID: "b", Title: "Vision", Abstract: "Hacking a reward is not reward hacking. Agents see.", Authors: []string{"Li Wei"}, Categories: []string{"cs.CV"}},
		corpus.Paper{ID: "c", Title: "Speech", Abstract: "Hearing what is said.", Categories: []string{"cs.CL"}},
	)
	return e
}

// Operators hold for both sides; what is no operator is text.
func TestOperators(t *testing.T) {
	e := threePapers(t)
	f := func(mode Mode, question string, need ...string) {
		t.Helper()
		r := search(t, e, Query{Text: question, Mode: mode})
		got := idsOf(r)
		slices.Sort(got)
		if r.Total != len(need) || !slices.Equal(got, need) {
			t.Errorf("%s in mode %s: got %v of %d, need %v", question, mode, got, r.Total, need)
		}
	}
	for _, mode := range []Mode{Hybrid, Lexical} {
		f(mode, `"reward hacking"`, "a", "b")
		f(mode, `"hacking a reward"`, "b")
		f(mode, `agents title:planning`, "a")
		f(mode, `agents cat:cs.CV`, "b")
		f(mode, `author:lecun`, "a")
		f(mode, `cat:cs.*`, "a", "b", "c")
	}
	f(Hybrid, `agents -robots`, "b", "c")
	f(Semantic, `agents -robots`, "b", "c")
	f(Lexical, `agents -robots`, "b") // c has no word of the question
	if r := search(t, e, Query{Text: `agents -robots`, Plain: true, Mode: Lexical}); len(r.Hits) != 2 || r.Hits[0].ID != "a" {
		t.Errorf("plain text: got %v", idsOf(r))
	}
	if r := search(t, e, Query{Text: `author:lecun`}); r.Mode != Lexical || r.Hits[0].Score == 0 {
		t.Errorf("an operator alone: mode %s, score %g", r.Mode, r.Hits[0].Score)
	}
}

// What cannot be compared by meaning is compared by words, and the answer says so.
func TestNotes(t *testing.T) {
	e := threePapers(t)
	f := func(q Query, mode Mode, results int, notes ...string) {
		t.Helper()
		r := search(t, e, q)
		if r.Mode != mode || len(r.Hits) != results {
			t.Errorf("%+v: got mode %s with %d results, need %s with %d", q, r.Mode, len(r.Hits), mode, results)
		}
		if len(r.Notes) != len(notes) {
			t.Fatalf("%+v: got notes %q, need %q", q, r.Notes, notes)
		}
		for i, note := range notes {
			if !strings.Contains(r.Notes[i], note) {
				t.Errorf("%+v: got %q, need %q in it", q, r.Notes[i], note)
			}
		}
	}
	f(Query{Text: "?!"}, Lexical, 0, "knows no word", "no paper has any word")
	f(Query{Text: "agents"}, Hybrid, 3)
	f(Query{Text: "agents", Filter: Filter{Categories: []string{"q-bio.*"}}}, Hybrid, 0, `no paper has category "q-bio.*"; the commonest are cs.AI, cs.CL, cs.CV`)
	f(Query{Text: "agents", Filter: Filter{Authors: []string{"Hinton"}}}, Hybrid, 0, `no paper has an author "Hinton"`)
	f(Query{Text: "agents", Filter: Filter{MinVotes: 3}}, Hybrid, 0, "no paper has 3 votes")
	f(Query{Text: "agents", Filter: Filter{From: date(t, "2020")}}, Hybrid, 0, "no paper was published from 2020 on")
	f(Query{Text: "agents", Filter: Filter{Authors: []string{"LeCun"}, Categories: []string{"cs.CL"}}}, Hybrid, 0, "no paper passes all of them")
	f(Query{Text: `"agents hear"`}, Hybrid, 0, "in quotes")
}

func TestSnippets(t *testing.T) {
	e := threePapers(t)
	r := search(t, e, Query{Text: "reward models", Snippets: true})
	if len(r.Hits) != 3 || r.Hits[0].ID != "a" || r.Hits[0].Snippet == nil {
		t.Fatalf("got %+v", r.Hits)
	}
	s := r.Hits[0].Snippet
	var marked []string
	for _, m := range s.Marks {
		marked = append(marked, s.Text[m[0]:m[1]])
	}
	if s.Text != "We study reward hacking of language models." || !slices.Equal(marked, []string{"reward", "models"}) {
		t.Errorf("got %q with %q", s.Text, marked)
	}
	if r := search(t, e, Query{Text: "reward models"}); r.Hits[0].Snippet != nil {
		t.Error("a snippet that nobody asked for")
	}
}

// Versions of one paper are one related paper; those of the given ones are none.
func TestTwins(t *testing.T) {
	e := open(t, newBag("one"))
	add(t, e,
		corpus.Paper{ID: "seed", Title: "Planning agents", Published: date(t, "2024")},
		corpus.Paper{ID: "seed-again", Title: "Planning Agents.", Published: date(t, "2025")},
		corpus.Paper{ID: "old", Title: "Planning agents", Published: date(t, "1999")},
		corpus.Paper{ID: "x1", Title: "Planning agents for robots", Abstract: "robots"},
		corpus.Paper{ID: "x2", Title: "Planning agents for robots", Abstract: "robots robots"},
		corpus.Paper{ID: "y", Title: "Galaxies"},
	)
	r, err := e.Related(t.Context(), RelatedQuery{Like: []string{"seed"}, Profile: rank.Relevance})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, h := range r.Hits {
		got = append(got, fmt.Sprint(h.ID, h.Twins))
	}
	need := []string{"old[]", "x1[x2]", "y[]"}
	if r.Hits[1].ID == "x2" {
		need[1] = "x2[x1]"
	}
	if !slices.Equal(got, need) {
		t.Errorf("got %v, need %v", got, need)
	}
	// A page of one begins where the last one ended.
	for i, h := range r.Hits {
		page, err := e.Related(t.Context(), RelatedQuery{Like: []string{"seed"}, Profile: rank.Relevance, Limit: 1, Offset: i})
		if err != nil || len(page.Hits) != 1 || page.Hits[0].ID != h.ID {
			t.Errorf("page %d: got %v, %v, need %s", i, idsOf(page), err, h.ID)
		}
	}
	if _, err := e.Related(t.Context(), RelatedQuery{Text: "galaxies and robots"}); err != nil {
		t.Errorf("near a text: %v", err)
	}
}

// Diversity 0 changes nothing; 1 puts the least alike first, by hand.
func TestDiversity(t *testing.T) {
	e := open(t, newBag("one"))
	add(t, e,
		corpus.Paper{ID: "a", Title: "planning agents"},
		corpus.Paper{ID: "b", Title: "planning agents robots"},
		corpus.Paper{ID: "c", Title: "planning agents robots memory"},
		corpus.Paper{ID: "d", Title: "planning galaxies climate kernels"},
	)
	f := func(diversity float64, need ...string) {
		t.Helper()
		r := search(t, e, Query{Text: "planning agents", Mode: Semantic, Diversity: diversity, Profile: rank.Relevance, Limit: 4})
		if got := idsOf(r); !slices.Equal(got, need) {
			t.Errorf("diversity %g: got %v, need %v", diversity, got, need)
		}
	}
	f(0, "a", "b", "c", "d")
	f(0.7, "a", "d", "c", "b")
}

func TestExclude(t *testing.T) {
	e := threePapers(t)
	r := search(t, e, Query{Text: "agents", Exclude: []string{"b", "not there"}})
	got := idsOf(r)
	slices.Sort(got)
	if !slices.Equal(got, []string{"a", "c"}) || r.Total != 2 {
		t.Errorf("got %v of %d", got, r.Total)
	}
}
