package lexical

import (
	"math/bits"

	"github.com/kindred-search/kindred/index"
)

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

// gather takes the papers of a window whose sums are no less than enough, and clears
// those of the others.
func (r *room) gather(enough uint32) {
	r.n = 0
	for w := range r.touched {
		for word := r.touched[w]; word != 0; word &= word - 1 {
			r.keep(uint16(w*64+bits.TrailingZeros64(word)), enough)
		}
		r.touched[w] = 0
	}
}

// drop leaves of the papers of a window those whose sums are no less than enough.
func (r *room) drop(enough uint32) {
	left := r.left[:r.n]
	r.n = 0
	for _, at := range left {
		r.keep(at, enough)
	}
}

// keep adds a paper of the window to those that are left, or clears its sum when it is
// not enough: without a branch, because half of them are.
func (r *room) keep(at uint16, enough uint32) {
	short := (int64(r.sums[at%window]) - int64(enough)) >> 63 // all bits set, or none
	r.sums[at%window] &^= uint32(short)
	r.left[r.n%window] = at
	r.n += 1 + int(short)
}

// let leaves of the papers of a window those that may be found.
func (r *room) let(c *choice, lo uint32) {
	left := r.left[:r.n]
	r.n = 0
	for _, at := range left {
		if c.lets(lo + uint32(at)) {
			r.left[r.n] = at
			r.n++
		} else {
			r.sums[at] = 0
		}
	}
}

// offer offers the papers of a window that are left, and clears their sums.
func (r *room) offer(c *crew, lo uint32) {
	c.found.Lock()
	defer c.found.Unlock()
	for _, at := range r.left[:r.n] {
		c.best.Offer(index.Hit{Slot: c.slot(int(lo) + int(at)), Score: toScore(r.sums[at])})
		r.sums[at] = 0
	}
	c.floor.Store(toSum(c.best.Floor()))
}
