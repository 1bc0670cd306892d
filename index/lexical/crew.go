package lexical

import (
	"cmp"
	"context"
	"sync"
	"sync/atomic"

	"github.com/kindred-search/kindred/index"
)

const (
	// shift is how many papers one of a crew takes at a time: several windows, since a
	// block of a rare word spans many and is decoded by everyone who meets it.
	shift = 4 * window

	// crewShare is how many papers of a part are worth one more goroutine.
	crewShare = 8 * shift
)

// A crew searches one part: the goroutine that asked, and others that take windows
// off it where a core is idle. One that finds no core in time does not join in, and
// nobody waits for it. What they find does not depend on who they are: a bound that is out
// of date leaves more papers to look at, never fewer.
type crew struct {
	choice
	index *Index
	ctx   context.Context
	feeds []*feed // opened, with bounds

	next  atomic.Int64  // the first paper that nobody has taken
	floor atomic.Uint32 // a sum that is needed to be among the best

	joining sync.Mutex
	over    bool // nobody may join in any more
	joined  sync.WaitGroup

	found sync.Mutex
	best  *index.Top
	err   error
}

// search offers the papers of a part that may be among the best, in the room in
// which its feeds were opened.
func (c *crew) search(r *room) error {
	c.floor.Store(toSum(c.best.Floor()))
	for range c.index.helpers(c.papers) {
		go c.help()
	}
	err := r.top(c)
	c.joining.Lock()
	c.over = true
	c.joining.Unlock()
	c.joined.Wait()
	return cmp.Or(err, c.err)
}

// help joins in, if the search still goes on.
func (c *crew) help() {
	c.joining.Lock()
	if c.over || c.next.Load() >= int64(c.papers) {
		c.joining.Unlock()
		return
	}
	c.joined.Add(1)
	c.joining.Unlock()
	defer c.joined.Done()
	c.index.searching.Add(1)
	defer c.index.searching.Add(-1)
	r := c.index.rooms.Get().(*room)
	defer c.index.rooms.Put(r)
	r.order = r.order[:0]
	for i, f := range c.feeds {
		own := r.feed(i)
		own.share(f)
		r.order = append(r.order, own)
	}
	if err := r.top(c); err != nil {
		r.leave()
		c.found.Lock()
		defer c.found.Unlock()
		c.err = cmp.Or(c.err, err)
	}
}

// take is the papers of the next shift, which are the caller's to look at; none when
// all are taken.
func (c *crew) take() (lo, hi int, err error) {
	lo = int(c.next.Add(shift)) - shift
	return min(lo, c.papers), min(lo+shift, c.papers), c.ctx.Err()
}

// helpers is how many goroutines more may search a part of so many papers, beside those
// that do: one is the caller.
func (x *Index) helpers(papers int) int {
	return max(0, min(x.workers-int(x.searching.Load()), papers/x.share))
}
