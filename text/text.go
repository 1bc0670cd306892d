// Package text normalises text the way Hugging Face's tokenizers do, code point for code point.
//
// Two doors. Bert is the normalisation of every BERT-family model; its Append works without allocating, because the
// tokenizer calls it for every word that it has not met before. ParseNormalizer reads the "normalizer" of any other
// tokenizer.json and gives back the chain of steps that it declares; a step that this package does not know is refused
// by name, never skipped, because a skipped step gives other ids and so other vectors, silently.
//
// The reference is tokenizers 0.22 (Rust). Its rules rest on Unicode tables of several ages, all of them frozen: the
// categories are those of Unicode 8, the normal forms those of Unicode 9, lower case and graphemes those of its
// compiler. Where that differs from Go's tables this package follows the reference (tables.go, lower.go, forms.go), and a
// test compares every code point.
//
// Bytes that are not UTF-8 count as U+FFFD, one for each byte.
//
// Everything here is immutable once made and safe for concurrent use.
package text

import "unicode/utf8"

// A Normalizer rewrites a text. Implementations are safe for concurrent use.
type Normalizer interface {
	Normalize(s string) string
}

// Valid gives s with U+FFFD in place of each byte that is not UTF-8.
func Valid(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	return string([]rune(s))
}

// ranges is a sorted list of code point ranges, both ends included.
type ranges [][2]rune

// has reports whether c lies in one of the ranges.
func (t ranges) has(c rune) bool {
	lo, hi := 0, len(t)
	for lo < hi {
		mid := (lo + hi) / 2
		switch {
		case c < t[mid][0]:
			hi = mid
		case c > t[mid][1]:
			lo = mid + 1
		default:
			return true
		}
	}
	return false
}
