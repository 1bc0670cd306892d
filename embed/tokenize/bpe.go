package tokenize

import (
	"encoding/json"
	"fmt"
	"strings"
)

// bpe joins the letters of a piece pair by pair, the pair that was learned first before all others and the leftmost of equals
// (Sennrich et al. 2016, arXiv 1508.07909).
type bpe struct {
	vocab          map[string]int32
	merges         map[[2]int32]mergeRule
	prefix, suffix string // of letters that continue a piece, of the letter that ends it
	unknown        int32  // or none: unknown letters are left out
	fuseUnknown    bool   // unknown letters in a row are one token
	byteFallback   bool   // an unknown letter becomes its bytes, "<0xE4>", where the vocabulary has them all
	ignoreMerges   bool   // a piece that is in the vocabulary is taken whole
}

// mergeRule is what a pair becomes, and when it was learned.
type mergeRule struct {
	rank, id int32
}

func (m *model) bpe(special map[string]bool) (vocabulary, *bpe, error) {
	if m.Dropout != nil && *m.Dropout > 0 {
		return nil, nil, fmt.Errorf("%w: BPE with dropout %g gives other ids each time; set dropout to null", ErrUnsupported, *m.Dropout)
	}
	vocab, err := m.vocab()
	if err != nil {
		return nil, nil, err
	}
	b := &bpe{vocab: vocab.table(nil), unknown: none, fuseUnknown: m.FuseUnk, byteFallback: m.ByteFallback, ignoreMerges: m.IgnoreMerges}
	if m.ContinuingSubwordPrefix != nil {
		b.prefix = *m.ContinuingSubwordPrefix
	}
	if m.EndOfWordSuffix != nil {
		b.suffix = *m.EndOfWordSuffix
	}
	if m.UnkToken != nil {
		id, ok := b.vocab[*m.UnkToken]
		if !ok {
			return nil, nil, fmt.Errorf("%w: its unknown token %q is not in the vocabulary", ErrMalformed, *m.UnkToken)
		}
		b.unknown = id
	}
	b.merges = make(map[[2]int32]mergeRule, len(m.Merges))
	for rank, raw := range m.Merges {
		if err := b.addMerge(raw, int32(rank)); err != nil {
			return nil, nil, err
		}
	}
	if b.ignoreMerges {
		b.vocab = vocab.table(special)
	}
	return vocab, b, nil
}

// addMerge reads one merge, "a b" or ["a", "b"].
func (b *bpe) addMerge(raw json.RawMessage, rank int32) error {
	var pair []string
	if err := json.Unmarshal(raw, &pair); err != nil {
		var line string
		if err := json.Unmarshal(raw, &line); err != nil {
			return fmt.Errorf("%w: merge %d is neither a text nor a pair: %w", ErrMalformed, rank, err)
		}
		pair = strings.Split(line, " ")
	}
	if len(pair) != 2 {
		return fmt.Errorf("%w: merge %d has %d parts; needed are 2", ErrMalformed, rank, len(pair))
	}
	left, okLeft := b.vocab[pair[0]]
	right, okRight := b.vocab[pair[1]]
	joined, okJoined := b.vocab[pair[0]+strings.TrimPrefix(pair[1], b.prefix)]
	if !okLeft || !okRight || !okJoined {
		return fmt.Errorf("%w: merge %d, %q and %q, names a piece that is not in the vocabulary", ErrMalformed, rank, pair[0], pair[1])
	}
	b.merges[[2]int32{left, right}] = mergeRule{rank, joined}
	return nil
}

// appendPiece implements pieceModel.
func (b *bpe) appendPiece(dst []int32, piece string) ([]int32, error) {
	if b.ignoreMerges {
		if id, ok := b.vocab[piece]; ok {
			return append(dst, id), nil
		}
	}
	w := mergeable{rules: b.merges}
	w.ids = b.letters(make([]int32, 0, len(piece)), piece)
	return w.appendMerged(dst), nil
}

// letters appends the ids of the letters of a piece.
func (b *bpe) letters(dst []int32, piece string) []int32 {
	lastUnknown := false
	for i, c := range piece {
		end := i + len(string(c))
		letter := piece[i:end]
		if i > 0 {
			letter = b.prefix + letter
		}
		if end == len(piece) {
			letter += b.suffix
		}
		if id, ok := b.vocab[letter]; ok {
			dst, lastUnknown = append(dst, id), false
			continue
		}
		if b.byteFallback {
			if ids, ok := byteIDs(b.vocab, letter); ok {
				dst, lastUnknown = append(dst, ids...), false
				continue
			}
		}
		if b.unknown != none && !(lastUnknown && b.fuseUnknown) {
			dst, lastUnknown = append(dst, b.unknown), true
		}
	}
	return dst
}

// byteIDs gives the ids of the bytes of s, "<0x0A>"; ok is false unless all are in the vocabulary.
func byteIDs(vocab map[string]int32, s string) (ids []int32, ok bool) {
	for i := range len(s) {
		id, ok := vocab[fmt.Sprintf("<0x%02X>", s[i])]
		if !ok {
			return nil, false
		}
		ids = append(ids, id)
	}
	return ids, true
}
