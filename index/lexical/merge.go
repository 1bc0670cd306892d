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
	m := merging{ctx: ctx, sources: sources(parts, numbers, b.kindOf), builder: b}
	m.apart = apart(m.sources)
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

type merging struct {
	ctx     context.Context
	sources []source
	apart   bool // sources do not mingle: all papers of one are before those of the next
	builder *builder
	held    []moved
	block   block
	kinds   [blockSize]uint32
}

// words goes through the dictionaries side by side.
func (m *merging) words() error {
	cursors := make([]cursor, len(m.sources))
	open := make([]bool, len(m.sources))
	for i, s := range m.sources {
		cursors[i] = s.dictionary.from(0)
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
		for i := least; i < len(cursors); i++ {
			if !open[i] || string(cursors[i].word) != string(word) {
				continue
			}
			l := cursors[i].list
			l.segment = m.sources[i].segment
			if err := m.take(&l, &m.sources[i]); err != nil {
				return err
			}
			open[i] = cursors[i].advance()
			if err := cursors[i].err; err != nil {
				return err
			}
		}
		m.post()
		m.builder.end(word)
	}
}

// take posts a list, or holds it when papers of others come between its own.
func (m *merging) take(l *list, s *source) error {
	if s.whole && m.apart {
		return m.copy(l, s)
	}
	if err := m.move(l, s); err != nil {
		return err
	}
	if m.apart {
		m.post()
	}
	return nil
}
