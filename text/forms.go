package text

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Form is one of the four Unicode normal forms as Unicode 9 has them.
type Form int

// The forms, named as in tokenizer.json.
const (
	NFC Form = iota
	NFD
	NFKC
	NFKD
)

// newerForm are code points that Go's tables decompose and the reference's do not; 11930 composed with 11935 is 11938.
var newerForm = ranges{{0x11930, 0x11930}, {0x11935, 0x11935}, {0x11938, 0x11938}}

// newerCompat are the same for the two compatibility forms.
var newerCompat = ranges{
	{0x32FF, 0x32FF}, {0xA7F2, 0xA7F4}, {0xAB69, 0xAB69}, {0x10781, 0x10785}, {0x10787, 0x107B0}, {0x107B2, 0x107BA},
	{0x1E030, 0x1E06D}, {0x1F16C, 0x1F16C}, {0x1FBF0, 0x1FBF9},
}

// Normalize implements Normalizer. The text is taken in stretches between the code points that the reference knows
// nothing about: to it they neither decompose nor compose nor change places, so nothing happens across them.
func (f Form) Normalize(s string) string {
	s = Valid(s)
	if f.isNormalASCII(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + len(s)/4)
	from := 0
	for i, c := range s {
		if c >= utf8.RuneSelf && f.isNewer(c, s[i:]) {
			f.appendStretch(&b, s[from:i])
			b.WriteRune(c)
			from = i + utf8.RuneLen(c)
		}
	}
	f.appendStretch(&b, s[from:])
	return b.String()
}

func (f Form) isNormalASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// isNewer reports whether the reference's tables lack c, with which s begins.
func (f Form) isNewer(c rune, s string) bool {
	if newerForm.has(c) || (f == NFKC || f == NFKD) && newerCompat.has(c) {
		return true
	}
	p := norm.NFD.PropertiesString(s)
	return p.CCC() != 0 && p.Decomposition() == nil && !reordered.has(c)
}

// maxMarks is how many marks in a row are left to x/text: it puts a U+034F after the thirtieth (stream-safe text
// format), which the reference does not, and a code point decomposes into at most 4 marks.
const maxMarks = 6

func (f Form) appendStretch(b *strings.Builder, s string) {
	if longestMarks(s) <= maxMarks {
		b.WriteString(f.form().String(s))
		return
	}
	b.WriteString(f.unlimited(s))
}

func (f Form) form() norm.Form {
	return [...]norm.Form{norm.NFC, norm.NFD, norm.NFKC, norm.NFKD}[f]
}

// longestMarks is the longest run of code points in s that begin with a mark.
func longestMarks(s string) int {
	longest, run := 0, 0
	for i := 0; i < len(s); {
		if s[i] < utf8.RuneSelf {
			run = 0
			i++
			continue
		}
		p := norm.NFKD.PropertiesString(s[i:])
		if p.LeadCCC() == 0 {
			run = 0
		} else {
			run++
			longest = max(longest, run)
		}
		i += max(p.Size(), 1)
	}
	return longest
}
