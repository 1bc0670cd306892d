package staged

import (
	"fmt"

	"github.com/kindred-search/kindred/index/flat"
	"github.com/kindred-search/kindred/index/section"
)

// A Saver is a graph that has a form in a file.
type Saver interface {
	Save(w *section.Writer) error
}

// Save writes front and graph, each in its sections; no sections of a graph that
// holds nothing. Nothing may be added or deleted meanwhile. Searches and Link go on:
// what moves while it is saved is in both, and Open leaves it in front.
func (x *Index) Save(w *section.Writer) error {
	if err := x.front.Save(w); err != nil {
		return err
	}
	if x.graph == nil || x.graph.Len() == 0 { // looked at behind the front: what has left it is there
		return nil
	}
	graph, ok := x.graph.(Saver)
	if !ok {
		return fmt.Errorf("staged: a graph of type %T has no form in a file; use another kind of index", x.graph)
	}
	return graph.Save(w)
}

// Open returns an index of the front that Save wrote over a graph, that of the
// same file or a new one; nil leaves everything in front. The graph is the index's
// alone from now on, and so must the file stay open as long as the graph needs it.
// Errors are those of flat.Open.
func Open(f *section.File, graph Graph, o flat.Options) (*Index, error) {
	front, err := flat.Open(f, o)
	if err != nil {
		return nil, err
	}
	x := &Index{dim: front.Dim(), front: front, graph: graph}
	if graph != nil {
		x.pending = front.Slots()
		graph.Delete(x.pending)
	}
	return x, nil
}
