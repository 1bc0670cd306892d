package lexical

import "encoding/binary"

// copy posts all of a list of a source that is whole, behind what was posted before. It
// looks at no posting alone: papers move all as far, and positions stay.
func (m *merging) copy(l *list, s *source) error {
	skips, positions, err := l.whole()
	if err != nil {
		return err
	}
	b, from, total := m.builder, 0, 0
	if s.first == 0 && skips != nil {
		from = l.df / blockSize
		if err := m.copyBlocks(l, s, skips, from); err != nil {
			return err
		}
		at := uint64(skips.positions(from - 1))
		if at > l.positionsSize {
			return l.short()
		}
		b.positions = append(b.positions, positions[:at]...)
		positions = positions[at:]
	}
	for n := from; n < l.blocks(); n++ {
		if err := l.decode(n, skips, &m.block); err != nil {
			return err
		}
		m.block.expand()
		for _, paper := range m.block.papers[:m.block.n] {
			b.ids = append(b.ids, paper+s.first)
		}
		kinds := m.kinds[:m.block.n]
		unpack(kinds, m.block.kinds, m.block.width)
		for _, old := range kinds {
			kind := s.kinds[old]
			b.kind = append(b.kind, kind&(1<<newKindBits-1))
			total += int(kind >> newKindBits)
		}
	}
	if countUvarints(positions) != total {
		return l.short()
	}
	b.positions = append(b.positions, positions...)
	return nil
}

// copyBlocks writes the first n blocks of a list, which are full, as they are but for the numbers
// of their kinds: the papers keep theirs, and nothing was posted before.
func (m *merging) copyBlocks(l *list, s *source, skips skips, n int) error {
	w := &m.builder.written
	size := uint64(skips.impacts(l.blocks()-1)) * impactSize
	impacts, err := l.segment.postings.slice(l.at+uint64(l.blocks())*skipSize, size)
	if err != nil {
		return err
	}
	for b := range n {
		body, err := l.body(b, skips)
		if err != nil {
			return err
		}
		first, end := uint64(skips.impacts(b-1))*impactSize, uint64(skips.impacts(b))*impactSize
		if first > end || end > size {
			return l.segment.postings.fault("the impacts of block %d of the word at %d end at %d of %d", b, l.at, end, size)
		}
		if 1<<body.width <= s.same {
			w.bodies = append(w.bodies, body.bytes[:body.size]...)
			w.pairs = append(w.pairs, impacts[first:end]...)
		} else {
			m.renumber(&body, impacts[first:end], s)
		}
		w.skip(skips.last(b), int(skips.positions(b)))
	}
	return nil
}

// renumber writes a block and its impacts with the new numbers of their kinds.
func (m *merging) renumber(y *body, impacts []byte, s *source) {
	w := &m.builder.written
	kinds, most := m.kinds[:y.n], uint32(0)
	unpack(kinds, y.bytes[y.kinds:], y.width)
	for i, old := range kinds {
		kinds[i] = s.kind(old)
		most = max(most, kinds[i])
	}
	w.bodies = append(w.bodies, byte(y.form), byte(width(most)))
	w.bodies = append(w.bodies, y.bytes[headSize:y.kinds]...)
	w.bodies = appendPacked(w.bodies, kinds, width(most))
	for ; len(impacts) > 0; impacts = impacts[impactSize:] {
		kind := s.kind(uint32(binary.LittleEndian.Uint16(impacts)) % uint32(len(s.kinds)))
		w.pairs = binary.LittleEndian.AppendUint16(w.pairs, uint16(kind))
		w.pairs = append(w.pairs, impacts[2])
	}
}
