package kindred

import (
	"cmp"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/kindred-search/kindred/corpus"
)

// TestFacetsAgainstSlowTwin counts the values of the papers that pass, one by
// one, also after papers have changed and gone.
func TestFacetsAgainstSlowTwin(t *testing.T) {
	e := open(t, newBag("one"))
	if res, err := e.Search(t.Context(), Query{Text: "planning", Facets: []Facet{ByYear}}); err != nil || res.Facets[ByYear] == nil || res.Hits == nil {
		t.Errorf("without papers: %+v, %v", res, err)
	}
	r := rand.New(rand.NewPCG(13, 13))
	papers := map[string]corpus.Paper{}
	for range 3 {
		var batch []corpus.Paper
		for range 150 {
			p := randomPaper(t, r, r.IntN(300))
			if r.IntN(5) == 0 && len(p.Authors) > 0 {
				p.Authors = append(p.Authors, p.Authors[0]) // a name that stands twice
				p.Clean()
			}
			papers[p.ID] = over(papers[p.ID], p, 0)
			batch = append(batch, p)
		}
		add(t, e, batch...)
		for id := range papers {
			if r.IntN(20) == 0 {
				delete(papers, id)
				if _, err := e.Delete(t.Context(), id); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, filter := range []Filter{{}, {Categories: []string{"cs.*"}}, {Authors: []string{"lecun"}, MinVotes: 3}, {Venues: []string{"nowhere"}}} {
			want := map[Facet]map[string]int{ByCategory: {}, ByYear: {}, ByVenue: {}, ByAuthor: {}}
			for _, p := range papers {
				if !passes(&p, &filter) {
					continue
				}
				for _, c := range p.Categories {
					want[ByCategory][c]++
				}
				for i, a := range p.Authors {
					if slices.Index(p.Authors, a) == i {
						want[ByAuthor][a]++
					}
				}
				if p.Venue != "" {
					want[ByVenue][p.Venue]++
				}
				if s := p.Published.String(); s != "" {
					want[ByYear][s[:4]]++
				}
			}
			need := map[Facet][]FacetCount{}
			for f, counts := range want {
				need[f] = []FacetCount{}
				for v, n := range counts {
					need[f] = append(need[f], FacetCount{v, n})
				}
				slices.SortFunc(need[f], func(a, b FacetCount) int { return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value)) })
			}
			res, err := e.Search(t.Context(), Query{Text: "planning", Filter: filter, Facets: []Facet{ByCategory, ByYear, ByVenue, ByAuthor}})
			if err != nil || !reflect.DeepEqual(res.Facets, need) {
				t.Errorf("%+v: %v\n got %v\nneed %v", filter, err, res.Facets, need)
			}
		}
	}
	if res, err := e.Search(t.Context(), Query{Text: "planning"}); err != nil || res.Facets != nil {
		t.Errorf("none asked for: %v, %v", res.Facets, err)
	}
}

// TestFacetsAreCut: an answer does not grow with the values there are.
func TestFacetsAreCut(t *testing.T) {
	d := dictionary{}
	for i := range 500 {
		d.add(uint32(i), "author "+string(rune('a'+i%26))+string(rune('a'+i/26)))
	}
	m := newView(t)
	m.memory.authors = d
	for i := range 500 {
		m.live = grow(m.live, uint32(i))
		m.live.Set(uint32(i))
	}
	got := (&Engine{}).facets(m, []Facet{ByAuthor}, m.live)[ByAuthor]
	if len(got) != MaxFacetValues || got[0].Value != "author aa" || got[1].Value != "author ab" {
		t.Errorf("got %v", got)
	}
}

func newView(t *testing.T) *view {
	t.Helper()
	m, err := newMemory(corpus.Model{}, "", kindFlat, 1)
	if err != nil {
		t.Fatal(err)
	}
	return m.view()
}
