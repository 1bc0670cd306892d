package lexical

// window is how many papers are looked at together: their sums stay in the
// fastest memory.
const window = 4096

// A room is the memory of one goroutine of a search, used again by the next.
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

// top offers the papers of a part that may be among the best, those that are the
// room's to look at. It looks at one
// window of papers after the other. Within one, the words that together cannot
// lift a paper among the best are left aside (MaxScore: Turtle and Flood 1995);
// the others are summed up for all papers of the window, block by block, leaving out blocks that
// cannot matter (Ding and Suel 2011); and only of the papers that still may be among the
// best are the words that were left aside looked up, the heaviest first.
func (r *room) top(c *crew) error {
	for {
		lo, end, err := c.take()
		if err != nil || lo == end {
			return err
		}
		for ; lo < end; lo += window {
			if err := r.look(c, uint32(lo), uint32(min(lo+window, end))); err != nil {
				return err
			}
		}
	}
}

// look looks at the window of papers from lo to before hi.
func (r *room) look(c *crew, lo, hi uint32) error {
	total := uint32(0)
	for _, f := range r.order {
		f.enter(lo, hi)
		total += f.bound
	}
	need := c.floor.Load()
	if total == 0 || total < need {
		return nil
	}
	r.sort()
	aside, rest := 0, uint32(0) // words left aside, and the most that they are worth
	for aside < len(r.order) && rest+r.order[aside].bound < max(need, 1) {
		rest += r.order[aside].bound
		aside++
	}
	for _, f := range r.order[aside:] {
		if err := r.sum(f, lo, hi, total, need); err != nil {
			return err
		}
	}
	r.gather(need - min(need, rest))
	if rest == 0 {
		r.let(&c.choice, lo)
	}
	for i := aside - 1; r.n > 0 && rest > 0; i-- {
		rest -= r.order[i].bound
		if err := r.lookUp(r.order[i], lo, hi); err != nil {
			return err
		}
		r.drop(need - min(need, rest))
		if i == aside-1 { // few are left by now
			r.let(&c.choice, lo)
		}
	}
	if r.n > 0 {
		r.offer(c, lo)
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
