package text

import (
	"encoding/binary"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// Charsmap is the step Precompiled: the replacements that a sentencepiece model carries along. Its bytes are
//
//	trie size   [4]        in bytes, little-endian
//	trie        [4 each]   units of a double-array trie over UTF-8 (Darts-clone)
//	targets     [rest]     replacement texts, each ended by a zero byte; a trie value is the offset of one
//
// and a unit is 32 bits: 31 set means "a value, in bits 0-30"; else bits 0-7 are the label, bit 8 says that a
// value follows, bits 10-30 are the offset to the children, shifted left by 8 where bit 9 is set.
type Charsmap struct {
	units   []uint32
	targets string
}

// maxGrapheme is how many bytes a grapheme may have to be replaced as a whole: fewer than 6, the reference's rule.
const maxGrapheme = 5

// ParseCharsmap reads a precompiled_charsmap (after base64); an empty one replaces nothing.
func ParseCharsmap(data []byte) (*Charsmap, error) {
	if len(data) == 0 {
		return &Charsmap{}, nil
	}
	if len(data) < 4 {
		return nil, fmt.Errorf("%w: Precompiled: got %d bytes; need at least 4; download the tokenizer.json again", ErrDeclaration, len(data))
	}
	size := int(binary.LittleEndian.Uint32(data)) / 4 * 4
	data = data[4:]
	if size > len(data) {
		return nil, fmt.Errorf("%w: Precompiled: the trie has %d bytes, and %d follow; download the tokenizer.json again", ErrDeclaration, size, len(data))
	}
	c := &Charsmap{units: make([]uint32, size/4), targets: string(data[size:])}
	for i := range c.units {
		c.units[i] = binary.LittleEndian.Uint32(data[4*i:])
	}
	if !utf8.ValidString(c.targets) {
		return nil, fmt.Errorf("%w: Precompiled: a replacement is not UTF-8; download the tokenizer.json again", ErrDeclaration)
	}
	return c, nil
}

// Normalize implements Normalizer. Each grapheme is replaced as a whole if it is short and the trie has it, else code
// point by code point. As in the reference, "has it" means that the trie has some prefix, and the shortest one
// counts: a replacement can swallow what follows it in its grapheme.
func (c *Charsmap) Normalize(s string) string {
	if len(c.units) == 0 {
		return Valid(s)
	}
	s = Valid(s)
	var b strings.Builder
	b.Grow(len(s))
	state := -1
	for len(s) > 0 {
		var grapheme string
		if len(s) > 1 && isPlain(s[0]) && isPlain(s[1]) { // two of these never join
			grapheme, s, state = s[:1], s[1:], -1
		} else {
			grapheme, s, _, state = uniseg.FirstGraphemeClusterInString(s, state)
		}
		if len(grapheme) <= maxGrapheme {
			if target, ok := c.target(grapheme); ok {
				b.WriteString(target)
				continue
			}
		}
		for i, r := range grapheme {
			if target, ok := c.target(grapheme[i : i+utf8.RuneLen(r)]); ok {
				b.WriteString(target)
			} else {
				b.WriteRune(r)
			}
		}
	}
	return b.String()
}

// isPlain reports whether b is printable ASCII.
func isPlain(b byte) bool { return ' ' <= b && b <= '~' }

// target is the replacement for the shortest prefix of s that the trie has.
func (c *Charsmap) target(s string) (string, bool) {
	units := c.units
	pos := offset(units[0])
	for i := 0; i < len(s) && s[i] != 0; i++ {
		pos ^= uint32(s[i])
		if int(pos) >= len(units) {
			return "", false
		}
		unit := units[pos]
		if unit&(1<<31|0xFF) != uint32(s[i]) {
			return "", false
		}
		pos ^= offset(unit)
		if unit>>8&1 == 1 {
			if int(pos) >= len(units) {
				return "", false
			}
			return c.targetAt(units[pos] &^ (1 << 31))
		}
	}
	return "", false
}

// offset is the distance from a unit to its children.
func offset(unit uint32) uint32 { return unit >> 10 << (unit & (1 << 9) >> 6) }

func (c *Charsmap) targetAt(at uint32) (string, bool) {
	if int(at) > len(c.targets) {
		return "", false
	}
	target, _, _ := strings.Cut(c.targets[at:], "\x00")
	return target, utf8.ValidString(target)
}
