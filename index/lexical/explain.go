package lexical

import (
	"cmp"
	"slices"

	"github.com/kindred-search/kindred/text"
)

// A Match is what one word of the query adds to the score of one paper, by one
// field.
type Match struct {
	Word   string  // as the query has it, folded: the first, when several are one term
	Term   string  // what was looked up: the stem, or what a typing error was taken for
	Typo   bool    // Term is that of another word, one letter away from Word, which no paper has or few
	Field  Field   // where it is
	Weight float32 // what it adds; the weights of a paper sum to its score but for rounding
}

// Explain returns the parts of the score of a slot, the heaviest first; none
// when it holds nothing. The error wraps ErrDamaged.
func (s *Search) Explain(slot uint32) ([]Match, error) {
	if s.fault != nil {
		return nil, s.fault
	}
	var matches []Match
	for i := range s.state.parts {
		p := &s.state.parts[i]
		paper, ok := p.find(slot)
		if !ok || !p.has(paper) {
			continue
		}
		for t := range s.terms {
			var err error
			if matches, err = s.explain(matches, &s.terms[t], i, uint32(paper)); err != nil {
				return nil, err
			}
		}
	}
	slices.SortFunc(matches, func(a, b Match) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Term, b.Term), cmp.Compare(a.Field, b.Field))
	})
	return matches, nil
}

// explain appends what a term adds to a paper of part i.
func (s *Search) explain(dst []Match, t *term, i int, paper uint32) ([]Match, error) {
	var f feed
	if err := f.open(t.lists[i], t.weight, s.norm); err != nil || f.df == 0 {
		return dst, err
	}
	at, ok, err := f.seek(paper)
	if err != nil || !ok {
		return dst, err
	}
	kind := f.block.kind(at)
	c, whole := f.segment.kinds[kind], toScore(worth(t.weight, f.impact(paper, at)))
	for field, weight := range s.index.scoring.weights {
		if n := c.of(Field(field)); n > 0 {
			share := float32(weight*float64(n)) * f.segment.inverse[kind]
			if share != share { // no field counts: the field weighs 0 of 0
				share = 1
			}
			dst = append(dst, Match{Word: t.word, Term: t.text, Typo: t.typo, Field: Field(field), Weight: whole * share})
		}
	}
	return dst, nil
}

// A Correction is a word of the query that was taken for another.
type Correction struct {
	Word string // as the query has it, folded
	Term string // the stem of what it was taken for
}

// Corrections are the words that were taken for typing errors.
func (s *Search) Corrections() []Correction {
	var all []Correction
	for i := range s.terms {
		if t := &s.terms[i]; t.typo {
			all = append(all, Correction{t.word, t.text})
		}
	}
	return all
}

// A Span is a part of a text, in bytes: the half-open range from Start to End.
type Span struct{ Start, End int }

// Mark returns where the words of the query are in a text, in order and
// without overlaps: those that score, of which phrases and titles are some.
func (s *Search) Mark(in string) []Span {
	wanted := make(map[string]bool, len(s.terms))
	for i := range s.terms {
		wanted[s.terms[i].text] = true
	}
	a := s.index.analyzers.Get().(*text.Analyzer)
	defer s.index.analyzers.Put(a)
	var spans []Span
	for _, t := range a.Append(nil, in) {
		if !wanted[t.Text] {
			continue
		}
		one := Span{t.Start, t.End}
		for n := len(spans); n > 0 && spans[n-1].End > one.Start; n-- { // a compound holds its parts
			one.Start = min(one.Start, spans[n-1].Start)
			spans = spans[:n-1]
		}
		spans = append(spans, one)
	}
	return spans
}
