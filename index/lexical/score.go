package lexical

import (
	"cmp"
	"math"
	"slices"
)

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
	slices.SortFunc(places, func(a, b int) int { return cmp.Compare(slots[a], slots[b]) })
	for i := range s.state.parts {
		p := &s.state.parts[i]
		var found []int // places
		var papers []uint32
		for _, at := range places {
			if paper, ok := p.find(slots[at]); ok && p.has(paper) {
				papers = append(papers, uint32(paper))
				found = append(found, at)
			}
		}
		if len(found) == 0 {
			continue
		}
		if err := r.enter(s, i); err != nil {
			return err
		}
		sums := make([]uint32, len(papers))
		for _, f := range r.order {
			for n, paper := range papers {
				i, ok, err := f.seek(paper)
				if err != nil {
					return err
				}
				if ok {
					sums[n] += worth(f.weight, f.impact(paper, i))
				}
			}
		}
		for n, at := range found {
			dst[at] = toScore(sums[n])
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
