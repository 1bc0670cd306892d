package text

import "github.com/kljensen/snowball/english"

// memoSize is how many words each half of a memo holds: English abstracts use
// some 10,000 words for 95 of 100 occurrences.
const memoSize = 1 << 15

// A memo keeps the stems of the words last met. It is two halves: when the
// young one is full the old one is forgotten, and what is met again moves to the
// young one, so a common word stays.
type memo struct {
	young, old map[string]entry
}

type entry struct{ word, stem string }

// of returns a folded word and its stem.
func (m *memo) of(word []byte) entry {
	if e, ok := m.young[string(word)]; ok {
		return e
	}
	e, ok := m.old[string(word)]
	if !ok {
		e.word = string(word)
		e.stem = Stem(e.word)
	}
	if m.young == nil || len(m.young) >= memoSize {
		m.young, m.old = map[string]entry{}, m.young
	}
	m.young[e.word] = e
	return e
}

// Stem is a folded word without its English endings, by Porter's second
// algorithm as the Snowball project publishes it. Words with a digit or with
// letters other than a to z are left as they are. Over seven judged sets the mean nDCG@10 is
// 0.545 with it, 0.541 when only plurals lose their endings, 0.515 without (BM25, k1 0.9, b 0.4).
func Stem(word string) string {
	if len(word) < 3 {
		return word
	}
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return word
		}
	}
	return english.Stem(word, true)
}
