package tokenize

import "fmt"

// wordLevel looks each piece up whole.
type wordLevel struct {
	ids     map[string]int32
	unknown int32
}

// wordLevel makes the model; pieces that spell a special token are left out.
func (m *model) wordLevel(special map[string]bool) (vocabulary, *wordLevel, error) {
	vocab, err := m.vocab()
	if err != nil {
		return nil, nil, err
	}
	if m.UnkToken == nil {
		return nil, nil, fmt.Errorf("%w: a WordLevel model without an unknown token cannot express every text", ErrUnsupported)
	}
	unknown, ok := vocab.id(*m.UnkToken)
	if !ok {
		return nil, nil, fmt.Errorf("%w: its unknown token %q is not in the vocabulary", ErrMalformed, *m.UnkToken)
	}
	return vocab, &wordLevel{vocab.table(special), unknown}, nil
}

// appendPiece implements pieceModel.
func (w *wordLevel) appendPiece(dst []int32, piece string) ([]int32, error) {
	id, ok := w.ids[piece]
	if !ok {
		id = w.unknown
	}
	return append(dst, id), nil
}
