package lexical

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
)

// A Search is one query on one state of an index. It is for one goroutine at
// a time.
type Search struct {
	index   *Index
	state   *state
	query   Query
	terms   []term  // the heaviest first
	unknown float64 // what words that no paper has would weigh
	norm    *lengthNorm
	fault   error // damage met by Prepare

	restricted []bitmap.Bitmap // the papers of each part that pass the operators; see restrict
}

// A term is one word that is looked up.
type term struct {
	text   string // as the dictionaries have it
	word   string // as the query has it, folded
	typo   bool
	often  float64 // how often the query has it
	stop   bool
	df     int
	weight float32 // often * idf, in units
	lists  []list  // in each part
}

// Top returns the k papers that score highest, best first, in the order of
// index.Compare: all that are found when they are fewer, none when k is below 1.
// A paper is found when it has a word of the query, or when the query has no
// word but operators, and it passes these and the filter; nil lets every
// slot pass. A score is at least 0. The error is that of ctx, or wraps ErrDamaged.
func (s *Search) Top(ctx context.Context, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
	if err := s.restrict(); err != nil || k < 1 {
		return nil, err
	}
	best := index.NewTop(k)
	if len(s.terms) == 0 {
		s.withoutWords(filter, best)
		return best.Hits(), ctx.Err()
	}
	r := s.index.rooms.Get().(*room)
	defer s.index.rooms.Put(r)
	for i := range s.state.parts {
		err := r.enter(s, i)
		if err == nil {
			err = r.top(ctx, s.choice(i, filter), best)
		}
		if err != nil {
			r.leave()
			return nil, fmt.Errorf("lexical: search among %d papers was stopped: %w", s.state.papers, err)
		}
	}
	return best.Hits(), nil
}

// leave makes a room as good as new after an error.
func (r *room) leave() {
	clear(r.sums[:])
	clear(r.touched[:])
}

// withoutWords offers what passes the operators, if there are any, where there is
// nothing to score.
func (s *Search) withoutWords(filter bitmap.Bitmap, best *index.Top) {
	for i := range s.restricted {
		for paper := range s.restricted[i].All() {
			if slot := s.state.parts[i].slot(int(paper)); filter == nil || filter.Has(slot) {
				best.Offer(index.Hit{Slot: slot})
			}
		}
	}
}

// A choice is the papers of a part that may be found.
type choice struct {
	*part
	restricted bitmap.Bitmap // by paper, nil when the query has no operators
	filter     bitmap.Bitmap // by slot, nil when there is none
}

func (s *Search) choice(i int, filter bitmap.Bitmap) choice {
	c := choice{part: &s.state.parts[i], filter: filter}
	if s.restricted != nil {
		c.restricted = s.restricted[i]
	}
	return c
}

// lets reports whether a paper may be found.
func (c *choice) lets(paper uint32) bool {
	return c.has(int(paper)) && (c.restricted == nil || c.restricted.Has(paper)) && (c.filter == nil || c.filter.Has(c.slot(int(paper))))
}

// Score sets dst[i] to the score of slots[i], the same number as Top gives it,
// whether or not it passes the operators; 0 for a slot that holds nothing. dst
// must be at least as long as slots. The error wraps ErrDamaged.
func (s *Search) Score(dst []float32, slots []uint32) error {
	clear(dst[:len(slots)])
	if s.fault != nil {
		return s.fault
	}
	r := s.index.rooms.Get().(*room)
	defer s.index.rooms.Put(r)
	places := make([]int, len(slots)) // in slots, by ascending slot
	for i := range places {
		places[i] = i
	}
	slices.SortFunc(places, func(a, b int) int { return int(int64(slots[a]) - int64(slots[b])) })
	for i := range s.state.parts {
		p := &s.state.parts[i]
		r.maybe = r.maybe[:0]
		var found []int
		for _, at := range places {
			if paper, ok := p.find(slots[at]); ok && p.has(paper) {
				r.maybe = append(r.maybe, candidate{paper: uint32(paper)})
				found = append(found, at)
			}
		}
		if len(found) == 0 {
			continue
		}
		if err := r.enter(s, i); err != nil {
			return err
		}
		for _, f := range r.order {
			for c := range r.maybe {
				i, ok, err := f.seek(r.maybe[c].paper)
				if err != nil {
					return err
				}
				if ok {
					r.maybe[c].sum += worth(f.weight, f.impact(r.maybe[c].paper, i))
				}
			}
		}
		for c, at := range found {
			dst[at] = toScore(r.maybe[c].sum)
		}
	}
	return nil
}

// Most is a score that no paper can exceed, and to which a perfect one comes
// near: each word of the query, as often as one could wish, in a text that is all
// about it. A word that no paper has counts as if one had it: what is found
// answers a part of the question, and how large a part is what the score is of the
// most. It is 0 when the index knows no word of the query.
func (s *Search) Most() float32 {
	if len(s.terms) == 0 {
		return 0
	}
	sum := s.unknown * unit
	for i := range s.terms {
		sum += float64(s.terms[i].weight) + 2
	}
	return math.Nextafter32(float32(sum/unit), float32(math.Inf(1)))
}

// Matching is the set of slots that have any word of the query and pass its
// operators, those that Top chooses from, with room for n slots. The error wraps
// ErrDamaged.
func (s *Search) Matching(n int) (bitmap.Bitmap, error) {
	if len(s.terms) == 0 {
		set, err := s.Passing(n)
		if set == nil {
			set = bitmap.New(n) // neither words nor operators
		}
		return set, err
	}
	if err := s.restrict(); err != nil {
		return nil, err
	}
	set := bitmap.New(n)
	var held block
	for i := range s.state.parts {
		c := s.choice(i, nil)
		for t := range s.terms {
			if err := c.mark(&s.terms[t].lists[i], &held, set, n); err != nil {
				return nil, err
			}
		}
	}
	return set, nil
}

// mark puts the slots below n of a list's papers into a set.
func (c *choice) mark(l *list, held *block, set bitmap.Bitmap, n int) error {
	return l.each(held, func(paper uint32) {
		if slot := c.slot(int(paper)); int(slot) < n && c.lets(paper) {
			set.Set(slot)
		}
	})
}
