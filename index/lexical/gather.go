package lexical

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/kindred-search/kindred/text"
)

// authorStep is how many positions an author has: words of one author are in one
// step.
const authorStep = 16

// What begins terms that are no words of a text: words never hold these.
const (
	exactName     = "@" // an author's word that is not its own stem
	wholeCategory = "="
)

// An occurrence is a word somewhere in a paper.
type occurrence struct {
	word uint32 // by gathering.names
	place
}

// A place is a position in a field of a paper.
type place struct {
	paper uint32
	at    uint32 // position << fieldBits | field
}

const fieldBits = 2

func placeOf(paper uint32, field Field, position int) place {
	return place{paper, uint32(position)<<fieldBits | uint32(field)}
}

// A gathering takes the words of documents together, for one segment of them. It
// keeps its memory for the next.
type gathering struct {
	analyzer text.Analyzer
	terms    []text.Term
	numbers  map[string]uint32
	names    []string
	occurs   []int // how often each word does
	all      []occurrence
	sorted   []place
	postings []posting
	uses     tally
	lengths  []byte
}

// A posting is a paper that a word occurs in.
type posting struct {
	paper uint32
	counts
}

func (g *gathering) reset() {
	if g.numbers == nil {
		g.numbers = map[string]uint32{}
	}
	clear(g.numbers)
	clear(g.names)
	g.names, g.occurs, g.all, g.lengths = g.names[:0], g.occurs[:0], g.all[:0], nil
}

// add takes the words of one document; its number is how many came before.
func (g *gathering) add(d *Document) {
	paper, length := uint32(len(g.lengths)), 0
	for field, s := range [...]string{Title: d.Title, Abstract: d.Abstract} {
		g.terms = g.analyzer.Append(g.terms[:0], s)
		for i := range g.terms {
			t := &g.terms[i]
			g.put(t.Text, placeOf(paper, Field(field), t.Position))
		}
		if n := len(g.terms); n > 0 {
			length += g.terms[n-1].Position + 1
		}
	}
	for i, author := range d.Authors {
		g.terms = g.analyzer.Append(g.terms[:0], author)
		for _, t := range g.terms {
			at := placeOf(paper, Authors, authorStep*i+min(t.Position, authorStep-1))
			g.put(t.Text, at)
			if t.Word != t.Text {
				g.put(exactName+t.Word, at)
			}
		}
	}
	for i, category := range d.Categories {
		g.put(categoryTerm(category), placeOf(paper, Categories, i))
	}
	g.lengths = append(g.lengths, encodeLength(length))
}

// categoryTerm is how a category is kept: in lower case, in one piece.
func categoryTerm(category string) string {
	s := wholeCategory + strings.ToLower(category)
	for len(s) > maxTerm {
		_, size := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-size]
	}
	return s
}

func (g *gathering) put(word string, at place) {
	n := g.number(word)
	g.occurs[n]++
	g.all = append(g.all, occurrence{n, at})
}

// number is that of a word.
func (g *gathering) number(word string) uint32 {
	n, known := g.numbers[word]
	if !known {
		n = uint32(len(g.names))
		g.numbers[word] = n
		g.names = append(g.names, word)
		g.occurs = append(g.occurs, 0)
	}
	return n
}

// segment makes a segment of what was gathered, under ascending slots.
func (g *gathering) segment(slots []uint32) (*segment, error) {
	order := g.order()
	g.sort(order)

	// The postings of all words, one behind the other, and their positions.
	g.postings = g.postings[:0]
	g.uses.reset()
	positions := make([]byte, 0, len(g.all)+len(g.all)/4) // few are more than 127 from the one before
	type ends struct{ postings, positions int }
	ofWord := make([]ends, 0, len(order))
	rest := g.sorted
	for _, word := range order {
		for n := g.occurs[word]; n > 0; {
			paper, c := rest[0].paper, counts(0)
			field, before := Field(0), uint32(0)
			for ; n > 0 && rest[0].paper == paper; rest, n = rest[1:], n-1 {
				f, position := Field(rest[0].at&(1<<fieldBits-1)), rest[0].at>>fieldBits
				more, room := c.with(f)
				if !room {
					continue
				}
				if f != field {
					field, before = f, 0
				}
				c = more
				positions = binary.AppendUvarint(positions, uint64(position-before))
				before = position
			}
			g.uses.count(c)
			g.postings = append(g.postings, posting{paper, c})
		}
		ofWord = append(ofWord, ends{len(g.postings), len(positions)})
	}

	b := newBuilder(slots, g.lengths, g.uses.uses())
	b.expect(16*len(order), 2*len(g.postings), len(positions))
	g.uses.number(b.kindOf)
	var begin ends
	for n, word := range order {
		for _, p := range g.postings[begin.postings:ofWord[n].postings] {
			b.ids, b.kind = append(b.ids, p.paper), append(b.kind, g.uses.of[p.packed()])
		}
		b.positions = append(b.positions, positions[begin.positions:ofWord[n].positions]...)
		begin = ofWord[n]
		b.end([]byte(g.names[word]))
	}
	return b.finish()
}

// order is the words in byte order. Few begin with the same eight bytes.
func (g *gathering) order() []uint32 {
	type begins struct {
		with uint64
		word uint32
	}
	all := make([]begins, len(g.names))
	for i, name := range g.names {
		var first [8]byte
		copy(first[:], name)
		all[i] = begins{binary.BigEndian.Uint64(first[:]), uint32(i)}
	}
	slices.SortFunc(all, func(a, b begins) int {
		if a.with != b.with {
			return cmp.Compare(a.with, b.with)
		}
		return strings.Compare(g.names[a.word], g.names[b.word])
	})
	order := make([]uint32, len(all))
	for i := range all {
		order[i] = all[i].word
	}
	return order
}

// sort puts the occurrences of each word together, words in the order given,
// those of one word as they came.
func (g *gathering) sort(order []uint32) {
	next := make([]int, len(g.names)) // where the next occurrence of each word goes
	at := 0
	for _, word := range order {
		next[word] = at
		at += g.occurs[word]
	}
	g.sorted = slices.Grow(g.sorted[:0], len(g.all))[:len(g.all)]
	for i := range g.all {
		o := &g.all[i]
		g.sorted[next[o.word]] = o.place
		next[o.word]++
	}
}
