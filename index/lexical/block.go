package lexical

import (
	"encoding/binary"
	"math/bits"
)

// blockSize is how many postings a block has; the last one of a word may have
// fewer.
const blockSize = 128

const (
	headSize = 2 // bytes before a body: the form of the papers, the width of kinds

	// asBitmap is the form of a block whose papers are bits; any other is the
	// width of the gaps between them.
	asBitmap = 33

	// bitmapRange is how many papers a block spans at most to be a bitmap: that is at
	// most twice as large as gaps are there, and answers at once whether a paper is in it.
	bitmapRange = 2048
)

// A block is up to 128 postings, by ascending papers. Their kinds are read where they are.
type block struct {
	n      int
	papers [blockSize]uint32 // behind n the highest number there is; not in a bitmap

	bitmap bool
	base   uint32                     // the paper of bit 0
	words  [bitmapRange/64 + 1]uint64 // a last word stays 0
	ranks  [bitmapRange/64 + 1]uint32 // bits set before each word

	kinds []byte // packed, with padding
	width int    // of each in bits
}

// kind is that of posting i, which segment.kinds is indexed by.
func (b *block) kind(i int) uint32 {
	bit := i * b.width
	return uint32(binary.LittleEndian.Uint64(b.kinds[bit>>3:])>>(bit&7)) & (1<<b.width - 1)
}

// find is which posting is of a paper, or how many are of papers before it.
func (b *block) find(paper uint32) (i int, ok bool) {
	if !b.bitmap {
		i = b.search(paper)
		return i, b.papers[i%blockSize] == paper && i < b.n
	}
	at := paper - b.base
	if paper < b.base || at >= bitmapRange {
		return 0, false
	}
	word, mask := b.words[at/64], uint64(1)<<(at%64)
	return int(b.ranks[at/64]) + bits.OnesCount64(word&(mask-1)), word&mask != 0
}

// search is how many postings of the block, no bitmap, are of papers before one. It
// bisects without a branch, which no predictor could get right.
func (b *block) search(paper uint32) int {
	at := 0
	for step := blockSize / 2; step > 0; step >>= 1 {
		before := (int64(b.papers[(at+step-1)%blockSize]) - int64(paper)) >> 63 // all bits set, or none
		at += step & int(before)
	}
	return at + int(uint64(int64(b.papers[at%blockSize])-int64(paper))>>63)
}

// meets reports whether any posting is of a paper from lo to before hi. It may say
// so of a bitmap that spans them and has none.
func (b *block) meets(lo, hi uint32) bool {
	if b.bitmap {
		return b.base < hi
	}
	i := b.search(lo)
	return i < b.n && b.papers[i] < hi
}

// expand makes papers of a bitmap.
func (b *block) expand() {
	if !b.bitmap {
		return
	}
	i := 0
	for w, word := range b.words {
		for ; word != 0 && i < blockSize; word &= word - 1 {
			b.papers[i] = b.base + uint32(w*64+bits.TrailingZeros64(word))
			i++
		}
	}
}

// A body is the bytes of a block, with padding behind them.
type body struct {
	n            int   // postings
	before, last int64 // papers: of the block before, and of this; last is -1 in a list of one block
	form, width  int
	bytes        []byte
	kinds        int // where they begin
	size         int
}

// body is that of block b, of the size that its head demands.
func (l *list) body(b int, s skips) (body, error) {
	postings := &l.segment.postings
	at, size := l.at, l.size
	y := body{n: l.df, before: -1, last: -1}
	if s != nil {
		y.n = min(blockSize, l.df-b*blockSize)
		begin, end := s.body(b-1), s.body(b)
		tables := uint64(l.blocks())*skipSize + uint64(s.impacts(l.blocks()-1))*impactSize
		if end < begin || tables+uint64(end) > l.size {
			return y, postings.fault("block %d of the word at %d ends at %d of %d", b, l.at, end, l.size)
		}
		at, size, y.last = l.at+tables+uint64(begin), uint64(end-begin), int64(s.last(b))
		if b > 0 {
			y.before = int64(s.last(b - 1))
		}
	}
	var err error
	if y.bytes, err = postings.slice(at, size); err != nil {
		return y, err
	}
	y.size, y.form, y.width = int(size), int(y.bytes[0]), int(y.bytes[1]) // there, or padding
	papers := packedSize(y.n, y.form)
	if y.form == asBitmap {
		papers = bitmapSize(y.last - y.before)
	}
	y.kinds = headSize + papers
	if y.form > asBitmap || papers < 0 || y.width > l.segment.kindBits || uint64(y.kinds+packedSize(y.n, y.width)) != size {
		return y, postings.fault("the block at %d has %d bytes for %d postings in form %d with %d bits", at, size, y.n, y.form, y.width)
	}
	return y, nil
}

// decode reads block b. Its papers are in order, and all are papers of the segment.
func (l *list) decode(b int, s skips, to *block) error {
	y, err := l.body(b, s)
	if err != nil {
		return err
	}
	postings, papers := &l.segment.postings, y.bytes[headSize:]
	to.n, to.kinds, to.width = y.n, y.bytes[y.kinds:], y.width
	end := y.last
	if to.bitmap = y.form == asBitmap; to.bitmap {
		if !to.setWords(papers[:y.kinds-headSize], y.before, y.last) {
			return postings.fault("the bitmap of block %d of the word at %d has not %d papers", b, l.at, to.n)
		}
	} else {
		end = to.setPapers(papers, y.form, y.before)
	}
	if end >= int64(l.segment.papers) || s != nil && end != y.last {
		return postings.fault("block %d of the word at %d ends with paper %d of %d", b, l.at, end, l.segment.papers)
	}
	return nil
}

// bitmapSize is how many bytes a bitmap of a span has, -1 when there is none of it.
func bitmapSize(span int64) int {
	if span < 1 || span > bitmapRange {
		return -1
	}
	return int(span+63) / 64 * 8
}

// setWords reads a bitmap; false when its bits are not the postings of the block.
func (b *block) setWords(body []byte, before, last int64) bool {
	b.base = uint32(before + 1)
	clear(b.words[:])
	n := 0
	for w := range len(body) / 8 {
		b.words[w] = binary.LittleEndian.Uint64(body[w*8:])
		b.ranks[w] = uint32(n)
		n += bits.OnesCount64(b.words[w])
	}
	final := uint(last - before - 1)
	return n == b.n && b.words[final/64]>>(final%64) == 1
}

// setPapers reads gaps of w bits each, at most 32, and returns the last paper.
// Eight numbers end with a byte: where they fit, they are read as one or two words.
func (b *block) setPapers(body []byte, w int, before int64) (last int64) {
	mask := uint64(1)<<w - 1
	p, i, shift := uint64(before), 0, uint(w)&63
	switch {
	case w <= 8:
		for ; i < b.n; i += 8 {
			x := binary.LittleEndian.Uint64(body[i/8*w:])
			to := b.papers[i : i+8 : i+8]
			for j := range to {
				p += x&mask + 1
				to[j] = uint32(p)
				x >>= shift & 63
			}
		}
	case w <= 14:
		for ; i < b.n; i += 8 {
			x := binary.LittleEndian.Uint64(body[i/8*w:])
			y := binary.LittleEndian.Uint64(body[i/8*w+w/2:]) >> (w & 1 * 4)
			to := b.papers[i : i+8 : i+8]
			for j := range 4 {
				p += x&mask + 1
				to[j] = uint32(p)
				x >>= shift & 63
			}
			for j := range 4 {
				p += y&mask + 1
				to[4+j] = uint32(p)
				y >>= shift & 63
			}
		}
	default:
		for ; i < b.n; i++ {
			bit := i * w
			p += binary.LittleEndian.Uint64(body[bit>>3:])>>(bit&7)&mask + 1
			b.papers[i] = uint32(p)
		}
		last = int64(p) // which may be more than 32 bits, if the body is damaged
	}
	if w <= 14 {
		last = int64(b.papers[b.n-1])
	}
	for i := b.n; i < blockSize; i++ {
		b.papers[i] = ^uint32(0)
	}
	return last
}
