package lexical

import (
	"context"
	"math/bits"
	"slices"

	"github.com/kindred-search/kindred/index"
)

// window is how many papers are looked at together: their sums stay in the
// fastest memory.
const window = 4096

// A room is the memory of one search, used again by the next.
type room struct {
	sums    [window]uint32
	touched [window / 64]uint64 // which sums are not 0
	feeds   []*feed             // those in use are first
	order   []*feed             // by bound, the lowest first
	maybe   []candidate
}

// A candidate is a paper that may be among the best.
type candidate struct {
	paper uint32
	sum   uint32
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
		r.gather(&c, uint32(lo), rest, need)
		for i := aside - 1; i >= 0 && len(r.maybe) > 0; i-- {
			rest -= r.order[i].bound
			if r.order[i].bound == 0 {
				break
			}
			if err := r.lookUp(r.order[i], rest, need); err != nil {
				return err
			}
		}
		for _, m := range r.maybe {
			if m.sum >= need {
				best.Offer(index.Hit{Slot: c.slot(int(m.paper)), Score: toScore(m.sum)})
			}
		}
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

// sum adds what a word is worth to the papers of a window, without blocks in which no
// paper can reach need.
func (r *room) sum(f *feed, lo, hi, total, need uint32) error {
	others := total - f.bound
	for b := f.first; b < f.blocks(); b++ {
		if b > f.first && f.last(b-1)+1 >= hi {
			break
		}
		if worth(f.weight, f.least[b])+others < need {
			continue
		}
		if err := f.hold(b); err != nil {
			return err
		}
		r.sumBlock(f, lo, hi)
	}
	return nil
}

// sumBlock adds what the postings of the block that is held are worth, to papers of a
// window.
func (r *room) sumBlock(f *feed, lo, hi uint32) {
	b := &f.block
	lengths, inverse, norm := f.segment.lengths[lo:hi], f.segment.inverse, f.norm
	if !b.bitmap {
		for i := b.search(lo); i < b.n; i++ {
			at := b.papers[i] - lo
			if at >= uint32(len(lengths)) {
				break
			}
			r.sums[at%window] += worth(f.weight, impactOf(norm[lengths[at]], inverse[b.kind(i)]))
			r.touched[at%window/64] |= 1 << (at % 64)
		}
		return
	}
	i := 0
	for w := range b.words {
		first := b.base + uint32(w*64)
		if first >= hi {
			break
		}
		if first+64 <= lo {
			i += bits.OnesCount64(b.words[w])
			continue
		}
		for word := b.words[w]; word != 0; word &= word - 1 {
			at := first + uint32(bits.TrailingZeros64(word)) - lo // wraps around before lo
			if at < uint32(len(lengths)) {
				r.sums[at%window] += worth(f.weight, impactOf(norm[lengths[at]], inverse[b.kind(i)]))
				r.touched[at%window/64] |= 1 << (at % 64)
			}
			i++
		}
	}
}

// gather takes the papers of a window that, with what was left aside, may reach
// need, and clears the sums.
func (r *room) gather(c *choice, lo, rest, need uint32) {
	r.maybe = slices.Grow(r.maybe[:0], window+1)
	all, n := r.maybe[:window+1], 0
	short := int64(need) - int64(rest) // a sum below it is not enough
	for w := range r.touched {
		for word := r.touched[w]; word != 0; word &= word - 1 {
			at := uint32(w*64 + bits.TrailingZeros64(word))
			sum := r.sums[at]
			r.sums[at] = 0
			// Written always and counted if enough, without a branch: half of them are.
			all[n] = candidate{lo + at, sum}
			n += 1 - int(uint64(int64(sum)-short)>>63)
		}
		r.touched[w] = 0
	}
	for _, m := range all[:n] {
		if c.lets(m.paper) {
			r.maybe = append(r.maybe, m)
		}
	}
}

// lookUp adds what a word is worth to those who may be among the best, and drops those
// who cannot be any more; rest is what the words still left aside are worth.
func (r *room) lookUp(f *feed, rest, need uint32) error {
	kept := r.maybe[:0]
	for _, c := range r.maybe {
		if c.sum+f.bound+rest < need {
			continue
		}
		if f.reach(c.paper) && c.sum+worth(f.weight, f.least[f.first])+rest >= need {
			if err := f.hold(f.first); err != nil {
				return err
			}
			if i, ok := f.block.find(c.paper); ok {
				c.sum += worth(f.weight, f.impact(c.paper, i))
			}
		}
		if c.sum+rest >= need {
			kept = append(kept, c)
		}
	}
	r.maybe = kept
	return nil
}
