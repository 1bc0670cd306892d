package lexical

import (
	"context"
	"math/bits"
	"slices"

	"github.com/kindred-search/kindred/index/bitmap"
)

const (
	// tierBits: segments whose papers differ by less than a factor of 8 are of one tier.
	tierBits = 3

	// tierSegments of one tier become one of the next: every paper is moved once
	// per tier, and a search meets at most some 8 segments of each.
	tierSegments = 8

	// deadShare of a segment, and deadAlways, may be deleted before it is written
	// anew: until then every search takes them out of its statistics.
	deadShare  = 16
	deadAlways = 1024
)

// ripe returns which parts, from first to before end, should be one: the newest,
// as far back as none is of a higher tier than those of which there are
// tierSegments; else one that is full of deleted papers.
func ripe(parts []part) (first, end int) {
	highest, count := -1, 0
	for i := len(parts) - 1; i >= 0; i-- {
		tier := bits.Len(uint(parts[i].papers)) / tierBits
		switch {
		case tier == highest:
			count++
		case tier > highest && count >= tierSegments:
			return i + 1, len(parts)
		case tier > highest:
			highest, count = tier, 1
		}
	}
	if count >= tierSegments {
		return 0, len(parts)
	}
	for i, p := range parts {
		if p.gone > deadAlways+p.papers/deadShare {
			return i, i + 1
		}
	}
	return 0, 0
}

// mostParts is how many parts there are before Add helps to merge them.
const mostParts = 64

// wake begins to merge in the background what is ripe, unless that is going on.
func (x *Index) wake() {
	if first, end := ripe(x.current.Load().parts); first == end || x.stuck.Load() || !x.busy.CompareAndSwap(false, true) {
		return
	}
	x.background.Go(func() {
		for x.mergeRipe() {
		}
		x.busy.Store(false)
		x.wake() // for what came between the two lines before
	})
}

// mergeRipe merges once, and reports whether there may be more to do.
func (x *Index) mergeRipe() bool {
	x.merging.Lock()
	defer x.merging.Unlock()
	parts := x.current.Load().parts
	first, end := ripe(parts)
	if first == end || x.stuck.Load() {
		return false
	}
	// Only another merge moves parts, and this one holds merging; deletions may
	// empty a part, which then is not there any more.
	taken := parts[first:end]
	s, numbers, err := merge(context.Background(), taken)
	if err != nil {
		x.stuck.Store(true) // a section is damaged: searches and Save say so
		return false
	}
	x.writing.Lock()
	defer x.writing.Unlock()
	x.exchange(taken, s, numbers)
	return true
}

// exchange publishes what was made of some parts in their place, without what was
// deleted from them meanwhile. writing and merging must be held.
func (x *Index) exchange(taken []part, s *segment, numbers [][]uint32) {
	made := part{segment: s}
	merged := make(map[*segment]int, len(taken))
	for i, p := range taken {
		merged[p.segment] = i
	}
	var parts []part
	placed := false
	dead := bitmap.New(s.papers)
	met := make([]bool, len(taken))
	kill := func(paper uint32) {
		dead.Set(paper)
		made.gone++
		made.goneWords += uint64(decodeLength(s.lengths[paper]))
	}
	for _, p := range x.current.Load().parts {
		i, ok := merged[p.segment]
		if !ok {
			parts = append(parts, p)
			continue
		}
		if !placed {
			placed = true
			parts = append(parts, part{}) // made, below
		}
		met[i] = true
		for paper, to := range numbers[i] {
			if to != absent && !p.has(paper) {
				kill(to)
			}
		}
	}
	for i := range taken {
		if met[i] {
			continue
		}
		for _, to := range numbers[i] { // all of it was deleted
			if to != absent {
				kill(to)
			}
		}
	}
	if made.gone > 0 {
		made.dead = dead
	}
	for i := range parts {
		if parts[i].segment == nil {
			parts[i] = made
		}
	}
	x.publish(parts)
}

// join merges parts, which were all there was at a moment, into one segment beside changes,
// and returns it: an empty one for none. It puts it in their place, unless another merge
// has moved some of them since. merging is held.
func (x *Index) join(ctx context.Context, parts []part) (*segment, error) {
	if len(parts) == 1 && parts[0].gone == 0 {
		return parts[0].segment, nil
	}
	s, numbers, err := merge(ctx, parts)
	if err != nil {
		return nil, err
	}
	x.writing.Lock()
	defer x.writing.Unlock()
	now := x.current.Load().parts
	for _, p := range parts {
		if !slices.ContainsFunc(now, func(q part) bool { return q.segment == p.segment }) {
			return s, nil
		}
	}
	x.exchange(parts, s, numbers)
	return s, nil
}
