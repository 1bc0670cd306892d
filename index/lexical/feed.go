package lexical

// A feed reads the postings of one word of a query in one segment, forward only.
type feed struct {
	list
	skips  skips
	weight float32
	norm   *lengthNorm

	first int // the first block that has not been passed
	held  int // the block that is decoded, -1 for none
	block block

	least []float32 // the least impact of each block; see bounds
	own   []float32 // memory for that
	bound uint32    // the most that a posting of the present window is worth
}

// open puts a feed before its first posting.
func (f *feed) open(l list, weight float32, norm *lengthNorm) (err error) {
	f.list, f.weight, f.norm = l, weight, norm
	f.first, f.held = 0, -1
	f.least, f.own = nil, f.own[:0]
	f.skips, err = l.skips()
	return err
}

// share puts a feed before the first posting of another one's list, whose bounds are
// known.
func (f *feed) share(other *feed) {
	f.list, f.skips, f.weight, f.norm, f.least = other.list, other.skips, other.weight, other.norm, other.least
	f.first, f.held = 0, -1
}

// last is the last paper of a block, or one no less: in a list of one block
// only that knows it.
func (f *feed) last(b int) uint32 {
	if f.skips == nil {
		return uint32(f.segment.papers)
	}
	return f.skips.last(b)
}

// hold decodes a block.
func (f *feed) hold(b int) error {
	if f.held == b {
		return nil
	}
	f.held = b
	if err := f.decode(b, f.skips, &f.block); err != nil {
		f.held = -1
		return err
	}
	return nil
}

// impact is that of posting i of the block that is held, which is of this paper.
func (f *feed) impact(paper uint32, i int) float32 {
	return impactOf(f.norm[f.segment.lengths[paper]], f.segment.inverse[f.block.kind(i)])
}

// bounds computes the least impact of each block.
func (f *feed) bounds() error {
	defer func() { f.least = f.own }()
	if f.skips == nil {
		if err := f.hold(0); err != nil {
			return err
		}
		least := f.impact(f.block.papers[0], 0)
		for i := 1; i < f.block.n; i++ {
			least = min(least, f.impact(f.block.papers[i], i))
		}
		f.own = append(f.own, least)
		return nil
	}
	n := f.blocks()
	total := f.skips.impacts(n - 1)
	pairs, err := f.segment.postings.slice(f.at+uint64(n)*skipSize, uint64(total)*impactSize)
	if err != nil {
		return err
	}
	begin := uint32(0)
	for b := range n {
		end := f.skips.impacts(b)
		if end <= begin || end > total {
			return f.segment.postings.fault("the impacts of block %d of the word at %d end at %d of %d", b, f.at, end, total)
		}
		least := float32(0)
		for i, p := 0, pairs[begin*impactSize:end*impactSize]; i < len(p); i += impactSize {
			kind := int(p[i]) | int(p[i+1])<<8
			if kind >= len(f.segment.inverse) {
				return f.segment.postings.fault("the word at %d has kind %d of %d", f.at, kind, len(f.segment.inverse))
			}
			one := impactOf(f.norm[p[i+2]], f.segment.inverse[kind])
			if i == 0 || one < least {
				least = one
			}
		}
		f.own = append(f.own, least)
		begin = end
	}
	return nil
}

// enter sets the bound of the window of papers from lo to before hi, and passes
// what is before it.
func (f *feed) enter(lo, hi uint32) {
	n := f.blocks()
	for f.first < n && f.last(f.first) < lo {
		f.first++
	}
	f.bound = 0
	if f.first == n {
		return
	}
	least := f.least[f.first]
	for b := f.first; b+1 < n && f.last(b)+1 < hi; {
		b++
		least = min(least, f.least[b])
	}
	if f.first > 0 && f.last(f.first-1)+1 >= hi {
		return
	}
	if f.held == f.first && !f.block.meets(lo, hi) {
		return
	}
	f.bound = worth(f.weight, least)
}

// seek finds the posting of a paper, which is not before that of the last call: its
// place in the block that is held.
func (f *feed) seek(paper uint32) (i int, ok bool, err error) {
	if !f.reach(paper) {
		return 0, false, nil
	}
	if err := f.hold(f.first); err != nil {
		return 0, false, err
	}
	i, ok = f.block.find(paper)
	return i, ok, nil
}

// reach passes the blocks that end before a paper; false when none is left.
func (f *feed) reach(paper uint32) bool {
	n := f.blocks()
	if f.first >= n || f.last(f.first) >= paper {
		return f.first < n
	}
	step := 1
	for f.first+step < n && f.last(f.first+step) < paper {
		f.first += step
		step *= 2
	}
	lo, hi := f.first+1, min(f.first+step, n) // last(lo-1) < paper; hi is n or last(hi) >= paper
	for lo < hi {
		if mid := (lo + hi) / 2; f.last(mid) < paper {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	f.first = lo
	return lo < n
}
