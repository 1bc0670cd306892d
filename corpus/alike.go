package corpus

import (
	"slices"
	"strings"
	"unicode"
)

// functionWords say nothing about what a title is about.
var functionWords = set("a an and as at by for from in into is of on or s the to via with")

// genericWords make titles that thousands of papers have, and none of them more
// than one paper's: Editorial, Letter to the Editor, Introduction to the Special
// Issue.
var genericWords = set(`abstract abstracts acknowledgement acknowledgements acknowledgment acknowledgments addendum afterword announcement appendix
	author authors back bibliography book books chair chairs chapter comment commentary comments committee conclusion conclusions conference contents
	contributors correction corrections corrigenda corrigendum cover discussion editor editorial editorials editors epilogue errata erratum foreword front
	frontmatter guest index introduction introductory invited issue issues keynote letter letters list masthead matter memoriam message news note notes
	obituary organization overview panel part poster posters preface prefaces proceedings prologue references rejoinder reply report reports response
	responses retracted retraction review reviewer reviewers reviews section session special summary supplement supplementary symposium table talk talks
	title untitled volume welcome withdrawn workshop`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// titleWords are the words of a slug. Where a script puts no spaces between
// them, each character counts as one.
func titleWords(slug string) (words []string) {
	for w := range strings.SplitSeq(slug, "-") {
		start := 0
		for i, r := range w {
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
				if start < i {
					words = append(words, w[start:i])
				}
				words = append(words, string(r))
				start = i + len(string(r))
			}
		}
		if start < len(w) {
			words = append(words, w[start:])
		}
	}
	return words
}

// isGeneric reports a title that does not tell papers apart: it has fewer than
// two words besides numbers, function words and generic words.
func isGeneric(title string) bool {
	n := 0
	for _, w := range titleWords(slug(title)) {
		if w != "" && !functionWords[w] && !genericWords[w] && !digits(w) {
			n++
		}
	}
	return n < 2
}

// alike reports whether two titles may be of one paper: they are equal, or
// more than half of the words of the shorter are in the other, neither of them
// being generic. A title that is not known is like any.
func alike(a, b string) bool {
	x, y := slug(a), slug(b)
	if x == "" || y == "" || x == y {
		return true
	}
	if isGeneric(a) || isGeneric(b) {
		return false
	}
	v, w := content(x), content(y)
	if len(v) > len(w) {
		v, w = w, v
	}
	both := 0
	for _, word := range v {
		if slices.Contains(w, word) {
			both++
		}
	}
	return 2*both > len(v)
}

// content are the words of a slug that are no function words, each once.
func content(slug string) (words []string) {
	for _, w := range titleWords(slug) {
		if !functionWords[w] && !slices.Contains(words, w) && len(words) < maxWords {
			words = append(words, w)
		}
	}
	return words
}

// maxWords is more than a title has; each is looked for among the others.
const maxWords = 200
