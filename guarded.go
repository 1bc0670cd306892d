package kindred

import (
	"context"
	"sync/atomic"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/coder"
)

// A guarded graph is searched once it has been found to be accurate enough; until
// then, and if it is not, every search is exact.
type guarded struct {
	*coder.Index
	good atomic.Bool
}

func newGuarded(dim int) (*guarded, error) {
	x, err := coder.New(dim, coder.Options{})
	return &guarded{Index: x}, err
}

// Search is that of the graph, or Exact.
func (g *guarded) Search(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
	if !g.good.Load() {
		return g.Exact(ctx, query, k, filter)
	}
	return g.Index.Search(ctx, query, k, filter)
}

// require measures the graph with the questions of probes, and lets it be searched
// when it reaches the recall that is asked for. Else the error wraps
// coder.ErrRecall and has both numbers.
func (g *guarded) require(ctx context.Context, probes []probe, asked float64) (recall float64, err error) {
	var queries []float32
	for _, p := range probes {
		queries = append(queries, p.query...)
	}
	recall, err = g.Require(ctx, queries, recallAt, asked)
	g.good.Store(err == nil && len(probes) > 0)
	return recall, err
}
