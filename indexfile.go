package kindred

import (
	"errors"
	"fmt"

	"github.com/kindred-search/kindred/index/flat"
	"github.com/kindred-search/kindred/index/hnsw"
	"github.com/kindred-search/kindred/index/lexical"
	"github.com/kindred-search/kindred/index/section"
	"github.com/kindred-search/kindred/index/staged"
)

// openIndex opens the vector index of a generation, of the kind that it was saved
// as, for an engine that is asked for another or the same.
func openIndex(o *opener, was, asked string, dim, workers int) (*staged.Index, error) {
	graph, err := openGraph(o.file, was, asked, dim, workers)
	if err != nil {
		return nil, err
	}
	x, err := staged.Open(o.file, graph, flat.Options{Workers: workers})
	if err != nil {
		return nil, err
	}
	if x.Dim() != dim {
		return nil, fmt.Errorf("its vectors have %d components, need %d: %w", x.Dim(), dim, section.ErrDamaged)
	}
	x.Delete(whole[uint32](o, "retired", -1))
	return x, o.err
}

// openGraph opens the graph of a generation, or makes an empty one where it has
// none. nil is for kindFlat, which has none.
func openGraph(f *section.File, was, asked string, dim, workers int) (staged.Graph, error) {
	x, err := hnsw.Open(f, hnsw.Options{Workers: workers})
	switch {
	case errors.Is(err, section.ErrMissing) && was != kindHNSW:
		x, err = nil, nil
	case err != nil:
		return nil, err
	case asked == kindFlat || asked == kindCoder:
		return nil, fmt.Errorf("its vectors are in a graph, and the index asked for is %s", asked)
	}
	if x != nil {
		return x, nil
	}
	return newGraph(asked, dim, workers)
}

// openWords opens the index of words of a generation.
func openWords(o *opener, workers int) (*lexical.Index, error) {
	x, err := lexical.Open(func(name string) (lexical.Section, error) {
		s, err := o.file.Section(name)
		if err != nil {
			return lexical.Section{}, err
		}
		bytes, err := section.View[byte](s)
		return lexical.Section{Bytes: bytes, Check: s.Check}, err
	}, lexical.Options{Workers: workers})
	if err != nil {
		return nil, err
	}
	x.Delete(whole[uint32](o, "retired", -1))
	return x, o.err
}
