package tokenize

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// pieces is a WordPiece vocabulary.
type pieces struct {
	trie     *trie // root 0: pieces that begin a word, root 1: pieces that continue one
	unknown  int32
	maxChars int // a longer word is unknown
}

// wordPieces makes the vocabulary of a WordPiece model; pieces that spell a special token are left out of the trie.
func (m *model) wordPieces(special map[string]bool) (vocabulary, *pieces, error) {
	vocab, err := m.vocab()
	if err != nil {
		return nil, nil, err
	}
	unknown, prefix, maxChars := "[UNK]", "##", 100
	if m.UnkToken != nil {
		unknown = *m.UnkToken
	}
	if m.ContinuingSubwordPrefix != nil {
		prefix = *m.ContinuingSubwordPrefix
	}
	if m.MaxInputCharsPerWord != nil {
		maxChars = *m.MaxInputCharsPerWord
	}
	id, ok := vocab.id(unknown)
	if !ok {
		return nil, nil, fmt.Errorf("%w: its unknown token %q is not in the vocabulary", ErrMalformed, unknown)
	}
	p := &pieces{trie: newTrie(2), unknown: id, maxChars: maxChars}
	for _, e := range vocab {
		if special[e.piece] {
			continue
		}
		if err := p.trie.add(0, e.piece, e.id); err != nil {
			return nil, nil, err
		}
		if rest, ok := strings.CutPrefix(e.piece, prefix); ok {
			if err := p.trie.add(1, rest, e.id); err != nil {
				return nil, nil, err
			}
		}
	}
	return vocab, p, nil
}

// appendPiece implements pieceModel.
func (p *pieces) appendPiece(dst []int32, piece string) ([]int32, error) {
	return p.appendWord(dst, []byte(piece)), nil
}

// appendWord appends the ids of one word: greedy longest match, all of it or the unknown token.
func (p *pieces) appendWord(dst []int32, word []byte) []int32 {
	if len(word) == 0 {
		return dst
	}
	if len(word) > p.maxChars && utf8.RuneCount(word) > p.maxChars {
		return append(dst, p.unknown)
	}
	before := len(dst)
	root := uint32(0)
	for len(word) > 0 {
		id, n := p.trie.longest(root, word)
		if n == 0 {
			return append(dst[:before], p.unknown)
		}
		dst = append(dst, id)
		word, root = word[n:], 1
	}
	return dst
}
