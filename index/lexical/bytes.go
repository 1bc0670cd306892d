package lexical

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
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

// goesOn are the highest bits of eight bytes: a byte without its own ends a uvarint.
const goesOn = 0x8080808080808080

// skipUvarints is how many bytes n numbers take, -1 when b ends before.
func skipUvarints(b []byte, n int) int {
	i := 0
	for n >= 8 && i+8 <= len(b) { // 8 bytes hold no more than n
		n -= 8 - bits.OnesCount64(binary.LittleEndian.Uint64(b[i:])&goesOn)
		i += 8
	}
	for ; n > 0; i++ {
		if i == len(b) {
			return -1
		}
		if b[i] < 0x80 {
			n--
		}
	}
	return i
}

// countUvarints is how many numbers b is, -1 when it ends within one.
func countUvarints(b []byte) int {
	if len(b) > 0 && b[len(b)-1] >= 0x80 {
		return -1
	}
	n := 0
	for ; len(b) >= 8; b = b[8:] {
		n += 8 - bits.OnesCount64(binary.LittleEndian.Uint64(b)&goesOn)
	}
	for _, c := range b {
		n += int(c>>7 ^ 1)
	}
	return n
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

// appendPacked appends numbers of w bits each, at most 32, the lowest bit of the first
// number first.
func appendPacked(dst []byte, numbers []uint32, w int) []byte {
	at := len(dst)
	dst = slices.Grow(dst, packedSize(len(numbers), w)+4)
	room := dst[:cap(dst)]
	var held uint64
	n := 0 // bits held
	for _, v := range numbers {
		held |= uint64(v) << n
		if n += w; n >= 32 {
			binary.LittleEndian.PutUint32(room[at:], uint32(held))
			held >>= 32
			n -= 32
			at += 4
		}
	}
	binary.LittleEndian.PutUint32(room[at:], uint32(held))
	return dst[:at+(n+7)/8]
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
