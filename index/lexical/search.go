package lexical

import (
	"context"
	"fmt"

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
// A paper is found when it has a word of the query and passes its operators and
// the filter; nil lets every slot pass. Where the index knows no word of the query, those
// that pass its operators are found, if it has any. A score is at least 0. The error is that
// of ctx, or wraps ErrDamaged.
func (s *Search) Top(ctx context.Context, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
	if err := s.restrict(); err != nil || k < 1 {
		return nil, err
	}
	best := index.NewTop(k)
	if len(s.terms) == 0 {
		s.withoutWords(filter, best)
		return best.Hits(), ctx.Err()
	}
	if slots, few := s.few(filter); few {
		if err := s.topOf(slots, best); err != nil {
			return nil, err
		}
		return best.Hits(), ctx.Err()
	}
	s.index.searching.Add(1)
	defer s.index.searching.Add(-1)
	r := s.index.rooms.Get().(*room)
	defer s.index.rooms.Put(r)
	for i := range s.state.parts {
		c, err := s.crew(ctx, i, r, filter, best)
		if err == nil {
			err = c.search(r)
		}
		if err != nil {
			r.leave()
			return nil, fmt.Errorf("lexical: search among %d papers was stopped: %w", s.state.papers, err)
		}
	}
	return best.Hits(), nil
}

// crew opens the feeds of a part in a room, for a search of it.
func (s *Search) crew(ctx context.Context, i int, r *room, filter bitmap.Bitmap, best *index.Top) (*crew, error) {
	if err := r.enter(s, i); err != nil {
		return nil, err
	}
	feeds := r.feeds[:len(r.order)]
	for _, f := range feeds {
		if err := f.bounds(); err != nil {
			return nil, err
		}
	}
	return &crew{choice: s.choice(i, filter), index: s.index, ctx: ctx, feeds: feeds, best: best}, nil
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
