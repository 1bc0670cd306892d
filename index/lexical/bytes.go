package lexical

import (
	"encoding/binary"
	"fmt"
)

// padding is how many zero bytes end every section, so that packed numbers can be
// read 8 bytes at a time, and a word ahead.
const padding = 16

// A Section is the bytes of one part of an index, as Open reads them: in memory, or
// of a mapped file.
type Section struct {
	Bytes []byte

	// Check returns an error when the n bytes from first on are not those that were
	// written. It is called before any are looked at, from many goroutines. Default: they are.
	Check func(first, n int) error
}

// A section is one of those that belong to a segment. Its bytes may be anything: all
// offsets that were read from a section go through slice.
type section struct {
	name  string
	bytes []byte
	check func(first, n int) error // or nil
}

// slice is n bytes at an offset, and the padding that follows them: the one
// place where a position that was read is believed or not.
func (s *section) slice(offset, n uint64) ([]byte, error) {
	if err := s.holds(offset, n); err != nil {
		return nil, err
	}
	if s.check != nil {
		if err := s.check(int(offset), int(n+padding)); err != nil {
			return nil, fmt.Errorf("lexical: %s: %w: %w", s.name, ErrDamaged, err)
		}
	}
	return s.bytes[offset:][:n+padding], nil
}

// holds is an error when n bytes at an offset are not in the section.
func (s *section) holds(offset, n uint64) error {
	size := uint64(len(s.bytes))
	if size < padding || n > size-padding || offset > size-padding-n {
		return s.fault("it has %d bytes, need %d behind %d", size, n, offset)
	}
	return nil
}

// fault is an ErrDamaged that says what is wrong.
func (s *section) fault(format string, a ...any) error {
	return fmt.Errorf("lexical: %s: %s: %w; delete the index file, it is built again", s.name, fmt.Sprintf(format, a...), ErrDamaged)
}

// uvarint reads a number at the beginning of b, whose end is b's padding, and
// returns what follows; nil when there is none.
func uvarint(b []byte) (uint64, []byte) {
	if len(b) > 0 && b[0] < 0x80 {
		return uint64(b[0]), b[1:]
	}
	v, n := binary.Uvarint(b)
	if n <= 0 {
		return 0, nil
	}
	return v, b[n:]
}

// width is how many bits the largest of some numbers takes.
func width(most uint32) int {
	w := 0
	for ; most > 0; most >>= 1 {
		w++
	}
	return w
}

// packedSize is how many bytes n numbers of w bits take.
func packedSize(n, w int) int { return (n*w + 7) / 8 }

// appendPacked appends numbers of w bits each, the lowest bit of the first
// number first.
func appendPacked(dst []byte, numbers []uint32, w int) []byte {
	var held uint64
	bits := 0
	for _, v := range numbers {
		held |= uint64(v) << bits
		for bits += w; bits >= 8; bits -= 8 {
			dst = append(dst, byte(held))
			held >>= 8
		}
	}
	if bits > 0 {
		dst = append(dst, byte(held))
	}
	return dst
}

// unpack reads len(dst) numbers of w bits, at most 32, from b, which goes on for
// padding bytes behind them.
func unpack(dst []uint32, b []byte, w int) {
	if w == 0 {
		clear(dst)
		return
	}
	mask := uint64(1)<<w - 1
	bit := 0
	for i := range dst {
		dst[i] = uint32(binary.LittleEndian.Uint64(b[bit>>3:]) >> (bit & 7) & mask)
		bit += w
	}
}

// other is an ErrVersion that says what is there.
func (s *section) other(head []byte) error {
	return fmt.Errorf("lexical: %s begins with %q, need %q and %d: %w; delete the index file, it is built again", s.name, head, magic, version, ErrVersion)
}
