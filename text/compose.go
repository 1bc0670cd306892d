package text

import (
	"slices"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The Hangul syllables are decomposed by arithmetic (Unicode, section 3.12).
const (
	hangulBase, hangulEnd  = 0xAC00, 0xD7A4
	leadBase, vowelBase    = 0x1100, 0x1161
	trailBase              = 0x11A7
	vowelCount, trailCount = 21, 28
	syllablesPerLead       = vowelCount * trailCount
)

func isHangul(c rune) bool { return hangulBase <= c && c < hangulEnd }

// decomposeHangul gives the letters of a syllable; trail is 0 where there is none.
func decomposeHangul(c rune) (lead, vowel, trail rune) {
	c -= hangulBase
	lead, vowel = leadBase+c/syllablesPerLead, vowelBase+c%syllablesPerLead/trailCount
	if t := c % trailCount; t != 0 {
		trail = trailBase + t
	}
	return lead, vowel, trail
}

// mark is a code point with its canonical combining class.
type mark struct {
	c   rune
	ccc uint8
}

// unlimited is the normal form of s without x/text's limit of 30 marks in a row: decompose, order, compose.
func (f Form) unlimited(s string) string {
	decompose := norm.NFD
	if f == NFKC || f == NFKD {
		decompose = norm.NFKD
	}
	var marks []mark
	for _, c := range s {
		for _, d := range decompose.String(string(c)) {
			marks = append(marks, mark{d, norm.NFD.PropertiesString(string(d)).CCC()})
		}
	}
	orderMarks(marks)
	if f == NFC || f == NFKC {
		marks = composeMarks(marks)
	}
	var out []byte
	for _, m := range marks {
		out = utf8.AppendRune(out, m.c)
	}
	return string(out)
}

// orderMarks sorts each run of non-starters by combining class, equal classes staying in order.
func orderMarks(marks []mark) {
	for i := 0; i < len(marks); i++ {
		j := i
		for j < len(marks) && marks[j].ccc != 0 {
			j++
		}
		slices.SortStableFunc(marks[i:j], func(a, b mark) int { return int(a.ccc) - int(b.ccc) })
		i = j
	}
}

// composeMarks is the canonical composition algorithm: each mark joins the last starter unless something of its own
// class, or of class zero, stands between them.
func composeMarks(marks []mark) []mark {
	var out []mark
	starter := -1
	for _, m := range marks {
		if starter >= 0 {
			last := out[len(out)-1]
			blocked := len(out)-1 > starter && (last.ccc == 0 || last.ccc >= m.ccc)
			if !blocked {
				if pair := []rune(norm.NFC.String(string([]rune{out[starter].c, m.c}))); len(pair) == 1 {
					out[starter].c = pair[0]
					continue
				}
			}
		}
		if m.ccc == 0 {
			starter = len(out)
		}
		out = append(out, m)
	}
	return out
}
