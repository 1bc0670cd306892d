package lexical

import "github.com/kindred-search/kindred/index/bitmap"

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
