package embed

import "fmt"

// probe runs the graph to see that the parts of the model fit: a table that is
// shorter than the tokenizer's ids, or a longest input that the graph does not
// take, fails here and not on some user's text. The shape that comes out is
// the truth about the dimension.
func (m *Model) probe() error {
	if _, err := m.tokenizer.AppendIDs(nil, "a", m.settings.MaxTokens-1); err != nil || m.settings.MaxTokens < 1 {
		return fmt.Errorf("%w: %s takes %d tokens at most, need room for a token of the text beside the special ones; correct \"max_tokens\" in model.json", ErrMismatch, m.folder, m.settings.MaxTokens)
	}
	shape, err := m.session.probe([]int64{0})
	if err != nil {
		return fmt.Errorf("%w: the graph of %s fails on the first token id: %w; export it or add the model again", ErrUnsupported, m.folder, err)
	}
	last := int64(m.tokenizer.VocabSize() - 1)
	if _, err := m.session.probe([]int64{last}); err != nil {
		return fmt.Errorf("%w: the graph of %s fails on token id %d, the largest of its tokenizer.json: %w; the two are of different models: add the model again", ErrMismatch, m.folder, last, err)
	}
	g := &m.session.graph
	if len(shape) != g.rank || shape[0] != 1 || (g.rank == 3 && shape[1] != 1) {
		return fmt.Errorf("%w: the graph of %s gave shape %s for one text of one token, need %d axes with the texts first", ErrUnsupported, m.folder, shape, g.rank)
	}
	got := int(shape[g.rank-1])
	for _, declared := range []int{g.dimension, m.settings.dimension} {
		if declared != 0 && declared != got {
			return fmt.Errorf("%w: %s gives vectors of %d components and declares %d; correct \"dimension\" in model.json or add the model again", ErrMismatch, m.folder, got, declared)
		}
	}
	g.dimension = got
	if m.settings.positions > 0 {
		return nil
	}
	// Nothing but a try tells whether the graph takes the longest text.
	if _, err := m.session.probe(make([]int64, m.settings.MaxTokens)); err != nil {
		return fmt.Errorf("%w: the graph of %s fails on %d tokens: %w; say \"max_tokens\" in a model.json there", ErrMismatch, m.folder, m.settings.MaxTokens, err)
	}
	return nil
}
