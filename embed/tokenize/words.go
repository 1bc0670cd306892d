package tokenize

import "sync/atomic"

// maxWordIDs is how many ids a word of the table can have: a word of more pieces is matched again each time.
const maxWordIDs = 7

// word is a run of text that was matched before: 64 bytes, one cache line. It never changes once it is in the table.
type word struct {
	key   wordKey
	ids   [maxWordIDs]int32
	count uint8 // of ids
	known uint8 // of them not the unknown token
}

// wordTable remembers the ids of words. It has a fixed number of places, so that no text can make it grow: a word has two
// places and, when both are taken, replaces one. Words are immutable and places are atomic pointers, so readers never wait
// and never write, and cores share the table without slowing each other down.
type wordTable struct {
	places []atomic.Pointer[word]
	shift  uint8 // hash >> shift is a place
}

// tableBits makes 65,536 places: half a megabyte, and 4 MB of words when full.
const tableBits = 16

func newWordTable() *wordTable {
	return &wordTable{places: make([]atomic.Pointer[word], 1<<tableBits), shift: 64 - tableBits}
}

// find returns the word with this key, or nil.
func (t *wordTable) find(k *wordKey) *word {
	p := k.hash() >> t.shift
	if w := t.places[p].Load(); w != nil && w.key == *k {
		return w
	}
	if w := t.places[p^1].Load(); w != nil && w.key == *k {
		return w
	}
	return nil
}

// add puts w into one of its two places: a free one, else the first.
func (t *wordTable) add(w *word) {
	p := w.key.hash() >> t.shift
	if t.places[p].Load() != nil && t.places[p^1].Load() == nil {
		p ^= 1
	}
	t.places[p].Store(w)
}
