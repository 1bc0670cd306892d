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

// wordTable remembers the ids of words. It has a fixed number of places, so that no text can make it grow: a word has four
// places and, when all are taken, replaces one. Words are immutable and places are atomic pointers, so readers never wait
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

// ways is how many places a word can be in: neighbors, half a cache line. Over 10,644 abstracts (45,152 distinct
// runs) 1, 2 and 4 ways had 6.2, 3.6 and 1.8 words in a document that were not in the table.
const ways = 4

// find returns the word with this key, or nil.
func (t *wordTable) find(k *wordKey) *word {
	p := k.hash() >> t.shift
	for way := range uint64(ways) {
		w := t.places[p^way].Load()
		if w == nil {
			return nil
		}
		if w.key == *k {
			return w
		}
	}
	return nil
}

// add puts w into its first free place, or in place of another word. Places fill from the first on and are never freed,
// which is why find may stop at a free one.
func (t *wordTable) add(w *word) {
	h := w.key.hash()
	p := h >> t.shift
	for way := range uint64(ways) {
		if t.places[p^way].Load() == nil {
			t.places[p^way].Store(w)
			return
		}
	}
	t.places[p^h%ways].Store(w)
}
