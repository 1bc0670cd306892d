package lexical

import "encoding/binary"

// blockSize is how many postings a block has; the last one of a word may have
// fewer.
const blockSize = 128

const (
	skipSize   = 16 // bytes of a skip: last paper, ends of body, positions and impacts, 4 each
	impactSize = 3  // bytes of an impact: kind 2, length 1
	headSize   = 2  // bytes before a body: the widths of gaps and kinds
)

// A block is up to 128 postings, decoded. papers ascend.
type block struct {
	papers [blockSize]uint32
	kinds  [blockSize]uint32 // what segment.kinds is indexed by
	n      int
}

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

// end is where something of block b ends and that of the next begins.
func (s skips) end(b, field int) uint32 {
	if b < 0 {
		return 0
	}
	return binary.LittleEndian.Uint32(s[b*skipSize+field:])
}

// decode reads block b. Its papers are in order, and all are papers of the segment.
func (l *list) decode(b int, s skips, to *block) error {
	postings := &l.segment.postings
	at, size, first := l.at, l.size, int64(-1)
	to.n = l.df
	if s != nil {
		to.n = min(blockSize, l.df-b*blockSize)
		begin, end := s.body(b-1), s.body(b)
		tables := uint64(l.blocks())*skipSize + uint64(s.impacts(l.blocks()-1))*impactSize
		if end < begin || tables+uint64(end) > l.size {
			return postings.fault("block %d of the word at %d ends at %d of %d", b, l.at, end, l.size)
		}
		at, size = l.at+tables+uint64(begin), uint64(end-begin)
		if b > 0 {
			first = int64(s.last(b - 1))
		}
	}
	body, err := postings.slice(at, size)
	if err != nil {
		return err
	}
	gap, kind := int(body[0]), int(body[1]) // there, or padding
	if gap > 32 || kind > l.segment.kindBits || uint64(headSize+packedSize(to.n, gap)+packedSize(to.n, kind)) != size {
		return postings.fault("the block at %d has %d bytes for %d postings of %d and %d bits", at, size, to.n, gap, kind)
	}
	papers := to.papers[:to.n]
	unpack(papers, body[headSize:], gap)
	unpack(to.kinds[:to.n], body[headSize+packedSize(to.n, gap):], kind)
	paper := first
	for i, gap := range papers {
		paper += int64(gap) + 1
		papers[i] = uint32(paper)
	}
	if paper >= int64(l.segment.papers) || s != nil && paper != int64(s.last(b)) {
		return postings.fault("the block at %d ends with paper %d of %d", at, paper, l.segment.papers)
	}
	return nil
}

// appendBody appends a block of postings behind the paper before, -1 at first.
func appendBody(dst []byte, before int64, papers, kinds []uint32) []byte {
	var gaps [blockSize]uint32
	mostGap, mostKind := uint32(0), uint32(0)
	for i, paper := range papers {
		gaps[i] = uint32(int64(paper) - before - 1)
		before = int64(paper)
		mostGap, mostKind = max(mostGap, gaps[i]), max(mostKind, kinds[i])
	}
	dst = append(dst, byte(width(mostGap)), byte(width(mostKind)))
	dst = appendPacked(dst, gaps[:len(papers)], width(mostGap))
	return appendPacked(dst, kinds, width(mostKind))
}
