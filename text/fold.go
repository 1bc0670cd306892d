package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// appendFolded appends what becomes of r, whose bytes are raw: nothing, a letter
// or several.
func appendFolded(dst []byte, r rune, raw string) []byte {
	decomposed := norm.NFKD.PropertiesString(raw).Decomposition()
	if decomposed == nil {
		return appendPlain(dst, r)
	}
	for len(decomposed) > 0 {
		d, size := utf8.DecodeRune(decomposed)
		decomposed = decomposed[size:]
		dst = appendPlain(dst, d)
	}
	return dst
}

func appendPlain(dst []byte, r rune) []byte {
	if !unicode.IsLetter(r) && !unicode.IsNumber(r) {
		return dst // a mark, or a sign that was part of a letter or number
	}
	r = unicode.ToLower(r)
	if plain := Unmarked(r); plain != "" {
		return append(dst, plain...)
	}
	return utf8.AppendRune(dst, r)
}

// Unmarked is how a letter is written without its mark where Unicode does not
// take the two apart; "" for all others.
func Unmarked(r rune) string {
	switch r {
	case 'ł', 'ƚ':
		return "l"
	case 'ø':
		return "o"
	case 'đ', 'ð', 'ɖ':
		return "d"
	case 'ħ':
		return "h"
	case 'ı':
		return "i"
	case 'ȷ':
		return "j"
	case 'ŧ':
		return "t"
	case 'ŋ':
		return "n"
	case 'ĸ':
		return "k"
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'œ':
		return "oe"
	case 'þ':
		return "th"
	}
	return ""
}

// isGreek reports whether s begins with what is folded to a Greek letter: α, and µ and
// the letters of mathematics, which Unicode has apart.
func isGreek(s string) bool {
	if s == "" || s[0] < utf8.RuneSelf {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s)
	if decomposed := norm.NFKD.PropertiesString(s).Decomposition(); decomposed != nil {
		r, _ = utf8.DecodeRune(decomposed)
	}
	return unicode.Is(unicode.Greek, r) && unicode.IsLetter(r)
}

// withoutMarks is s without the marks and invisible characters that it begins with.
func withoutMarks(s string) string {
	return strings.TrimLeftFunc(s, func(r rune) bool { return unicode.Is(unicode.M, r) || isInvisible(r) })
}

// appendGreekName appends the name of one folded Greek letter, or the letter when it
// has none.
func appendGreekName(dst, letter []byte) []byte {
	r, _ := utf8.DecodeRune(letter)
	if r == 'ς' {
		r = 'σ'
	}
	if r < 'α' || r > 'ω' {
		return append(dst, letter...)
	}
	return append(dst, [...]string{"alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
		"lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"}[r-'α']...)
}

// isWordRune reports whether r is part of a word: a letter, a digit, or a mark
// on one.
func isWordRune(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.Is(unicode.M, r))
}

// isInvisible reports whether r may stand within a word without being seen: the
// soft hyphen, joiners and other format characters.
func isInvisible(r rune) bool { return unicode.Is(unicode.Cf, r) }
