package tokenize

import (
	"container/heap"
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

// mergeable is a piece while its pairs are joined: a list of ids linked both ways, and the joins that are possible.
type mergeable struct {
	rules      map[[2]int32]mergeRule
	ids        []int32 // none where a join took the id away
	next, prev []int32 // positions; len(ids) and -1 at the ends
	queue      mergeQueue
}

// candidate is a join that was possible when it was queued.
type candidate struct {
	rank, at, id int32
}

// mergeQueue is a heap of candidates, the earliest learned and leftmost on top.
type mergeQueue []candidate

func (q mergeQueue) Len() int      { return len(q) }
func (q mergeQueue) Swap(i, j int) { q[i], q[j] = q[j], q[i] }
func (q mergeQueue) Less(i, j int) bool {
	return q[i].rank < q[j].rank || q[i].rank == q[j].rank && q[i].at < q[j].at
}
func (q *mergeQueue) Push(x any) { *q = append(*q, x.(candidate)) }
func (q *mergeQueue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

// offer queues the join of the id at a position with the next one, if there is a rule for it.
func (w *mergeable) offer(at int32) {
	if at < 0 || int(w.next[at]) >= len(w.ids) {
		return
	}
	if rule, ok := w.rules[[2]int32{w.ids[at], w.ids[w.next[at]]}]; ok {
		heap.Push(&w.queue, candidate{rule.rank, at, rule.id})
	}
}

func (w *mergeable) appendMerged(dst []int32) []int32 {
	n := len(w.ids)
	w.next, w.prev = make([]int32, n), make([]int32, n)
	for i := range int32(n) {
		w.next[i], w.prev[i] = i+1, i-1
	}
	for i := range int32(n) {
		w.offer(i)
	}
	for len(w.queue) > 0 {
		top := heap.Pop(&w.queue).(candidate)
		right := int32(n)
		if w.ids[top.at] != none {
			right = w.next[top.at]
		}
		if int(right) >= n {
			continue
		}
		// What was queued may be gone: the pair counts only if it still joins to the same id.
		if rule, ok := w.rules[[2]int32{w.ids[top.at], w.ids[right]}]; !ok || rule.id != top.id {
			continue
		}
		w.ids[top.at], w.ids[right] = top.id, none
		w.next[top.at] = w.next[right]
		if int(w.next[right]) < n {
			w.prev[w.next[right]] = top.at
		}
		w.offer(w.prev[top.at])
		w.offer(top.at)
	}
	for _, id := range w.ids {
		if id != none {
			dst = append(dst, id)
		}
	}
	return dst
}
