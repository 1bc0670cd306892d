package lexical

import (
	"encoding/binary"
	"sort"
)

// A segment is an immutable index of some papers, by four sections, which
// FORMAT.md describes. Within it a paper is a number from 0, in the order of slots.
type segment struct {
	papers   int    // how many
	words    uint64 // sum of their lengths, as decodeLength has them
	lengths  []byte // the code of each paper's length
	slotted  []byte // the slot of each paper, 4 bytes each
	base     uint32 // the slot of paper 0
	dense    bool   // slots are base, base+1, ...
	kinds    []counts
	uses     []uint32  // how many postings have each kind
	kindBits int       // a kind in a block has at most this many bits
	inverse  []float32 // by kind, see scoring.inverse; set when an Index publishes it

	about     section // what the fields above come from
	postings  section
	positions section
	dictionary
}

const (
	magic   = "KNDLEX01"
	version = 1 // of the sections and of the analysis of words

	aboutSize = 40 // bytes: magic 8, version 4, papers 4, kinds 4, words of the dictionary 4, sum of lengths 8, reserved 8
	kindSize  = 8  // bytes: counts 4, uses 4
	maxKinds  = 1 << 16
)

// openSegment reads four sections, in the order of Sections.
func openSegment(sections [4]Section) (*segment, error) {
	s := &segment{}
	for i, of := range []*section{&s.about, &s.dictionary.section, &s.postings, &s.positions} {
		*of = section{Sections()[i], sections[i].Bytes, sections[i].Check}
	}
	head, err := s.about.slice(0, aboutSize)
	if err != nil {
		return nil, err
	}
	if string(head[:8]) != magic || binary.LittleEndian.Uint32(head[8:]) != version {
		return nil, s.about.other(head[:12])
	}
	papers, kinds := binary.LittleEndian.Uint32(head[12:]), binary.LittleEndian.Uint32(head[16:])
	terms := binary.LittleEndian.Uint32(head[20:])
	if kinds > maxKinds || papers > 1<<31-1 {
		return nil, s.about.fault("%d papers with %d kinds of postings", papers, kinds)
	}
	all, err := s.about.slice(aboutSize, uint64(papers)*5+uint64(kinds)*kindSize)
	if err != nil {
		return nil, err
	}
	s.papers = int(papers)
	s.slotted, all = all[:4*papers], all[4*papers:]
	s.lengths, all = all[:papers], all[papers:]
	// Kinds are padded, so that whatever a block holds within kindBits is one.
	s.kindBits = width(max(kinds, 1) - 1)
	s.kinds, s.uses = make([]counts, 1<<s.kindBits), make([]uint32, kinds)
	for i := range int(kinds) {
		s.kinds[i] = counts(binary.LittleEndian.Uint32(all[i*kindSize:]))
		s.uses[i] = binary.LittleEndian.Uint32(all[i*kindSize+4:])
	}
	for _, code := range s.lengths {
		s.words += uint64(decodeLength(code))
	}
	if err := s.checkSlots(); err != nil {
		return nil, err
	}
	if binary.LittleEndian.Uint64(head[24:]) != s.words {
		return nil, s.about.fault("the lengths sum to %d, need %d", s.words, binary.LittleEndian.Uint64(head[24:]))
	}
	return s, s.dictionary.open(int(terms))
}

// checkSlots makes sure that slots ascend, on which all else relies.
func (s *segment) checkSlots() error {
	if s.papers == 0 {
		return nil
	}
	s.base = s.slot(0)
	for paper := 1; paper < s.papers; paper++ {
		if s.slot(paper) <= s.slot(paper-1) {
			return s.about.fault("slot %d comes behind slot %d", s.slot(paper), s.slot(paper-1))
		}
	}
	s.dense = s.slot(s.papers-1)-s.base == uint32(s.papers-1)
	return nil
}

// slot is where a paper is for everyone else.
func (s *segment) slot(paper int) uint32 {
	if s.dense {
		return s.base + uint32(paper)
	}
	return binary.LittleEndian.Uint32(s.slotted[4*paper:])
}

// find returns the paper of a slot, false when the segment has none.
func (s *segment) find(slot uint32) (paper int, ok bool) {
	if s.dense {
		return int(slot - s.base), slot >= s.base && slot-s.base < uint32(s.papers)
	}
	paper = sort.Search(s.papers, func(i int) bool { return s.slot(i) >= slot })
	return paper, paper < s.papers && s.slot(paper) == slot
}

// list looks a word up; that of a word that the segment does not have is empty.
func (s *segment) list(word string) (list, error) {
	l, err := s.dictionary.find(word)
	l.segment = s
	return l, err
}
