package format

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// accents turns what LaTeX has for characters into Unicode, in a text that is
// not written for LaTeX alone, as the titles and abstracts of arXiv: Erd\H{o}s,
// Erd{\H o}s and Erd{\H{o}}s are Erdős, {\alpha} is α, \emph{so} is so. Math and
// every other command stay as they are, and so do braces and dashes.
func accents(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	return collapse(latexText(s, false))
}

// withoutLaTeX turns a text that is written for LaTeX into Unicode: accents and
// letters, and on top braces, fonts, dashes, quotes and ties. Math stays, and a
// command that is not known stays with what it is about.
func withoutLaTeX(s string) string {
	if !hasLaTeX(s) {
		return s
	}
	return latexText(s, true)
}

// hasLaTeX reports anything that withoutLaTeX changes; one hyphen or apostrophe,
// as many names have, is not.
func hasLaTeX(s string) bool {
	for i := range len(s) {
		switch c := s[i]; c {
		case '\\', '{', '}', '~', '`':
			return true
		case '-', '\'':
			if i+1 < len(s) && s[i+1] == c {
				return true
			}
		}
	}
	return false
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
	latexInText  = "\\${}"
)

// A latexScan is a text on its way to Unicode.
type latexScan struct {
	out      strings.Builder
	all      bool // braces and signs, too
	openMath bool // a $ was seen that nothing closes
	accent   bool // one was written, as a combining character

	// dropped says of each brace that is open whether the one that closes it is
	// left out; where braces are kept at all.
	dropped []bool
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
		if !l.all {
			return l.open(s)
		}
	}
	if n := len(l.dropped); s[0] == '}' && n > 0 {
		dropped := l.dropped[n-1]
		if l.dropped = l.dropped[:n-1]; dropped {
			return s[1:]
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

// open writes a brace, unless all that it groups is how a text looks: {\em so}.
func (l *latexScan) open(s string) string {
	if inner, ok := strings.CutPrefix(s, `{\`); ok {
		if name := commandName(inner); latexFonts[name] {
			l.dropped = append(l.dropped, true)
			return strings.TrimPrefix(inner[len(name):], " ")
		}
	}
	l.dropped = append(l.dropped, false)
	l.out.WriteByte('{')
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
	case strings.HasPrefix(s, `\begin{`):
		name, _, _ := strings.Cut(s[len(`\begin{`):min(len(s), maxGroup)], "}")
		if !latexMath[strings.TrimSuffix(name, "*")] {
			return 0
		}
		closing = `\end{` + name + "}"
	case s[0] != '$':
		return 0
	}
	for i := min(len(closing), 2); i < len(s); i++ {
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
	if name == "href" {
		if end := groupEnd(rest); end > 0 && groupEnd(rest[end:]) > 0 {
			return l.link(rest[1:end-1], rest[end:])
		}
	}
	symbol, known := latexSymbols[name]
	_, accent := latexAccents[name]
	switch {
	case known:
		l.out.WriteString(symbol)
		return strings.TrimPrefix(rest, "{}")
	case latexFonts[name] && !l.all && strings.HasPrefix(rest, "{"):
		l.dropped = append(l.dropped, true)
		return rest[1:]
	case latexFonts[name]:
		return strings.TrimPrefix(rest, " ")
	case (name == "~" || name == "^") && (strings.HasPrefix(rest, "{}") || !l.all): // over nothing, they are the signs
		l.out.WriteString(name)
		return strings.TrimPrefix(rest, "{}")
	case name == "{" || name == "}":
		l.out.WriteString(name)
		return rest
	case !l.all:
		l.out.WriteString(s[:1+len(name)])
		return rest
	case name == "":
		return rest
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

// link writes the text in braces that s begins with, and where it leads.
func (l *latexScan) link(target, s string) string {
	end := groupEnd(s)
	text := strings.TrimSpace(latexText(s[1:end-1], l.all))
	if l.out.WriteString(text); !strings.Contains(text, target) {
		l.out.WriteString(" (" + target + ")")
	}
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
