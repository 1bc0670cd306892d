package lexical

import (
	"strings"

	"github.com/kindred-search/kindred/text"
)

const (
	shortestTypo = 4  // letters of a word that may be a typing error: fewer are as likely another word
	longestTypo  = 24 // letters; longer ones would have thousands of neighbors
	typoOften    = 0.5
	mostTypos    = 8 // words of one query that are corrected: more are no question, or of another language
)

const (
	// rareShare: of a collection of this many papers, a word in one of them is
	// suspicious. Large collections have typing errors of their own.
	rareShare = 8192

	// rareFactor is in how many times as many papers its neighbor must be, then.
	rareFactor = 64
)

// suspicious reports whether a word may be a typing error.
func (w *wording) suspicious(t *term) bool { return t.df*rareShare <= w.s.state.papers }

// correct finds the word that an unknown or rare one was meant to be: of those one letter
// away, left out, too many, wrong, or exchanged with the next, the one that most papers have.
// (Damerau 1964: 80 of 100 typing errors are one of these.) All neighbors of the
// word are made and looked up, some 500 of a word of ten letters; no index of
// neighbors is kept.
func (w *wording) correct(t *term) (fixed term, ok bool) {
	if w.typos == mostTypos || len(t.word) < shortestTypo || len(t.word) > longestTypo || strings.Trim(t.word, "abcdefghijklmnopqrstuvwxyz") != "" {
		return term{}, false
	}
	w.typos++
	tried := map[string]bool{t.text: true}
	best, most := "", 0
	places := make([]int, len(w.s.state.parts)) // neighbors mostly begin alike
	neighbors(t.word, func(neighbor string) {
		stem := text.Stem(neighbor)
		if tried[stem] {
			return
		}
		tried[stem] = true
		if df := w.roughly(stem, places); df > most || df == most && df > 0 && stem < best {
			best, most = stem, df
		}
	})
	if most == 0 || most < rareFactor*t.df {
		return term{}, false
	}
	if _, asked := w.numbers[best]; asked {
		return term{}, false
	}
	fixed = *t
	fixed.text, fixed.typo, fixed.often = best, true, t.often*typoOften
	fixed.lists, fixed.df = w.lists(best)
	return fixed, fixed.df > 0
}

// roughly is how many papers have a word, deleted ones counted. Places are where the
// dictionaries had, or would have had, the word before.
func (w *wording) roughly(word string, places []int) int {
	df := 0
	for i := range places {
		var l list
		var err error
		l, places[i], err = w.s.state.parts[i].dictionary.findNear(word, places[i])
		if err != nil {
			w.s.fault = err
			return 0
		}
		df += l.df
	}
	return df
}

// neighbors calls f with every word of lower-case letters that is one letter away
// from word.
func neighbors(word string, f func(string)) {
	for i := range len(word) {
		f(word[:i] + word[i+1:])
		if i+1 < len(word) && word[i] != word[i+1] {
			f(word[:i] + word[i+1:i+2] + word[i:i+1] + word[i+2:])
		}
	}
	for i := range len(word) + 1 {
		for c := byte('a'); c <= 'z'; c++ {
			f(word[:i] + string(c) + word[i:])
			if i < len(word) && word[i] != c {
				f(word[:i] + string(c) + word[i+1:])
			}
		}
	}
}
