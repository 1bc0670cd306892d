package kindred

import (
	"context"
	"testing"

	"github.com/kindred-search/kindred/index"
)

// aGraph has an efSearch and nothing to search.
type aGraph struct{ efSearch int }

func (g *aGraph) EfSearch() int      { return g.efSearch }
func (g *aGraph) SetEfSearch(ef int) { g.efSearch = ef }
func (g *aGraph) SearchWithout(context.Context, []float32, int, uint32) ([]index.Hit, error) {
	return nil, nil
}

// Whatever a graph begins with, it gets the least efSearch that is good, else the last.
func TestTune(t *testing.T) {
	for _, first := range append([]int{1, 20, 5000}, efSearches...) {
		for least, need := range append(efSearches[:len(efSearches):len(efSearches)], 1e6) {
			g, m, asked := &aGraph{first}, measurement{}, 0
			recall := func() (float64, error) {
				asked++
				if g.efSearch >= need {
					return 0.99, nil
				}
				return 0.5, nil
			}
			if err := m.tune(g, recall, 0.98); err != nil {
				t.Fatal(err)
			}
			want, found := need, 0.99
			if need == 1e6 {
				want, found = efSearches[len(efSearches)-1], 0.5
			}
			if g.efSearch != want || m.efSearch != want || m.recall != found {
				t.Errorf("from %d: efSearch %d, measured %+v; need %d", first, g.efSearch, m, want)
			}
			if asked > len(efSearches) || first == need && least > 0 && asked != 2 {
				t.Errorf("from %d to %d it was measured %d times", first, need, asked)
			}
		}
	}
}
