package text

import (
	"regexp"
	"strings"
)

// Nmt is sentencepiece's cleaning of machine translation input: control characters go, odd spaces become ' '.
type Nmt struct{}

// Normalize implements Normalizer.
func (Nmt) Normalize(s string) string {
	return strings.Map(func(c rune) rune {
		switch {
		case 1 <= c && c <= 8, c == 0x0B, 0x0E <= c && c <= 0x1F, c == 0x7F, c == 0x8F, c == 0x9F:
			return -1
		case c == '\t', c == '\n', c == '\f', c == '\r', c == 0x1680, 0x200B <= c && c <= 0x200F,
			c == 0x2028, c == 0x2029, c == 0x2581, c == 0xFEFF, c == 0xFFFD:
			return ' '
		}
		return c
	}, s)
}

// Strip removes white space from the ends.
type Strip struct {
	Left, Right bool
}

// Normalize implements Normalizer.
func (n Strip) Normalize(s string) string {
	if n.Left {
		s = strings.TrimLeftFunc(s, IsSpace)
	}
	if n.Right {
		s = strings.TrimRightFunc(s, IsSpace)
	}
	return s
}

// StripAccents removes marks (category M) and does not decompose first: a tokenizer.json puts NFD or NFKD before it.
type StripAccents struct{}

// Normalize implements Normalizer.
func (StripAccents) Normalize(s string) string {
	return strings.Map(func(c rune) rune {
		if c >= 0x300 && marks.has(c) {
			return -1
		}
		return c
	}, s)
}

// Replace puts Content in place of each match of Pattern.
type Replace struct {
	Pattern *regexp.Regexp
	Content string // taken literally
}

// Normalize implements Normalizer.
func (n Replace) Normalize(s string) string { return n.Pattern.ReplaceAllLiteralString(s, n.Content) }

// Prepend puts its text before any text that is not empty.
type Prepend string

// Normalize implements Normalizer.
func (n Prepend) Normalize(s string) string {
	if s == "" {
		return s
	}
	return string(n) + s
}

// Sequence applies its steps one after the other.
type Sequence []Normalizer

// Normalize implements Normalizer.
func (n Sequence) Normalize(s string) string {
	for _, step := range n {
		s = step.Normalize(s)
	}
	return s
}
