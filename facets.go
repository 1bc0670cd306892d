package kindred

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/bitmap"
)

// A Facet is a field by whose values the papers that pass the filters are
// counted.
type Facet string

// The facets.
const (
	ByCategory Facet = "category"
	ByYear     Facet = "year" // of publication
	ByVenue    Facet = "venue"
	ByAuthor   Facet = "author"
)

// MaxFacetValues is how many values of a facet an answer has, those with most
// papers.
const MaxFacetValues = 20

// A FacetCount is one value of a facet.
type FacetCount struct {
	Value string `json:"value"`
	Count int    `json:"count"` // papers that pass the filters
}

func checkFacets(facets []Facet) error {
	for _, f := range facets {
		switch f {
		case ByCategory, ByYear, ByVenue, ByAuthor:
		default:
			return parameter("facets", string(f), "category, year, venue or author")
		}
	}
	return nil
}

// facets counts the papers of a set; nil when nothing is asked for.
func (e *Engine) facets(v *view, asked []Facet, passing bitmap.Bitmap) map[Facet][]FacetCount {
	if len(asked) == 0 {
		return nil
	}
	e.publishing.RLock() // the names grow beside searches
	defer e.publishing.RUnlock()
	counted := map[Facet][]FacetCount{}
	for _, f := range asked {
		var counts []FacetCount
		switch f {
		case ByCategory:
			counts = v.memory.categories.commonest(passing, MaxFacetValues)
		case ByVenue:
			counts = v.memory.venues.commonest(passing, MaxFacetValues)
		case ByAuthor:
			counts = v.memory.authors.commonest(passing, MaxFacetValues)
		case ByYear:
			counts = v.years(passing)
		}
		counts = append([]FacetCount{}, counts...)
		for i := range counts {
			counts[i].Value = strings.Clone(counts[i].Value) // it may lie in a file that is closed some day
		}
		counted[f] = counts
	}
	return counted
}

// compareFacets orders from most papers to fewest, then by value.
func compareFacets(a, b FacetCount) int {
	return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
}

// years counts by year of publication, where it is known.
func (v *view) years(set bitmap.Bitmap) []FacetCount {
	var papers [10_000]int // the years that a date can have
	for slot := range set.All() {
		if second, p := v.published.start(slot); p != corpus.Unknown {
			year := time.Unix(second, 0).UTC().Year()
			papers[min(max(year, 0), len(papers)-1)]++ // no year is outside, unless the file is damaged
		}
	}
	var counts []FacetCount
	for year, n := range papers {
		if n > 0 {
			counts = append(counts, FacetCount{strconv.Itoa(year), n})
		}
	}
	slices.SortFunc(counts, compareFacets)
	return counts[:min(len(counts), MaxFacetValues)]
}
