package text

import (
	"strings"
	"unicode/utf8"
)

// maxBinder is how many bytes may stand between two parts of a compound, as in
// $\beta$-$\gamma.
const maxBinder = 8

// mayBind reports whether a possessive or a binder can begin with c.
func mayBind(c byte) bool {
	switch c {
	case '-', '\'', '_', '^', '$', '{', '}', '\\':
		return true
	}
	return c >= utf8.RuneSelf
}

// binder returns how many bytes at the beginning of s bind what is before them
// to what is behind, 0 when they do not: one or two hyphens, an apostrophe, the
// signs around a subscript or superscript. script says that one was opened, and
// sub that one was opened before.
func binder(s string, sub bool) (width int, script bool) {
	hyphens, closed, i := 0, false, 0
	if n := apostrophe(s); n > 0 {
		if beginsWord(s[n:]) {
			return n, false
		}
		return 0, false
	}
scan:
	for i < len(s) && i <= maxBinder {
		switch c := s[i]; {
		case c == '-':
			hyphens++
			i++
		case c == '_' || c == '^':
			script = true
			i++
		case c == '$' || c == '}':
			closed = true
			i++
		case c == '{':
			i++
		case c == '\\':
			if i+1 < len(s) && !isAlnum(s[i+1]) {
				return 0, false
			}
			i++
		case c >= utf8.RuneSelf:
			n := hyphen(s[i:])
			if n == 0 {
				break scan
			}
			hyphens++
			i += n
		default:
			break scan
		}
	}
	if hyphens > 2 || hyphens == 0 && !script && !(sub && closed) || !beginsWord(s[i:]) {
		return 0, false
	}
	return i, script
}

// hyphen is the length of the Unicode hyphen, dash or minus that s begins with, 0
// without one. The long dash is none: it stands between clauses.
func hyphen(s string) int {
	for _, h := range [...]string{"\u2010", "\u2011", "\u2012", "\u2013", "\u2212"} {
		if strings.HasPrefix(s, h) {
			return len(h)
		}
	}
	return 0
}

// apostrophe is the length of the apostrophe that s begins with, 0 without one.
func apostrophe(s string) int {
	for _, a := range [...]string{"'", "\u2019", "\u02bc"} {
		if strings.HasPrefix(s, a) {
			return len(a)
		}
	}
	return 0
}

// latexAccent reads a letter with an accent as LaTeX writes it, at i: \"o, \"{o},
// {\"o}, \v{s}. It returns the letter alone, and where the text goes on.
func latexAccent(s string, i int) (letter byte, next int, ok bool) {
	at := func(j int) byte {
		if j < len(s) {
			return s[j]
		}
		return 0
	}
	group := at(i) == '{'
	if group {
		i++
	}
	if at(i) != '\\' {
		return 0, 0, false
	}
	mark := at(i + 1)
	if mark == 0 {
		return 0, 0, false
	}
	i += 2
	braces := at(i) == '{'
	if braces {
		i++
	}
	switch {
	case strings.IndexByte("`'^\"~=.", mark) >= 0:
	case strings.IndexByte("Hcvubdkrt", mark) >= 0 && braces:
	default:
		return 0, 0, false
	}
	if at(i) == '\\' && (at(i+1) == 'i' || at(i+1) == 'j') { // without their dots
		i++
	}
	letter = at(i)
	if letter < 'A' || !isAlnum(letter) {
		return 0, 0, false
	}
	i++
	for _, open := range [...]bool{braces, group} {
		if open && at(i) != '}' {
			return 0, 0, false
		}
		if open {
			i++
		}
	}
	return letter, i, true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isAlnum(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || isDigit(c)
}

// isNumber reports whether a part read so far is a number.
func isNumber(b []byte) bool {
	for _, c := range b {
		if !isDigit(c) && c != '.' {
			return false
		}
	}
	return len(b) > 0
}

// threeDigits reports whether s goes on with three digits and no fourth: behind a
// comma they are thousands.
func threeDigits(s string) bool {
	return len(s) >= 3 && isDigit(s[0]) && isDigit(s[1]) && isDigit(s[2]) && (len(s) == 3 || !isDigit(s[3]))
}
