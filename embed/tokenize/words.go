package tokenize

import "github.com/kindred-search/kindred/text/memo"

// maxWordIDs is how many ids a word of the table can have: a word of more pieces is matched again each time.
const maxWordIDs = 7

// word is the ids of a run of text that was matched before: half a cache line, its key is the other.
type word struct {
	ids   [maxWordIDs]int32
	count uint8 // of ids
	known uint8 // of them not the unknown token
}

// tableBits makes 32,768 places of each half, 2 MB. Over 100,000 abstracts 4.2 words in a document were not in the table;
// 1.9 were new.
const tableBits = 15

func newTable() *memo.Table[word] { return memo.New[word](tableBits) }

// newWord makes a word of at most maxWordIDs ids.
func newWord(ids []int32, unknown int32) word {
	w := word{count: uint8(len(ids))}
	copy(w.ids[:], ids)
	for _, id := range ids {
		if id != unknown {
			w.known++
		}
	}
	return w
}
