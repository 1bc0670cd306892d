package text

import (
	"unicode"
	"unicode/utf8"

	"github.com/kindred-search/kindred/text/memo"
)

// A Term is a word of a text as an index of words knows it.
type Term struct {
	Text string // what is looked up: Word without its English endings
	Word string // folded: lower case, without accents

	Start, End int // where it is in the text, in bytes
	Position   int // the how many-th word of the text it is, from 0

	// Joined marks the words of a compound written as one: llama2 of LLaMA-2. It
	// comes behind the last of them, and has its position.
	Joined bool
}

// An Analyzer takes texts apart into words, for an index of words. This has
// nothing to do with any model's tokens: another model does not change the
// words. One analysis serves documents and questions.
//
// A word is a run of letters and digits, without accents and in lower case: Łukasz is
// lukasz, Schr\"odinger and Schrödinger are schrodinger, ＡＢＣ is abc, 3.5 is one word and 10,000 is
// 10000. Parts that are bound by hyphens, apostrophes or the signs of a formula are words
// each, and one word together: LLaMA-2 is llama, 2 and llama2; H$_2$O is h, 2, o and h2o, as H₂O is. A
// Greek letter that stands alone is its name: TNF-α is tnf, alpha and tnfalpha.
// Chinese, Japanese and Korean are not spaced: each character is a word, and each two that
// stand side by side are another.
//
// It remembers the stems of words that it has met, a bounded number of them, and so is for one goroutine at a
// time. The zero Analyzer is ready.
type Analyzer struct {
	stems *memo.Table[stemmed]
	buf   []byte // the folded part being read
	terms []Term
	s     string
	next  int // position of the next word
}

const (
	// maxWord is how many bytes of a folded word count: what is longer is no word
	// of any language, and must not fill an index.
	maxWord = 64

	// maxParts is how many parts a compound has that is also written as one: state
	// of the art is, a chain of variables is not.
	maxParts = 4
)

// Append appends the terms of s to dst, in the order of their ends.
func (a *Analyzer) Append(dst []Term, s string) []Term {
	a.terms, a.s, a.next = dst, s, 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if isAlnum(c) || c == '\\' && a.accentAt(i) {
				i = a.compound(i)
			} else {
				i++
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case isIdeograph(r):
			i = a.ideographs(i)
		case isWordRune(r):
			i = a.compound(i)
		default:
			i += size
		}
	}
	dst = a.terms
	a.terms, a.s = nil, ""
	return dst
}

// compound reads a word at i with all that is bound to it, and returns where it
// ends.
func (a *Analyzer) compound(i int) int {
	first, start, sub := len(a.terms), i, false
	for {
		begin := i
		i = a.part(i)
		if len(a.buf) > 0 {
			a.emit(begin, i)
		}
		if i == len(a.s) || !mayBind(a.s[i]) {
			break
		}
		if n := possessive(a.s[i:]); n > 0 {
			i += n
			break
		}
		width, script := binder(a.s[i:], sub)
		if width == 0 {
			break
		}
		i, sub = i+width, script
	}
	if parts := len(a.terms) - first; parts > 1 && parts <= maxParts {
		a.buf = a.buf[:0]
		for _, t := range a.terms[first:] {
			a.buf = append(a.buf, t.Word...)
		}
		e := a.stemmed(clipped(a.buf))
		a.terms = append(a.terms, Term{Text: e.stem, Word: e.word, Start: start, End: a.terms[len(a.terms)-1].End, Position: a.next - 1, Joined: true})
	}
	return i
}

// emit appends the folded part in buf, which is the text from begin to end.
func (a *Analyzer) emit(begin, end int) {
	e := a.stemmed(clipped(a.buf))
	a.terms = append(a.terms, Term{Text: e.stem, Word: e.word, Start: begin, End: end, Position: a.next})
	a.next++
}

// clipped is what counts of a folded word.
func clipped(word []byte) []byte {
	n := min(len(word), maxWord)
	for n < len(word) && n > 0 && !utf8.RuneStart(word[n]) {
		n--
	}
	return word[:n]
}

// part folds the letters and digits at i into buf, and returns where they end.
func (a *Analyzer) part(i int) int {
	s := a.s
	a.buf = a.buf[:0]
	greek := false // the last letter was
	for i < len(s) {
		c := s[i]
		switch {
		case isAlnum(c):
			from, before := i, len(a.buf)
			for i++; i < len(s) && isAlnum(s[i]); i++ {
			}
			a.buf = append(a.buf, s[from:i]...)
			for j := before; j < len(a.buf); j++ {
				a.buf[j] |= 'a' - 'A' // a small letter and a digit have the bit already
			}
			greek = false
		case c >= utf8.RuneSelf:
			r, size := utf8.DecodeRuneInString(s[i:])
			if !isWordRune(r) && !isInvisible(r) || isIdeograph(r) {
				return i
			}
			from := len(a.buf)
			a.buf = appendFolded(a.buf, r, s[i:i+size])
			i += size
			if isGreek(s[i-size:]) {
				if !greek && !isGreek(withoutMarks(s[i:])) {
					a.buf = appendGreekName(a.buf[:from], a.buf[from:])
				}
				greek = true
			} else if len(a.buf) > from {
				greek = false
			}
		case c == '\\' || c == '{':
			letter, next, ok := latexAccent(s, i)
			if !ok {
				return i
			}
			a.buf = append(a.buf, letter|0x20)
			i = next
		case c == '.' && isNumber(a.buf) && i+1 < len(s) && isDigit(s[i+1]):
			a.buf = append(a.buf, '.')
			i++
		case c == ',' && isNumber(a.buf) && threeDigits(s[i+1:]):
			i++
		default:
			return i
		}
	}
	return i
}

func (a *Analyzer) accentAt(i int) bool {
	_, _, ok := latexAccent(a.s, i)
	return ok
}

// possessive is the length of the 's that s begins with and that ends a word, 0
// without one.
func possessive(s string) int {
	n := apostrophe(s)
	if n == 0 || len(s) == n || s[n]|0x20 != 's' || beginsWord(s[n+1:]) {
		return 0
	}
	return n + 1
}

// beginsWord reports whether s begins with a letter or digit of a spaced
// script.
func beginsWord(s string) bool {
	if s == "" {
		return false
	}
	if s[0] < utf8.RuneSelf {
		return isAlnum(s[0])
	}
	r, _ := utf8.DecodeRuneInString(s)
	return isWordRune(r) && !isIdeograph(r) && !unicode.Is(unicode.Mn, r)
}
