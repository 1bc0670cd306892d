package tokenize

import (
	"encoding/json"
	"fmt"
	"math"
	"unicode/utf8"
)

// unigram covers a piece with the vocabulary entries whose scores (logarithms of probabilities) add up to the most (Kudo
// 2018, arXiv 1804.10959). The sums are taken in the reference's order, so that ties fall the same way.
type unigram struct {
	trie         *trie
	ids          map[string]int32 // of the entries; only for byteFallback
	scores       []float64
	unknownScore float64
	unknown      int32 // or none
	fuseUnknown  bool
	byteFallback bool
}

// unknownPenalty is how much worse than the worst entry an unknown code point is.
const unknownPenalty = 10

func (m *model) unigram(special map[string]bool) (vocabulary, *unigram, error) {
	var entries []json.RawMessage
	if err := json.Unmarshal(m.Vocab, &entries); err != nil {
		return nil, nil, fmt.Errorf("%w: its vocabulary is no list of pieces and scores: %w; download it again", ErrMalformed, err)
	}
	if len(entries) == 0 || len(entries) > maxNodes {
		return nil, nil, fmt.Errorf("%w: its vocabulary has %d pieces; needed are 1 to %d", ErrMalformed, len(entries), maxNodes)
	}
	vocab := make(vocabulary, len(entries))
	u := &unigram{trie: newTrie(1), scores: make([]float64, len(entries)), unknown: none, fuseUnknown: true, byteFallback: m.ByteFallback}
	lowest := math.Inf(1)
	for i, raw := range entries {
		var piece string
		pair := []any{&piece, &u.scores[i]}
		if err := json.Unmarshal(raw, &pair); err != nil || len(pair) != 2 {
			return nil, nil, fmt.Errorf("%w: entry %d of its vocabulary is no pair of a piece and a score; download it again", ErrMalformed, i)
		}
		vocab[i] = entry{piece, int32(i)}
		lowest = min(lowest, u.scores[i])
		if special[piece] {
			continue
		}
		if err := u.trie.add(0, piece, int32(i)); err != nil {
			return nil, nil, err
		}
	}
	if u.byteFallback {
		u.ids = vocab.table(nil)
	}
	u.unknownScore = lowest - unknownPenalty
	if m.UnkID != nil {
		if *m.UnkID < 0 || *m.UnkID >= len(entries) {
			return nil, nil, fmt.Errorf("%w: its unk_id is %d, and the vocabulary has %d pieces", ErrMalformed, *m.UnkID, len(entries))
		}
		u.unknown = int32(*m.UnkID)
	}
	return vocab, u, nil
}

// best is the best way to cover a piece up to some byte.
type best struct {
	score float64
	start int32 // of the last entry; none while there is no way
	id    int32
}

// appendPiece implements pieceModel.
func (u *unigram) appendPiece(dst []int32, piece string) ([]int32, error) {
	ways := make([]best, len(piece)+1)
	for i := range ways {
		ways[i].start = none
	}
	for i := 0; i < len(piece); {
		here := ways[i].score
		_, size := utf8.DecodeRuneInString(piece[i:])
		single := false
		offer := func(length int, score float64, id int32) {
			if to := &ways[i+length]; to.start == none || score > to.score {
				*to = best{score, int32(i), id}
			}
		}
		u.trie.each(0, piece[i:], func(id int32, length int) {
			offer(length, u.scores[id]+here, id)
			single = single || length == size
		})
		if !single {
			if u.unknown == none {
				return dst, fmt.Errorf("%w: %q is not in its vocabulary, which has no unknown token", ErrEncode, piece[i:i+size])
			}
			offer(size, u.unknownScore+here, u.unknown)
		}
		i += size
	}
	return u.appendPath(dst, piece, ways), nil
}

// appendPath appends the ids on the best way, found from its end.
func (u *unigram) appendPath(dst []int32, piece string, ways []best) []int32 {
	first := len(dst)
	for end := len(piece); end > 0; {
		w := ways[end]
		start := int(w.start)
		if u.fuseUnknown && w.id == u.unknown {
			for start > 0 && ways[start].id == u.unknown {
				start = int(ways[start].start)
			}
		}
		dst = u.appendReversed(dst, piece[start:end], w.id)
		end = start
	}
	for i, j := first, len(dst)-1; i < j; i, j = i+1, j-1 {
		dst[i], dst[j] = dst[j], dst[i]
	}
	return dst
}

// appendReversed appends an entry's id or, for an unknown stretch, the ids of its bytes from the last to the first.
func (u *unigram) appendReversed(dst []int32, stretch string, id int32) []int32 {
	if id != u.unknown || !u.byteFallback {
		return append(dst, id)
	}
	ids, ok := byteIDs(u.ids, stretch)
	if !ok {
		return append(dst, id)
	}
	for i := len(ids) - 1; i >= 0; i-- {
		dst = append(dst, ids[i])
	}
	return dst
}
