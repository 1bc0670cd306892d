package lexical

import "encoding/binary"

// A list is the postings of one word in one segment.
type list struct {
	segment *segment
	df      int    // postings; 0 when the segment does not have the word
	at      uint64 // in segment.postings
	size    uint64 // bytes there

	positions, positionsSize uint64 // in segment.positions
}

// blocks is how many there are.
func (l *list) blocks() int { return (l.df + blockSize - 1) / blockSize }

const (
	skipSize   = 16 // bytes of a skip: last paper, ends of body, positions and impacts, 4 each
	impactSize = 3  // bytes of an impact: kind 2, length 1
)

// skips is the table of a list of several blocks: skipSize bytes for each.
type skips []byte

func (l *list) skips() (skips, error) {
	if l.df <= blockSize {
		return nil, nil
	}
	return l.segment.postings.slice(l.at, uint64(l.blocks()*skipSize))
}

func (s skips) last(b int) uint32      { return binary.LittleEndian.Uint32(s[b*skipSize:]) }
func (s skips) body(b int) uint32      { return s.end(b, 4) }
func (s skips) positions(b int) uint32 { return s.end(b, 8) }
func (s skips) impacts(b int) uint32   { return s.end(b, 12) }

// whole is the skips of a list and the positions of all its postings.
func (l *list) whole() (skips, []byte, error) {
	skips, err := l.skips()
	if err != nil {
		return nil, nil, err
	}
	positions, err := l.segment.positions.slice(l.positions, l.positionsSize)
	if err != nil {
		return nil, nil, err
	}
	return skips, positions[:l.positionsSize], nil
}

// end is where something of block b ends and that of the next begins.
func (s skips) end(b, field int) uint32 {
	if b < 0 {
		return 0
	}
	return binary.LittleEndian.Uint32(s[b*skipSize+field:])
}

// each calls f with every paper of a list, in order; held is memory for that.
func (l *list) each(held *block, f func(paper uint32)) error {
	if l.df == 0 {
		return nil
	}
	skips, err := l.skips()
	if err != nil {
		return err
	}
	for b := range l.blocks() {
		if err := l.decode(b, skips, held); err != nil {
			return err
		}
		held.expand()
		for _, paper := range held.papers[:held.n] {
			f(paper)
		}
	}
	return nil
}
