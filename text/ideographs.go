package text

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// isIdeograph reports whether r is written without spaces between words:
// Chinese, Japanese and Korean.
func isIdeograph(r rune) bool {
	if r < 0x1100 {
		return false
	}
	return unicode.IsLetter(r) && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) ||
		r == '〇' || r == 'ー' || r == 'ｰ' // a number, and the long vowel of both kana
}

// ideographs reads the run of them at i: each is a word, and each two are one
// more, a Joined term at the position of the first.
func (a *Analyzer) ideographs(i int) int {
	first, before := true, 0 // where the character before began
	var last []byte          // and what it was
	for i < len(a.s) {
		r, size := utf8.DecodeRuneInString(a.s[i:])
		if !isIdeograph(r) {
			break
		}
		a.buf = norm.NFKC.AppendString(a.buf[:0], a.s[i:i+size])
		one := len(a.buf)
		a.buf = append(a.buf, last...)
		a.buf = append(a.buf, a.buf[:one]...)
		if !first {
			e := a.stemmed(a.buf[one:])
			a.terms = append(a.terms, Term{Text: e.stem, Word: e.word, Start: before, End: i + size, Position: a.next - 1, Joined: true})
		}
		last = append(last[:0], a.buf[:one]...)
		a.buf = a.buf[:one]
		a.emit(i, i+size)
		first, before = false, i
		i += size
	}
	return i
}
