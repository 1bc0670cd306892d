package lexical

import "encoding/binary"

// places reads where a word is in the papers of a feed, forward only within a
// block.
type places struct {
	feed *feed
	held int    // the block that rest is of, -1 for none
	next int    // the posting that rest begins with
	rest []byte // of the block's positions

	in [fields][]uint32 // by field, ascending: those of the last posting read
}

// read reads the positions of posting i of the block that the feed holds.
func (p *places) read(i int) error {
	f := p.feed
	positions := &f.segment.positions
	if p.held != f.held || p.next > i {
		begin, end := uint64(0), f.positionsSize
		if f.skips != nil {
			begin, end = uint64(f.skips.positions(f.held-1)), uint64(f.skips.positions(f.held))
		}
		if begin > end || end > f.positionsSize {
			return positions.fault("those of block %d of the word at %d end at %d of %d", f.held, f.at, end, f.positionsSize)
		}
		bytes, err := positions.slice(f.positions+begin, end-begin)
		if err != nil {
			return err
		}
		p.held, p.next, p.rest = f.held, 0, bytes[:end-begin]
	}
	for ; p.next < i; p.next++ {
		n := skipUvarints(p.rest, f.segment.kinds[f.block.kind(p.next)].total())
		if n < 0 {
			return positions.fault("those of the word at %d end too early", f.at)
		}
		p.rest = p.rest[n:]
	}
	c := f.segment.kinds[f.block.kind(i)]
	for field := range p.in {
		p.in[field] = p.in[field][:0]
		at := uint64(0)
		for range c.of(Field(field)) {
			gap, n := binary.Uvarint(p.rest)
			if n <= 0 {
				return positions.fault("those of the word at %d end too early", f.at)
			}
			at += gap
			p.rest = p.rest[n:]
			p.in[field] = append(p.in[field], uint32(at))
		}
	}
	p.next++
	return nil
}
