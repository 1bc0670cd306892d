package format

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// accentGroup is accented, or a symbol, within braces: {\'a}, {\H o}, {\o}, {\pi}.
func accentGroup(s string) (text, rest string, ok bool) {
	if len(s) < 3 || s[1] != '\\' {
		return "", s, false
	}
	name := commandName(s[2:])
	if symbol, known := latexSymbols[name]; known && strings.HasPrefix(s[2+len(name):], "}") {
		return symbol, s[len(name)+3:], true
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
	tail := "" // \'{en}: the accent is that of the first letter
	if braced {
		n := 0
		for n < len(after) && n < maxNameLength && isASCIILetter(after[n]) {
			n++
		}
		if !strings.HasPrefix(after[n:], "}") {
			return "", s, false
		}
		tail, after = after[:n], after[n+1:]
		if symbol, cut := latexSymbols[name+base+tail]; cut && letters {
			return symbol, after, true // \b{eta}, as arXiv has β from some
		}
	}
	if base == "" {
		return "", s, false
	}
	return base + string(accent) + tail, after, true
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
