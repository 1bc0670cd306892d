package format

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// collapse puts one space for each run of white space and of control characters,
// which nobody can read and terminals obey, and none at the ends. It is
// strings.FieldsFunc and Join in one pass: every text goes through it, and most
// need little or nothing.
func collapse(s string) string {
	n := collapsed(s)
	if n == len(s) {
		return s
	}
	if n == len(s)-1 && s[n] == ' ' {
		return strings.TrimSuffix(s[:n], " ")
	}
	out := make([]byte, n, len(s))
	copy(out, s)
	for n < len(s) {
		word := n
		n = nextSpace(s, n)
		out = append(out, s[word:n]...)
		if n < len(s) {
			if len(out) > 0 && out[len(out)-1] != ' ' {
				out = append(out, ' ')
			}
			n += spaceAt(s[n:])
		}
	}
	return strings.TrimSuffix(string(out), " ")
}

// collapsed is how far s is as collapse leaves it: a space that something else
// follows is the only white space, and no more than one.
func collapsed(s string) int {
	for i := 0; ; i++ {
		space := nextSpace(s, i)
		switch {
		case space == len(s) && (i < len(s) || i == 0):
			return len(s)
		case space == len(s): // the last one is a space
			return len(s) - 1
		case space == i || s[space] != ' ':
			return space
		}
		i = space
	}
}

// nextSpace is where the first white space at or behind i stands; len(s) for none.
func nextSpace(s string, i int) int {
	for ; i < len(s); i++ {
		if mayBeSpace(s[i]) && spaceAt(s[i:]) > 0 {
			return i
		}
	}
	return len(s)
}

// mayBeSpace reports a byte that begins what isSpaceOrControl reports: all in ASCII that is not
// printed, and the first bytes of U+0080 to U+00A0, U+1680, U+2000 to U+205F and
// U+3000.
func mayBeSpace(c byte) bool {
	return c <= ' ' || c == 0x7f || c == 0xc2 || c >= 0xe1 && c <= 0xe3
}

// spaceAt is the width of the white space at the front of s, where mayBeSpace
// says that some may stand: 0 for none.
func spaceAt(s string) int {
	if s[0] < utf8.RuneSelf {
		return 1
	}
	if r, n := utf8.DecodeRuneInString(s); isSpaceOrControl(r) {
		return n
	}
	return 0
}

func isSpaceOrControl(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
