package format

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// accents turns the accents and letters of LaTeX into Unicode, as arXiv does
// for titles and abstracts: Erd\H{o}s, Erd{\H o}s and Erd{\H{o}}s are Erdős. Math
// and every other command stay as they are.
func accents(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	return latexText(s, false)
}

// withoutLaTeX turns a text that is written for LaTeX into Unicode: accents and
// letters, and on top braces, fonts, dashes, quotes and ties. Math stays, and a
// command that is not known stays with what it is about.
func withoutLaTeX(s string) string {
	if !strings.ContainsAny(s, "\\{}~`'-") {
		return s
	}
	return latexText(s, true)
}

func latexText(s string, all bool) string {
	l := latexScan{all: all}
	l.out.Grow(len(s))
	special := latexInText
	if all {
		special = latexSpecial
	}
	for {
		n := strings.IndexAny(s, special)
		if n < 0 {
			break
		}
		l.out.WriteString(s[:n])
		s = l.next(s[n:])
	}
	l.out.WriteString(s)
	if !l.accent {
		return l.out.String()
	}
	return norm.NFC.String(l.out.String())
}

// What begins something else than itself: anywhere, and where only accents count.
const (
	latexSpecial = "\\${}~`'-"
	latexInText  = "\\${"
)

// A latexScan is a text on its way to Unicode.
type latexScan struct {
	out      strings.Builder
	all      bool // braces, fonts and signs, too
	openMath bool // a $ was seen that nothing closes
	accent   bool // one was written, as a combining character
}

// next writes what s begins with, and returns what follows.
func (l *latexScan) next(s string) string {
	if s[0] == '$' || s[0] == '\\' {
		if n := l.math(s); n > 0 {
			l.out.WriteString(s[:n])
			return s[n:]
		}
	}
	if s[0] == '\\' {
		return l.command(s)
	}
	if s[0] == '{' {
		if text, rest, ok := accentGroup(s); ok {
			l.accent = true
			l.out.WriteString(text)
			return rest
		}
	}
	if l.all {
		for _, sign := range latexSigns {
			if rest, ok := strings.CutPrefix(s, sign[0]); ok {
				l.out.WriteString(sign[1])
				return rest
			}
		}
	}
	l.out.WriteByte(s[0])
	return s[1:]
}

// math is how many bytes of s are math, with its delimiters.
func (l *latexScan) math(s string) int {
	closing := "$"
	switch {
	case l.openMath:
		return 0
	case strings.HasPrefix(s, "$$"):
		closing = "$$"
	case strings.HasPrefix(s, `\(`):
		closing = `\)`
	case strings.HasPrefix(s, `\[`):
		closing = `\]`
	case s[0] != '$':
		return 0
	}
	begin := max(len(closing), 1)
	for i := begin; i < len(s); i++ {
		switch {
		case strings.HasPrefix(s[i:], closing):
			return i + len(closing)
		case s[i] == '\\':
			i++
		}
	}
	l.openMath = true // once is enough: looking again for each would be quadratic
	return 0
}

// command writes the command that s begins with.
func (l *latexScan) command(s string) string {
	if text, rest, ok := accented(s); ok {
		l.accent = true
		l.out.WriteString(text)
		return rest
	}
	name := commandName(s[1:])
	rest := s[1+len(name):]
	if !l.all {
		l.out.WriteString(s[:1+len(name)])
		return rest
	}
	switch _, accent := latexAccents[name]; {
	case name == "":
		return rest
	case latexFonts[name]:
		return strings.TrimPrefix(rest, " ")
	case accent: // over nothing
		return strings.TrimPrefix(rest, "{}")
	case !isASCIILetter(name[0]):
		l.out.WriteString(name)
		return rest
	}
	end := len(name) + 1 + groupEnd(rest)
	l.out.WriteString(s[:end])
	return s[end:]
}

// maxGroup is how long a group is looked for, in bytes: those of commands are
// short, and one that nothing closes must not be looked for again and again.
const maxGroup = 1000

// groupEnd is the length of the group in braces at the front of s, 0 for none.
func groupEnd(s string) int {
	if !strings.HasPrefix(s, "{") {
		return 0
	}
	depth := 0
	for i := range min(len(s), maxGroup) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// accentGroup is accented within braces: {\'a}, {\H o}, {\o}.
func accentGroup(s string) (text, rest string, ok bool) {
	if len(s) < 3 || s[1] != '\\' {
		return "", s, false
	}
	if text, rest, ok = accented(s[1:]); ok && strings.HasPrefix(rest, "}") {
		return text, rest[1:], true
	}
	return "", s, false
}

// accented reads a letter with an accent, or one that LaTeX has a name for, at
// the front of s, where a backslash stands.
func accented(s string) (text, rest string, ok bool) {
	name := commandName(s[1:])
	rest = s[1+len(name):]
	letters := name != "" && isASCIILetter(name[0])
	accent, isAccent := latexAccents[name]
	if !isAccent {
		text, ok = latexLetters[name]
		if after, braces := strings.CutPrefix(rest, "{}"); letters && braces {
			rest = after
		} else if letters {
			rest = strings.TrimPrefix(rest, " ") // it ended the name
		}
		return text, rest, ok
	}
	rest = strings.TrimLeft(rest, " ")
	inner, braced := strings.CutPrefix(rest, "{")
	base, after := "", inner
	if command, isCommand := strings.CutPrefix(inner, `\`); isCommand { // \'{\i}
		name := commandName(command)
		base, after = latexLetters[name], strings.TrimPrefix(command[len(name):], " ")
		switch base {
		case "ı":
			base = "i"
		case "ȷ":
			base = "j"
		}
	} else if r, n := utf8.DecodeRuneInString(inner); n > 0 && unicode.IsLetter(r) {
		base, after = inner[:n], inner[n:]
	}
	if braced {
		if !strings.HasPrefix(after, "}") {
			return "", s, false
		}
		after = after[1:]
	}
	if base == "" {
		return "", s, false
	}
	return base + string(accent), after, true
}

// commandName is the name behind a backslash: letters, or one character.
func commandName(s string) string {
	n := 0
	for n < len(s) && isASCIILetter(s[n]) {
		n++
	}
	if n == 0 && s != "" {
		_, n = utf8.DecodeRuneInString(s)
	}
	return s[:n]
}

func isASCIILetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }
