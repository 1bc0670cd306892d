package text

import "strings"

// ByteLevel writes each byte of a text as one printable code point, as GPT-2 does, so that a vocabulary needs no more than
// 256 letters: printable Latin-1 stands for itself, the other 68 bytes for U+0100 and up, in order.
type ByteLevel struct{}

// Normalize implements Normalizer.
func (ByteLevel) Normalize(s string) string {
	s = Valid(s)
	var b strings.Builder
	b.Grow(len(s) + len(s)/2)
	for i := range len(s) {
		b.WriteRune(ByteLetter(s[i]))
	}
	return b.String()
}

// ByteLetter is the code point that stands for b.
func ByteLetter(b byte) rune {
	switch {
	case '!' <= b && b <= '~', 0xA1 <= b && b <= 0xAC, 0xAE <= b:
		return rune(b)
	case b <= ' ':
		return 0x100 + rune(b) // 33 of them
	case b <= 0xA0:
		return 0x121 + rune(b) - 0x7F // 34 of them
	}
	return 0x143 // 0xAD, the soft hyphen
}
