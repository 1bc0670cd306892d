package text

import (
	"strings"
	"unicode"
)

// Lowercase lower-cases each code point by itself: a final sigma becomes σ as anywhere else, and only İ grows, to i and a
// dot above. This is the reference's rule, not that of strings.ToLower in a language.
type Lowercase struct{}

// Normalize implements Normalizer.
func (Lowercase) Normalize(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, c := range s {
		if c == dottedI {
			b.WriteString(dottedILower)
			continue
		}
		b.WriteRune(lower(c))
	}
	return b.String()
}

const (
	dottedI      = 0x130     // LATIN CAPITAL LETTER I WITH DOT ABOVE, the one code point whose lower case is two
	dottedILower = "i\u0307" // its lower case
)

// lower gives the lower case of c, except for dottedI.
func lower(c rune) rune {
	if c < 0x80 {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		return c
	}
	if l := unicode.ToLower(c); l != c {
		return l
	}
	return newerLower(c)
}

// newerLower gives the lower case of the capitals that Unicode 16 and 17 added: the reference has them, Go's tables
// may not have them yet.
func newerLower(c rune) rune {
	switch {
	case c == 0x1C89, c == 0xA7CC, c == 0xA7CE, c == 0xA7D2, c == 0xA7D4, c == 0xA7DA:
		return c + 1
	case c == 0xA7CB:
		return 0x264
	case c == 0xA7DC:
		return 0x19B
	case 0x10D50 <= c && c <= 0x10D65:
		return c + 0x20
	case 0x16EA0 <= c && c <= 0x16EB8:
		return c + 0x1B
	}
	return c
}
