package section

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
)

// FORMAT.md describes what these stand for. They are part of the format and
// must not be changed.
const (
	magic         = "KINDRED\x1a"
	formatVersion = 1
	headerSize    = 64
	blockSize     = 64 << 10
	pageSize      = 4096 // the alignment of sections of at least so many bytes
	lineSize      = 64   // that of all others, and of the table
	maxName       = 255
)

// Header says what a file is.
type Header struct {
	Kind    string // what the sections are, at most 255 bytes
	Version uint32 // of their meaning, counted by whoever writes them
	Meta    []byte // whatever else must be known before a section is read
}

// table is what a file says about its sections.
type table struct {
	Header
	sections []entry // by offset
}

type entry struct {
	name           string
	offset, length uint64
	sums           []uint32 // CRC32C of each block
}

// checksum is CRC32C, the Castagnoli polynomial, for which processors have an
// instruction.
func checksum(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }

func blocks(length uint64) uint64 { return length/blockSize + min(length%blockSize, 1) }

func align(offset, to uint64) uint64 { return (offset + to - 1) / to * to }

// place is the first offset from end on where a section of this length may begin.
func place(end, length uint64) uint64 {
	if length < pageSize {
		return align(end, lineSize)
	}
	return align(end, pageSize)
}

// span is where the table lies and what it must sum up to.
type span struct {
	offset, length uint64
	sum            uint32
}

// appendHeader appends the first 64 bytes of a file whose table is the last of it.
func appendHeader(b []byte, t span) []byte {
	b = append(b, magic...)
	b = binary.LittleEndian.AppendUint32(b, formatVersion)
	b = binary.LittleEndian.AppendUint32(b, blockSize)
	b = binary.LittleEndian.AppendUint64(b, t.offset+t.length)
	b = binary.LittleEndian.AppendUint64(b, t.offset)
	b = binary.LittleEndian.AppendUint64(b, t.length)
	b = binary.LittleEndian.AppendUint32(b, t.sum)
	b = append(b, make([]byte, 16)...)
	return binary.LittleEndian.AppendUint32(b, checksum(b))
}

// parseHeader reads the first 64 bytes of a file of this size.
func parseHeader(b []byte, size int64) (span, error) {
	le := binary.LittleEndian
	switch {
	case string(b[:8]) != magic:
		return span{}, fmt.Errorf("it begins with %q, need %q: %w", b[:8], magic, ErrDamaged)
	case le.Uint32(b[60:]) != checksum(b[:60]):
		return span{}, fmt.Errorf("its header has checksum %08x, need %08x: %w", checksum(b[:60]), le.Uint32(b[60:]), ErrDamaged)
	case le.Uint32(b[8:]) != formatVersion || le.Uint32(b[12:]) != blockSize:
		return span{}, fmt.Errorf("its format is %d with blocks of %d bytes, need %d and %d: %w",
			le.Uint32(b[8:]), le.Uint32(b[12:]), formatVersion, blockSize, ErrVersion)
	case le.Uint64(b[16:]) != uint64(size):
		return span{}, fmt.Errorf("it has %d bytes, need %d: %w", size, le.Uint64(b[16:]), ErrDamaged)
	}
	t := span{le.Uint64(b[24:]), le.Uint64(b[32:]), le.Uint32(b[40:])}
	if t.offset < headerSize || t.offset > uint64(size) || t.length != uint64(size)-t.offset {
		return span{}, fmt.Errorf("its table is at %d of %d bytes: %w", t.offset, size, ErrDamaged)
	}
	return t, nil
}

func (t *table) append(b []byte) []byte {
	le := binary.LittleEndian
	b = append(le.AppendUint16(b, uint16(len(t.Kind))), t.Kind...)
	b = le.AppendUint32(b, t.Version)
	b = append(le.AppendUint32(b, uint32(len(t.Meta))), t.Meta...)
	b = le.AppendUint32(b, uint32(len(t.sections)))
	for _, s := range t.sections {
		b = append(le.AppendUint16(b, uint16(len(s.name))), s.name...)
		b = le.AppendUint64(b, s.offset)
		b = le.AppendUint64(b, s.length)
		for _, sum := range s.sums {
			b = le.AppendUint32(b, sum)
		}
	}
	return b
}

// parseTable reads a table whose sections lie between the header and end. It
// trusts nothing: a checksum only says that the bytes are as they were written.
func parseTable(b []byte, end uint64) (*table, error) {
	r := reader{rest: b}
	t := &table{}
	t.Kind = string(r.take(uint64(r.uint16())))
	t.Version = r.uint32()
	t.Meta = r.take(uint64(r.uint32()))
	count := r.uint32()
	names := map[string]bool{}
	last := uint64(headerSize)
	for range count {
		s := entry{name: string(r.take(uint64(r.uint16()))), offset: r.uint64(), length: r.uint64()}
		sums := r.take(4 * min(blocks(s.length), math.MaxUint64/4))
		if r.short {
			break
		}
		if s.length > end || s.offset != place(last, s.length) || s.offset > end-s.length {
			return nil, fmt.Errorf("section %q is said to be %d bytes at %d, after one that ends at %d, of %d: %w", s.name, s.length, s.offset, last, end, ErrDamaged)
		}
		if names[s.name] || s.name == "" || len(s.name) > maxName {
			return nil, fmt.Errorf("its table has a section %q twice, or without a name: %w", s.name, ErrDamaged)
		}
		names[s.name], last = true, s.offset+s.length
		for ; len(sums) > 0; sums = sums[4:] {
			s.sums = append(s.sums, binary.LittleEndian.Uint32(sums))
		}
		t.sections = append(t.sections, s)
	}
	if r.short || len(r.rest) > 0 || len(t.Kind) > maxName || align(last, lineSize) != end {
		return nil, fmt.Errorf("its table of %d sections does not fill %d bytes: %w", count, len(b), ErrDamaged)
	}
	return t, nil
}

// reader takes bytes off the front. Once there are too few, it returns zeros.
type reader struct {
	rest  []byte
	short bool
}

func (r *reader) take(n uint64) []byte {
	if n > uint64(len(r.rest)) {
		r.rest, r.short = nil, true
		return nil
	}
	taken := r.rest[:n:n]
	r.rest = r.rest[n:]
	return taken
}

func (r *reader) uint16() uint16 { return uint16(r.number(2)) }
func (r *reader) uint32() uint32 { return uint32(r.number(4)) }
func (r *reader) uint64() uint64 { return r.number(8) }

func (r *reader) number(size uint64) uint64 {
	var n uint64
	for i, b := range r.take(size) {
		n |= uint64(b) << (8 * i)
	}
	return n
}
