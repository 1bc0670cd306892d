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
	for s != "" && spaceAt(s) > 0 {
		s = s[spaceAt(s):]
	}
	for s != "" && s[len(s)-1] <= ' ' {
		s = s[:len(s)-1]
	}
	n := collapsed(s)
	if n == len(s) {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	for {
		out.WriteString(s[:n])
		for s = s[n:]; s != "" && spaceAt(s) > 0; {
			s = s[spaceAt(s):]
		}
		if s == "" {
			return out.String()
		}
		out.WriteByte(' ')
		n = collapsed(s)
	}
}

// collapsed is how far s is as collapse leaves it: up to the first run that is not
// one space with something behind it. It looks at eight bytes at once, as plainEnd
// does, and at each of them only where one is no ASCII, nothing that is printed,
// or one of two spaces.
func collapsed(s string) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for i := 0; i < len(s); {
		end := min(i+8, len(s))
		if end == i+8 {
			x := uint64(s[i]) | uint64(s[i+1])<<8 | uint64(s[i+2])<<16 | uint64(s[i+3])<<24 |
				uint64(s[i+4])<<32 | uint64(s[i+5])<<40 | uint64(s[i+6])<<48 | uint64(s[i+7])<<56
			space, del := x^ones*' ', x^ones*0x7f
			spaces := ^((space&^highs + ones*0x7f) | space | ones*0x7f) // exactly the bytes that are one
			if (x|(x-ones*' ')|(del-ones)&^del)&highs == 0 && spaces&(spaces<<8) == 0 && (s[i+7] != ' ' || end < len(s) && spaceAt(s[end:]) == 0) {
				i = end
				continue
			}
		}
		for i < end {
			switch c := s[i]; {
			case c > ' ' && c < 0x7f:
				i++
			case c == ' ' && i+1 < len(s) && spaceAt(s[i+1:]) == 0:
				i += 2
			case spaceAt(s[i:]) > 0:
				return i
			default:
				i++
			}
		}
	}
	return len(s)
}

// spaceAt is the width of the white space or control character at the front of
// s, 0 for none.
func spaceAt(s string) int {
	switch c := s[0]; {
	case c <= ' ' || c == 0x7f:
		return 1
	case c == 0xc2 || c >= 0xe1 && c <= 0xe3: // U+0080 to U+00A0, U+1680, U+2000 to U+205F and U+3000
		if r, n := utf8.DecodeRuneInString(s); isSpaceOrControl(r) {
			return n
		}
	}
	return 0
}

func isSpaceOrControl(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }
