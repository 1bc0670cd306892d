package lexical

import (
	"cmp"
	"context"
	"slices"

	"github.com/kindred-search/kindred/index/bitmap"
)

// A part is a segment and which of its papers are deleted, by their numbers in
// it. Neither changes.
type part struct {
	*segment
	dead      bitmap.Bitmap // nil when none is
	gone      int           // papers in dead
	goneWords uint64        // sum of their lengths
}

// has reports whether a paper is there.
func (p *part) has(paper int) bool { return p.dead == nil || !p.dead.Has(uint32(paper)) }

// absent stands for a paper that a merge leaves out.
const absent = ^uint32(0)

// merge makes one segment of several parts, without what is deleted. A slot is
// there at most once. numbers[i] are the new numbers of the papers of parts[i].
func merge(ctx context.Context, parts []part) (s *segment, numbers [][]uint32, err error) {
	slots, lengths, numbers := renumber(parts)
	uses := map[counts]int{}
	for _, p := range parts {
		for i, n := range p.uses {
			uses[p.kinds[i]] += int(n)
		}
	}
	b := newBuilder(slots, lengths, uses)
	b.expect(expected(parts, len(slots)))
	m := merging{ctx: ctx, parts: parts, numbers: numbers, kinds: make([][]uint32, len(parts)), builder: b}
	for i, p := range parts {
		m.kinds[i] = make([]uint32, len(p.kinds))
		for old, c := range p.kinds {
			m.kinds[i][old] = b.kindOf[c]
		}
	}
	if err := m.words(); err != nil {
		return nil, nil, err
	}
	s, err = b.finish()
	return s, numbers, err
}

// expected is about how many bytes the sections of so many papers of parts take.
func expected(parts []part, papers int) (groups, postings, positions int) {
	var largest part
	for _, p := range parts {
		positions += len(p.positions.bytes)
		if largest.segment == nil || p.papers > largest.papers {
			largest = p
		}
	}
	if largest.segment == nil || largest.papers == 0 {
		return 0, 0, 0
	}
	// The more papers, the less of these for each: what the largest part has is closest.
	groups = len(largest.dictionary.section.bytes) / largest.papers * papers
	postings = len(largest.postings.bytes) / largest.papers * papers
	return groups, postings, positions
}

// renumber gives the papers of all parts their new numbers, by slot.
func renumber(parts []part) (slots []uint32, lengths []byte, numbers [][]uint32) {
	type place struct {
		slot  uint32
		part  int
		paper int
	}
	var all []place
	numbers = make([][]uint32, len(parts))
	for i, p := range parts {
		numbers[i] = make([]uint32, p.papers)
		for paper := range p.papers {
			numbers[i][paper] = absent
			if p.has(paper) {
				all = append(all, place{p.slot(paper), i, paper})
			}
		}
	}
	bySlot := func(a, b place) int { return cmp.Compare(a.slot, b.slot) }
	if !slices.IsSortedFunc(all, bySlot) {
		slices.SortFunc(all, bySlot)
	}
	slots, lengths = make([]uint32, len(all)), make([]byte, len(all))
	for n, at := range all {
		numbers[at.part][at.paper] = uint32(n)
		slots[n], lengths[n] = at.slot, parts[at.part].lengths[at.paper]
	}
	return slots, lengths, numbers
}

// A moved posting is one with its new number, and where its positions are.
type moved struct {
	paper     uint32
	kind      uint32 // of the new segment
	positions []byte
}

type merging struct {
	ctx     context.Context
	parts   []part
	numbers [][]uint32 // new papers by old, for each part
	kinds   [][]uint32 // new kinds by old
	builder *builder
	held    []moved
	block   block
}

// words goes through the dictionaries side by side.
func (m *merging) words() error {
	cursors := make([]cursor, len(m.parts))
	open := make([]bool, len(m.parts))
	for i, p := range m.parts {
		cursors[i] = p.dictionary.from(0)
		open[i] = cursors[i].advance()
		if err := cursors[i].err; err != nil {
			return err
		}
	}
	var word []byte
	for n := 0; ; n++ {
		if n%1024 == 0 && m.ctx.Err() != nil {
			return m.ctx.Err()
		}
		least := -1
		for i := range cursors {
			if open[i] && (least < 0 || string(cursors[i].word) < string(cursors[least].word)) {
				least = i
			}
		}
		if least < 0 {
			return nil
		}
		word = append(word[:0], cursors[least].word...)
		m.held = m.held[:0]
		for i := range cursors {
			if !open[i] || string(cursors[i].word) != string(word) {
				continue
			}
			l := cursors[i].list
			l.segment = m.parts[i].segment
			if err := m.move(&l, m.numbers[i], m.kinds[i]); err != nil {
				return err
			}
			open[i] = cursors[i].advance()
			if err := cursors[i].err; err != nil {
				return err
			}
		}
		m.write(string(word))
	}
}

// move holds the postings of one list that are still there.
func (m *merging) move(l *list, numbers, kinds []uint32) error {
	skips, err := l.skips()
	if err != nil {
		return err
	}
	positions, err := l.segment.positions.slice(l.positions, l.positionsSize)
	if err != nil {
		return err
	}
	positions = positions[:l.positionsSize]
	for b := range l.blocks() {
		if err := l.decode(b, skips, &m.block); err != nil {
			return err
		}
		m.block.expand()
		for i, paper := range m.block.papers[:m.block.n] {
			kind := m.block.kind(i)
			n := skipUvarints(positions, l.segment.kinds[kind].total())
			if n < 0 {
				return l.segment.positions.fault("the positions of the word at %d end too early", l.positions)
			}
			if to := numbers[paper]; to != absent {
				m.held = append(m.held, moved{to, kinds[kind], positions[:n:n]})
			}
			positions = positions[n:]
		}
	}
	return nil
}

// write posts what is held, in the order of the new numbers.
func (m *merging) write(word string) {
	byPaper := func(a, b moved) int { return cmp.Compare(a.paper, b.paper) }
	if !slices.IsSortedFunc(m.held, byPaper) {
		slices.SortFunc(m.held, byPaper)
	}
	for i := range m.held {
		m.builder.post(m.held[i].paper, m.held[i].kind, m.held[i].positions)
	}
	m.builder.end(word)
}

// skipUvarints is how many bytes n numbers take, -1 when b ends before.
func skipUvarints(b []byte, n int) int {
	if n == 0 {
		return 0
	}
	for i, c := range b {
		if c < 0x80 {
			if n--; n == 0 {
				return i + 1
			}
		}
	}
	return -1
}
