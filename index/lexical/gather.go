package lexical

import (
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
	word     uint32 // by gathering.names
	paper    uint32
	position uint32
	field    Field
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
	sorted   []occurrence
	lengths  []byte
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
			g.put(t.Text, occurrence{paper: paper, position: uint32(t.Position), field: Field(field)})
		}
		if n := len(g.terms); n > 0 {
			length += g.terms[n-1].Position + 1
		}
	}
	for i, author := range d.Authors {
		g.terms = g.analyzer.Append(g.terms[:0], author)
		for _, t := range g.terms {
			o := occurrence{paper: paper, position: uint32(authorStep*i + min(t.Position, authorStep-1)), field: Authors}
			g.put(t.Text, o)
			if t.Word != t.Text {
				g.put(exactName+t.Word, o)
			}
		}
	}
	for i, category := range d.Categories {
		g.put(categoryTerm(category), occurrence{paper: paper, position: uint32(i), field: Categories})
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

func (g *gathering) put(word string, o occurrence) {
	n, known := g.numbers[word]
	if !known {
		n = uint32(len(g.names))
		g.numbers[word] = n
		g.names = append(g.names, word)
		g.occurs = append(g.occurs, 0)
	}
	o.word = n
	g.occurs[n]++
	g.all = append(g.all, o)
}

// segment makes a segment of what was gathered, under ascending slots.
func (g *gathering) segment(slots []uint32) (*segment, error) {
	order := make([]uint32, len(g.names)) // words in byte order
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(a, b uint32) int { return strings.Compare(g.names[a], g.names[b]) })
	g.sort(order)

	// The postings of all words, one behind the other.
	type posting struct {
		paper uint32
		counts
		end int // of its positions
	}
	postings := make([]posting, 0, len(g.all))
	positions := make([]byte, 0, 2*len(g.all)) // few are more than 127 from the one before
	uses := map[counts]int{}
	ends := make([]int, 0, len(order)) // of each word's postings
	rest := g.sorted
	for _, word := range order {
		for n := g.occurs[word]; n > 0; {
			paper, c := rest[0].paper, counts(0)
			field, before := Field(0), uint32(0)
			for ; n > 0 && rest[0].paper == paper; rest, n = rest[1:], n-1 {
				o := rest[0]
				more, room := c.with(o.field)
				if !room {
					continue
				}
				if o.field != field {
					field, before = o.field, 0
				}
				c = more
				positions = binary.AppendUvarint(positions, uint64(o.position-before))
				before = o.position
			}
			uses[c]++
			postings = append(postings, posting{paper, c, len(positions)})
		}
		ends = append(ends, len(postings))
	}

	b := newBuilder(slots, g.lengths, uses)
	b.expect(16*len(order), 2*len(postings), len(positions))
	i, from := 0, 0
	for n, word := range order {
		for ; i < ends[n]; i++ {
			p := &postings[i]
			b.post(p.paper, b.kindOf[p.counts], positions[from:p.end])
			from = p.end
		}
		b.end(g.names[word])
	}
	return b.finish()
}

// sort puts the occurrences of each word together, words in the order given,
// those of one word as they came.
func (g *gathering) sort(order []uint32) {
	next := make([]int, len(order)) // where the next occurrence of each word goes
	at := 0
	for _, word := range order {
		next[word] = at
		at += g.occurs[word]
	}
	g.sorted = slices.Grow(g.sorted[:0], len(g.all))[:len(g.all)]
	for _, o := range g.all {
		g.sorted[next[o.word]] = o
		next[o.word]++
	}
}
