package kindred

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/rank"
)

// shelf is a store of papers about some subjects, three words each.
func shelf(t testing.TB, e *Engine, r *rand.Rand, n int) (papers []corpus.Paper) {
	t.Helper()
	for i := range n {
		subject := topics[i%5*3:][:3]
		p := corpus.Paper{ID: fmt.Sprintf("s%03d", i), Title: strings.Join([]string{pick(r, subject), pick(r, subject), pick(r, topics), fmt.Sprint("number", i)}, " ")}
		papers = append(papers, p)
	}
	add(t, e, papers...)
	return papers
}

// similarTo is the slow twin: the mean of the two greatest similarities of a paper
// with those of a library, worked out from the definition.
func similarTo(t testing.TB, b *bag, all, library []corpus.Paper) map[string]float64 {
	t.Helper()
	vectors := map[string][]float32{}
	for _, p := range slices.Concat(all, library) {
		v, err := b.vector(p.Title + ". " + p.Abstract)
		if err != nil {
			t.Fatal(err)
		}
		vectors[p.ID] = v
	}
	vector := func(p corpus.Paper) []float32 { return vectors[p.ID] }
	dot := func(a, b []float32) (sum float64) {
		for i := range a {
			sum += float64(a[i]) * float64(b[i])
		}
		return sum
	}
	scores := map[string]float64{}
	for _, p := range all {
		if slices.ContainsFunc(library, func(l corpus.Paper) bool { return corpus.TitleID(l.Title) == corpus.TitleID(p.Title) }) {
			continue
		}
		var similarities []float64
		for _, l := range library {
			mean := 0.0
			for _, o := range all {
				mean += dot(vector(l), vector(o)) / float64(len(all))
			}
			similarities = append(similarities, rank.Similarity(dot(vector(l), vector(p)), mean))
		}
		slices.Sort(similarities)
		slices.Reverse(similarities)
		similarities = similarities[:min(2, len(similarities))]
		for _, s := range similarities {
			scores[p.ID] += s / float64(len(similarities))
		}
	}
	return scores
}

// TestLibraryEqualsItsDefinition: known by id, by title, or not at all, a library
// gives the papers that are most similar to two of its own.
func TestLibraryEqualsItsDefinition(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	b := newBag("one")
	e := open(t, b)
	all := shelf(t, e, r, 120)
	unknown := corpus.Paper{ID: "doi:10.1/unknown", Title: "vision speech", Abstract: "speech and vision and proteins"}
	for _, n := range []int{1, 2, 9, 40} {
		var library, given []corpus.Paper
		for i, at := range r.Perm(len(all))[:n] {
			p := all[at]
			library = append(library, p)
			switch i % 3 {
			case 1:
				p = corpus.Paper{ID: "doi:10.1/" + p.ID, Title: strings.ToUpper(p.Title) + "!"} // as another catalog has it
			case 2:
				p = corpus.Paper{ID: p.ID}
			}
			given = append(given, p, p) // a library may have one twice
		}
		library, given = append(library, unknown), append(given, unknown)
		want := similarTo(t, b, all, library)
		before := b.documents.Load()
		for _, exact := range []bool{false, true} {
			res, err := e.Related(t.Context(), RelatedQuery{Library: given, Limit: 30, Profile: rank.Relevance, Explain: true, Exact: exact})
			if err != nil {
				t.Fatal(err)
			}
			if res.Total != len(want) || len(res.Hits) != 30 || res.Mode != Semantic {
				t.Errorf("%d of %d papers, %s; need 30 of %d", len(res.Hits), res.Total, res.Mode, len(want))
			}
			best := slices.SortedFunc(mapValues(want), func(a, b float64) int { return cmp.Compare(b, a) })
			for i, h := range res.Hits {
				if math.Abs(h.Score-want[h.ID]) > 2e-3 || math.Abs(h.Score-best[i]) > 2e-3 { // the store rounds to float16
					t.Errorf("%d papers: result %d, %s, has score %.4f; need %.4f, the best there are %.4f", n, i, h.ID, h.Score, want[h.ID], best[i])
				}
				if len(h.Near) == 0 && h.Score > 0 || len(h.Near) > 2 || len(h.Near) == 2 && h.Near[0] == h.Near[1] {
					t.Errorf("result %d, score %.3f, is near %q; need one paper or two", i, h.Score, h.Near)
				}
				for _, near := range h.Near {
					if !slices.ContainsFunc(library, func(p corpus.Paper) bool { return p.ID == near }) {
						t.Errorf("result %d is near %q, which is not in the library", i, near)
					}
				}
			}
			if note := strings.Join(res.Notes, " "); !strings.Contains(note, fmt.Sprintf("papers of the library: %d in the store, 1 read from title and abstract", n)) {
				t.Errorf("it says %q", note)
			}
		}
		if got := b.documents.Load() - before; got != 2 {
			t.Errorf("%d texts were embedded; need the unknown one, for each question", got)
		}
	}
	if s, err := e.Stats(t.Context()); err != nil || s.Papers != len(all) {
		t.Errorf("the library was stored: %d papers, %v", s.Papers, err)
	}
}

func mapValues[K comparable, V any](m map[K]V) func(func(V) bool) {
	return func(yield func(V) bool) {
		for _, v := range m {
			if !yield(v) {
				return
			}
		}
	}
}

// TestShortlistEqualsJudgingAll: candidates that the index names, where all papers
// cannot be judged, give the answer that judging all gives.
func TestShortlistEqualsJudgingAll(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	e := open(t, newBag("one"))
	shelf(t, e, r, 600)
	if err := e.loaded(t.Context()); err != nil {
		t.Fatal(err)
	}
	v := e.hold()
	defer v.release()
	for _, n := range []int{1, 2, 5, 50, 300} {
		var voices []voice
		for _, slot := range r.Perm(600)[:n] {
			voices = v.voice(voices, v.id(uint32(slot)), v.index.Vector(uint32(slot)), nil)
		}
		slots, err := v.shortlist(t.Context(), voices, 40, v.live, 2)
		if err != nil {
			t.Fatal(err)
		}
		some, err := v.judgeAll(t.Context(), voices, slots, 2)
		if err != nil {
			t.Fatal(err)
		}
		all, _, err := v.heard(t.Context(), voices, 40, v.live, true, 2)
		if err != nil {
			t.Fatal(err)
		}
		found := 0
		for _, h := range all {
			if slices.ContainsFunc(some, func(d verdict) bool { return d.slot == h.Slot && d.similarity(n) == h.Score }) {
				found++
			}
		}
		if found < 36 {
			t.Errorf("%d voices: %d of the best 40 are on the shortlist of %d", n, found, len(slots))
		}
	}
}

// Two subjects are both answered, where the mean of all vectors is neither.
func TestLibraryOfTwoSubjects(t *testing.T) {
	e := open(t, newBag("one"))
	var library []corpus.Paper
	for i := range 20 {
		for _, subject := range []string{"proteins", "galaxies"} {
			p := corpus.Paper{ID: fmt.Sprint(subject, i), Title: fmt.Sprint(subject, " ", subject, " work", i)}
			add(t, e, p, corpus.Paper{ID: fmt.Sprint("other", subject, i), Title: fmt.Sprint("memory rewards kernels ", i, subject)})
			if i < 5 {
				library = append(library, p)
			}
		}
	}
	res, err := e.Related(t.Context(), RelatedQuery{Library: library, Limit: 30})
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, h := range res.Hits {
		count[strings.TrimRight(h.ID, "0123456789")]++
	}
	if count["proteins"] != 15 || count["galaxies"] != 15 {
		t.Errorf("got %v; need 15 of each subject", count)
	}
}

func TestLibraryWithTheRest(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	b := newBag("one")
	e := open(t, b)
	all := shelf(t, e, r, 60)
	add(t, e, corpus.Paper{ID: "mute", Title: "?!"}, corpus.Paper{ID: "dated", Title: "planning agents", Published: date(t, "2024"), Categories: []string{"cs.AI"}})
	ask := func(q RelatedQuery) Result {
		t.Helper()
		res, err := e.Related(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		return res
	}
	f := func(want, what string, q RelatedQuery) {
		t.Helper()
		_, err := e.Related(t.Context(), q)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), what) {
			t.Errorf("got %v; need %q of %q", err, want, what)
		}
	}

	// Filters; a paper without a vector comes last; facets count what passes.
	res := ask(RelatedQuery{Library: all[:3], Filter: Filter{Categories: []string{"cs.*"}}, Facets: []Facet{ByCategory}})
	if res.Total != 1 || res.Hits[0].ID != "dated" || res.Facets[ByCategory][0].Count != 1 {
		t.Errorf("got %+v", res)
	}
	res = ask(RelatedQuery{Library: all[:3], Limit: 100})
	if i := slices.IndexFunc(res.Hits, func(h Hit) bool { return h.ID == "mute" }); len(res.Hits) != 59 || i < 0 || res.Hits[i].Score != 0 || res.Hits[i].Near != nil {
		t.Errorf("%d papers, that without a vector at %d", len(res.Hits), i)
	}
	// What is not wanted pushes away.
	at := func(unlike ...string) int {
		hits := ask(RelatedQuery{Library: []corpus.Paper{{ID: "x", Title: "planning vision speech proteins"}}, Unlike: unlike, Limit: 100, Profile: rank.Relevance}).Hits
		return slices.IndexFunc(hits, func(h Hit) bool { return strings.HasPrefix(h.Title, "planning planning") || h.ID == "dated" })
	}
	if near, far := at(), at("s000"); far < near {
		t.Errorf("a paper like the unwanted one is at %d, without that at %d", far, near)
	}
	// Pages follow each other.
	whole, second := ask(RelatedQuery{Library: all[:9], Limit: 20}), ask(RelatedQuery{Library: all[:9], Limit: 10, Offset: 10})
	for i, h := range second.Hits {
		if h.ID != whole.Hits[10+i].ID {
			t.Errorf("result %d of the second page is %s, need %s", i, h.ID, whole.Hits[10+i].ID)
		}
	}
	// All of them: nothing is left.
	res = ask(RelatedQuery{Library: append(slices.Clone(all), corpus.Paper{ID: "mute"}, corpus.Paper{ID: "dated"})})
	if res.Total != 0 || !strings.Contains(strings.Join(res.Notes, " "), "every paper that there is belongs to the library") {
		t.Errorf("got %+v", res)
	}

	f("library", "10000", RelatedQuery{Library: make([]corpus.Paper, MaxLibrary+1)})
	f("library", "the model knows words of", RelatedQuery{Library: []corpus.Paper{{ID: "mute"}}})
	f("library", "a title or an abstract", RelatedQuery{Library: []corpus.Paper{{ID: "nowhere"}, {ID: "else", Title: "?!"}}})
	f("no such paper", "s999", RelatedQuery{Library: all[:3], Unlike: []string{"s999"}})
	f("library", "one or the other", RelatedQuery{Library: all[:3], Like: []string{"s010"}})
	f("library", "one or the other", RelatedQuery{Library: all[:3], Text: "planning"})
	if _, err := e.Related(t.Context(), RelatedQuery{}); !errors.Is(err, ErrParameter) {
		t.Errorf("nothing to be near to: %v", err)
	}
}
