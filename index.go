package kindred

import (
	"fmt"
	"slices"
	"strings"

	"github.com/kindred-search/kindred/index/hnsw"
	"github.com/kindred-search/kindred/index/staged"
)

// The kinds of index that Options.Index names.
const (
	kindAuto  = "auto"  // flat below graphFrom vectors, hnsw from there on
	kindFlat  = "flat"  // exact
	kindHNSW  = "hnsw"  // a graph
	kindCoder = "coder" // another one, which is searched only if it is accurate
)

// graphFrom is how many vectors a graph searches faster than exact search does.
const graphFrom = 8192

var kinds = []string{kindAuto, kindFlat, kindHNSW, kindCoder}

// kind is Options.Index, with its default.
func (o *Options) kind() (string, error) {
	if o.Index == "" {
		return kindAuto, nil
	}
	if !slices.Contains(kinds, o.Index) {
		last := len(kinds) - 1
		return "", parameter("index", o.Index, strings.Join(kinds[:last], ", ")+" or "+kinds[last])
	}
	return o.Index, nil
}

// newGraph makes the empty graph of a kind; nil for kindFlat, which has none.
// Whether anything moves into it is for settle to say.
func newGraph(kind string, dim, workers int) (graph staged.Graph, err error) {
	switch kind {
	case kindFlat:
		return nil, nil
	case kindCoder:
		graph, err = newGuarded(dim)
	default:
		graph, err = hnsw.New(dim, hnsw.Options{Workers: workers})
	}
	if err != nil {
		return nil, fmt.Errorf("cannot make a graph: %w", err)
	}
	return graph, nil
}

// wantsGraph reports whether so many vectors are to move into a graph.
func wantsGraph(kind string, vectors int) bool {
	switch kind {
	case kindFlat:
		return false
	case kindAuto:
		return vectors >= graphFrom
	}
	return vectors > 0
}

// kindOf is the kind that an index is at present.
func kindOf(x *staged.Index) string {
	g := x.Graph()
	if other, ok := g.(*guarded); ok {
		if other.good.Load() {
			return kindCoder
		}
		return kindFlat
	}
	if g != nil && g.Len() > 0 {
		return kindHNSW
	}
	return kindFlat
}
