package format

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// latexAccents are the combining characters of LaTeX's accents.
var latexAccents = map[string]rune{
	"`": '\u0300', "'": '\u0301', "^": '\u0302', "~": '\u0303', "=": '\u0304', "u": '\u0306', ".": '\u0307',
	`"`: '\u0308', "r": '\u030a', "H": '\u030b', "v": '\u030c', "d": '\u0323', "c": '\u0327', "k": '\u0328', "b": '\u0331',
}

// latexLetters are the letters that LaTeX has names for.
var latexLetters = map[string]string{
	"ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "aa": "å", "AA": "Å",
	"i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "dj": "đ", "DJ": "Đ", "th": "þ", "TH": "Þ", "ng": "ŋ", "NG": "Ŋ",
	"&": "&", "_": "_", "%": "%", "#": "#", "$": "$", "{": "{", "}": "}", " ": " ", "-": "", ",": " ", "/": "",
}

// withoutLaTeX turns the accents, letters and braces of LaTeX in a name into
// Unicode: Bal\'azs, Bal{\'a}zs and Bal\'{a}zs are Balázs. A command that it does
// not know loses its backslash only. It is meant for names, not for text with math.
func withoutLaTeX(s string) string {
	if !strings.ContainsAny(s, `\{}~`) {
		return s
	}
	var out strings.Builder
	for s != "" {
		switch s[0] {
		case '{', '}':
			s = s[1:]
		case '~':
			out.WriteByte(' ')
			s = s[1:]
		case '\\':
			s = latexCommand(&out, s[1:])
		default:
			out.WriteByte(s[0])
			s = s[1:]
		}
	}
	return norm.NFC.String(out.String())
}

// latexCommand writes the command that s begins with, and returns what follows.
func latexCommand(out *strings.Builder, s string) string {
	name := commandName(s)
	rest := s[len(name):]
	if len(name) > 0 && isASCIILetter(name[0]) {
		rest = strings.TrimPrefix(rest, " ") // the space that ends a command's name
	}
	accent, isAccent := latexAccents[name]
	if !isAccent {
		if letter, ok := latexLetters[name]; ok {
			name = letter
		}
		out.WriteString(name)
		return rest
	}
	rest = strings.TrimLeft(rest, " {")
	base := ""
	if inner, ok := strings.CutPrefix(rest, `\`); ok { // \'{\i}
		name := commandName(inner)
		base, rest = latexLetters[name], strings.TrimPrefix(inner[len(name):], " ")
		switch base {
		case "ı":
			base = "i"
		case "ȷ":
			base = "j"
		}
	} else if r, n := utf8.DecodeRuneInString(rest); n > 0 && unicode.IsLetter(r) {
		base, rest = rest[:n], rest[n:]
	}
	if base != "" {
		out.WriteString(base)
		out.WriteRune(accent)
	}
	return rest
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
