package lexical

import (
	"cmp"
	"slices"
)

// A source is a part that is merged.
type source struct {
	part
	numbers []uint32 // new papers by old
	first   uint32   // of the new papers; absent without any
	last    uint32
	whole   bool // none is left out, and the new papers are first, first+1, ...

	kinds []uint32 // new kinds by old, and above kindBits how many positions a posting of it has
	same  uint32   // that many kinds from the first on stay as they are
}

// newKindBits are enough for maxKinds.
const newKindBits = 16

// sources are the parts by the first of their new papers.
func sources(parts []part, numbers [][]uint32, kindOf map[counts]uint32) []source {
	all := make([]source, len(parts))
	for i, p := range parts {
		s := source{part: p, numbers: numbers[i], first: absent, kinds: make([]uint32, len(p.kinds))}
		here := 0
		for _, to := range s.numbers {
			if to != absent {
				s.first, s.last = min(s.first, to), to
				here++
			}
		}
		s.whole = here == len(s.numbers) && int(s.last)-int(s.first) == here-1
		for old, c := range p.kinds {
			s.kinds[old] = kindOf[c] | uint32(c.total())<<newKindBits
		}
		for s.same < uint32(len(p.uses)) && s.kind(s.same) == s.same {
			s.same++
		}
		all[i] = s
	}
	slices.SortStableFunc(all, func(a, b source) int { return cmp.Compare(a.first, b.first) })
	return all
}

// kind is the new kind of an old one.
func (s *source) kind(old uint32) uint32 { return s.kinds[old] & (1<<newKindBits - 1) }

// apart reports whether all papers of each source are before those of the next.
func apart(sources []source) bool {
	for i := 1; i < len(sources); i++ {
		if s := &sources[i]; s.first != absent && s.first < sources[i-1].last {
			return false
		}
	}
	return true
}

// A moved posting is one with its new number, and where its positions are.
type moved struct {
	paper     uint32
	kind      uint32 // of the new segment
	positions []byte
}

// move holds the postings of one list that are still there.
func (m *merging) move(l *list, s *source) error {
	skips, positions, err := l.whole()
	if err != nil {
		return err
	}
	for b := range l.blocks() {
		if err := l.decode(b, skips, &m.block); err != nil {
			return err
		}
		m.block.expand()
		for i, paper := range m.block.papers[:m.block.n] {
			kind := m.block.kind(i)
			n := skipUvarints(positions, l.segment.kinds[kind].total())
			if n < 0 {
				return l.short()
			}
			if to := s.numbers[paper]; to != absent {
				m.held = append(m.held, moved{to, s.kind(kind), positions[:n:n]})
			}
			positions = positions[n:]
		}
	}
	return nil
}

// short is an ErrDamaged of positions that are not those of the postings.
func (l *list) short() error {
	return l.segment.positions.fault("the positions of the word at %d end too early or too late", l.positions)
}

// post posts what is held, in the order of the new numbers.
func (m *merging) post() {
	byPaper := func(a, b moved) int { return cmp.Compare(a.paper, b.paper) }
	if !slices.IsSortedFunc(m.held, byPaper) {
		slices.SortFunc(m.held, byPaper)
	}
	for i := range m.held {
		m.builder.post(m.held[i].paper, m.held[i].kind, m.held[i].positions)
	}
	m.held = m.held[:0]
}
