package lexical

// searchShare is how many postings are looked at in the time that one takes to be
// searched for among them.
const searchShare = 12

// lookUp adds what a word is worth to the papers that are left of a window. Few of
// them have it, so the postings are gone through and those of other papers passed
// over, block by block; papers that are much fewer than the postings are searched for
// instead.
func (r *room) lookUp(f *feed, lo, hi uint32) error {
	left := r.left[:r.n]
	for b := f.first; b < f.blocks() && len(left) > 0; b++ {
		end := min(f.last(b), hi-1) + 1 - lo
		n := 0
		for n < len(left) && uint32(left[n]) < end {
			n++
		}
		if n > 0 {
			if err := f.hold(b); err != nil {
				return err
			}
			r.lookUpIn(f, left[:n], lo, hi)
		}
		left = left[n:]
	}
	return nil
}

// lookUpIn adds what the postings of the block that is held are worth to some of the
// papers that are left.
func (r *room) lookUpIn(f *feed, left []uint16, lo, hi uint32) {
	b := &f.block
	lengths, inverse, norm := f.segment.lengths, f.segment.inverse, f.norm
	if !b.bitmap {
		i, last := b.search(lo+uint32(left[0])), b.search(lo+uint32(left[len(left)-1])+1)
		if len(left)*searchShare >= last-i {
			for ; i < last; i++ {
				paper := b.papers[i%blockSize]
				if at := (paper - lo) % window; r.sums[at] != 0 {
					r.sums[at] += worth(f.weight, impactOf(norm[lengths[paper]], inverse[b.kind(i)]))
				}
			}
			return
		}
	}
	for _, at := range left {
		paper := lo + uint32(at)
		if i, ok := b.find(paper); ok {
			r.sums[at%window] += worth(f.weight, impactOf(norm[lengths[paper]], inverse[b.kind(i)]))
		}
	}
}
