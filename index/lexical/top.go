package lexical

import (
	"context"

	"github.com/kindred-search/kindred/index"
)

// window is how many papers are looked at together: their sums stay in the
// fastest memory.
const window = 4096

// A room is the memory of one search, used again by the next.
type room struct {
	sums    [window]uint32
	touched [window / 64]uint64 // which sums are not 0; none once they are gathered
	left    [window]uint16      // papers of the window that may be among the best, in order, and
	n       int                 // how many: those whose sums are not 0, once they are gathered
	feeds   []*feed             // those in use are first
	order   []*feed             // by bound, the lowest first
}

// feed returns one of the room's feeds that is not in use.
func (r *room) feed(used int) *feed {
	if used == len(r.feeds) {
		r.feeds = append(r.feeds, new(feed))
	}
	return r.feeds[used]
}

// enter opens a feed for each word that a part has.
func (r *room) enter(s *Search, i int) error {
	r.order = r.order[:0]
	for t := range s.terms {
		if l := s.terms[t].lists[i]; l.df > 0 {
			f := r.feed(len(r.order))
			if err := f.open(l, s.terms[t].weight, s.norm); err != nil {
				return err
			}
			r.order = append(r.order, f)
		}
	}
	return nil
}

// top offers the papers of a part that may be among the best. It looks at one
// window of papers after the other. Within one, the words that together cannot
// lift a paper among the best are left aside (MaxScore: Turtle and Flood 1995);
// the others are summed up for all papers of the window, block by block, leaving out blocks that
// cannot matter (Ding and Suel 2011); and only of the papers that still may be among the
// best are the words that were left aside looked up, the heaviest first.
func (r *room) top(ctx context.Context, c choice, best *index.Top) error {
	for _, f := range r.order {
		if err := f.bounds(); err != nil {
			return err
		}
	}
	for lo := 0; lo < c.papers; lo += window {
		if lo/window%16 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		hi := min(lo+window, c.papers)
		total := uint32(0)
		for _, f := range r.order {
			f.enter(uint32(lo), uint32(hi))
			total += f.bound
		}
		need := toSum(best.Floor())
		if total == 0 || total < need {
			continue
		}
		r.sort()
		aside, rest := 0, uint32(0) // words left aside, and the most that they are worth
		for aside < len(r.order) && rest+r.order[aside].bound < max(need, 1) {
			rest += r.order[aside].bound
			aside++
		}
		for _, f := range r.order[aside:] {
			if err := r.sum(f, uint32(lo), uint32(hi), total, need); err != nil {
				return err
			}
		}
		r.gather(need - min(need, rest))
		if rest == 0 {
			r.let(&c, uint32(lo))
		}
		for i := aside - 1; r.n > 0 && rest > 0; i-- {
			rest -= r.order[i].bound
			if err := r.lookUp(r.order[i], uint32(lo), uint32(hi)); err != nil {
				return err
			}
			r.drop(need - min(need, rest))
			if i == aside-1 { // few are left by now
				r.let(&c, uint32(lo))
			}
		}
		r.offer(&c, uint32(lo), best)
	}
	return nil
}

// sort orders the feeds by bound. They nearly are in order from the window before.
func (r *room) sort() {
	for i := 1; i < len(r.order); i++ {
		f, j := r.order[i], i
		for ; j > 0 && r.order[j-1].bound > f.bound; j-- {
			r.order[j] = r.order[j-1]
		}
		r.order[j] = f
	}
}
