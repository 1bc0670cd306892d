package lexical

import (
	"slices"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
)

const (
	// fewPapers that pass are scored one by one, when they are at most one of fewShare:
	// looking them up costs less than looking at all.
	fewPapers = 2048
	fewShare  = 16
)

// few is the slots that pass the filter and the operators, if they are few.
func (s *Search) few(filter bitmap.Bitmap) (slots []uint32, few bool) {
	passing := s.state.papers
	if filter != nil {
		passing = min(passing, filter.Count())
	}
	if s.restricted != nil {
		n := 0
		for _, papers := range s.restricted {
			n += papers.Count()
		}
		passing = min(passing, n)
	}
	if passing > min(fewPapers, s.state.papers/fewShare) {
		return nil, false
	}
	if s.restricted == nil {
		return slices.AppendSeq(slots, filter.All()), true
	}
	for i := range s.state.parts {
		c := s.choice(i, filter)
		for paper := range s.restricted[i].All() {
			if c.lets(paper) {
				slots = append(slots, c.slot(int(paper)))
			}
		}
	}
	return slots, true
}

// topOf offers those of some slots that have a word.
func (s *Search) topOf(slots []uint32, best *index.Top) error {
	scores := make([]float32, len(slots))
	if err := s.Score(scores, slots); err != nil {
		return err
	}
	for i, slot := range slots {
		if scores[i] > 0 {
			best.Offer(index.Hit{Slot: slot, Score: scores[i]})
		}
	}
	return nil
}
