package text

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Bert is the step BertNormalizer: the four things that BERT does to a text before it looks for words, in this order. The
// zero value changes nothing but invalid UTF-8.
type Bert struct {
	CleanText     bool // remove NUL, U+FFFD, control, format and private-use code points; every space becomes ' '
	PadChinese    bool // put a space on either side of each Chinese character (handle_chinese_chars)
	StripAccents  bool // decompose (NFD) and remove the non-spacing marks
	LowercaseText bool // lower-case each code point
}

// Normalize implements Normalizer.
func (b Bert) Normalize(s string) string {
	return string(b.Append(make([]byte, 0, len(s)+len(s)/8), s))
}

// Append appends the normalised s to dst. It allocates only where dst is too short, except for texts with spacing
// marks that change places under NFD (some twenty code points of Hangul, Sinhala and musical notation and newer scripts).
func (b Bert) Append(dst []byte, s string) []byte {
	start := len(dst)
	for i := 0; i < len(s); {
		c := rune(s[i])
		if c < utf8.RuneSelf {
			i++
			switch {
			case !b.CleanText:
			case c == '\t' || c == '\n' || c == '\r':
				c = ' '
			case c < ' ' || c == 0x7F:
				continue
			}
			if b.LowercaseText && 'A' <= c && c <= 'Z' {
				c += 'a' - 'A'
			}
			dst = append(dst, byte(c))
			continue
		}
		c, size := utf8.DecodeRuneInString(s[i:])
		if b.StripAccents && reordered.has(c) && !nonspacing.has(c) {
			return append(dst[:start], b.stepwise(s)...)
		}
		dst = b.appendRune(dst, c, s[i:i+size])
		i += size
	}
	return dst
}

// appendRune appends what becomes of c, a code point above ASCII whose bytes are raw.
func (b Bert) appendRune(dst []byte, c rune, raw string) []byte {
	if b.CleanText {
		if isDropped(c) {
			return dst
		}
		if IsSpace(c) {
			return append(dst, ' ')
		}
	}
	pad := b.PadChinese && IsChinese(c)
	if pad {
		dst = append(dst, ' ')
	}
	if b.StripAccents {
		dst = b.appendStripped(dst, c, raw)
	} else {
		dst = b.appendLower(dst, c)
	}
	if pad {
		dst = append(dst, ' ')
	}
	return dst
}

// appendStripped appends the canonical decomposition of c without its non-spacing marks.
func (b Bert) appendStripped(dst []byte, c rune, raw string) []byte {
	if isHangul(c) {
		l, v, t := decomposeHangul(c)
		dst = utf8.AppendRune(utf8.AppendRune(dst, l), v)
		if t != 0 {
			dst = utf8.AppendRune(dst, t)
		}
		return dst
	}
	decomposed := norm.NFD.PropertiesString(raw).Decomposition()
	if decomposed == nil || newerForm.has(c) {
		if nonspacing.has(c) {
			return dst
		}
		return b.appendLower(dst, c)
	}
	for len(decomposed) > 0 {
		d, size := utf8.DecodeRune(decomposed)
		decomposed = decomposed[size:]
		if !nonspacing.has(d) {
			dst = b.appendLower(dst, d)
		}
	}
	return dst
}

func (b Bert) appendLower(dst []byte, c rune) []byte {
	if !b.LowercaseText {
		return utf8.AppendRune(dst, c)
	}
	if c == dottedI {
		return append(dst, dottedILower...)
	}
	return utf8.AppendRune(dst, lower(c))
}

// stepwise is Append one step at a time over the whole text, as the reference does it: the way for texts whose marks
// change places, and the slow twin of Append in the tests.
func (b Bert) stepwise(s string) string {
	var out []rune
	for _, c := range s {
		if b.CleanText {
			if isDropped(c) {
				continue
			}
			if IsSpace(c) {
				c = ' '
			}
		}
		if b.PadChinese && IsChinese(c) {
			out = append(out, ' ', c, ' ')
		} else {
			out = append(out, c)
		}
	}
	s = string(out)
	if b.StripAccents {
		out = out[:0]
		for _, c := range NFD.Normalize(s) {
			if !nonspacing.has(c) {
				out = append(out, c)
			}
		}
		s = string(out)
	}
	if b.LowercaseText {
		s = Lowercase{}.Normalize(s)
	}
	return s
}
