package hnsw

import (
	"context"

	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/vec"
)

// stepRows is how many vectors, looked at one after the other, take as long as
// following the links of one node does.
const stepRows = 16

// exactIsLess tells whether looking at all vectors that pass is less work than a
// walk for ef of them, which comes to one that passes every live/passing nodes.
func exactIsLess(ef, passing, live int) bool {
	return float64(passing)*float64(passing) <= float64(ef)*float64(live)*stepRows
}

// nearestThat is nearest in layer 0 for the nodes that hold a vector and pass the
// filter. The others are walked through, but are not found: they steer. It gives
// up, and returns false, when it has looked at more nodes than pass, or ctx ends.
//
// Here the candidates, C of the paper, are apart from found, W.
func (w *walk) nearestThat(ctx context.Context, filter bitmap.Bitmap, ef, passing int) bool {
	w.forget()
	found, candidates := w.found[:0], w.candidate[:0]
	defer func() { w.found, w.candidate = found, candidates }()
	for _, n := range w.found {
		n &^= followed
		w.see(n.node())
		candidates.push(n)
		if w.passes(n.node(), filter) {
			found = append(found, n)
		}
	}
	// As in nearest, rows are on their way while others are compared.
	looked, ids := 0, []uint32(nil)
	for {
		var next []uint32
		if len(candidates) > 0 && (len(found) < ef || candidates[0].nearer(found[ef-1])) {
			next = w.unseen(w.g.list(candidates.pop().node(), 0))
			w.g.high.Prefetch(len(w.query), next)
			looked += len(next)
		} else if len(ids) == 0 {
			return true
		}
		if looked > passing || ctx.Err() != nil {
			return false
		}
		w.g.roughly(w.products[:], w.query, ids)
		for i, id := range ids {
			n := nearOf(w.products[i], id)
			if len(found) == ef && !n.nearer(found[ef-1]) {
				continue
			}
			candidates.push(n)
			vec.Prefetch(w.g.list(id, 0).words)
			if !w.passes(id, filter) {
				continue
			}
			if len(found) < ef {
				found = append(found, n)
			} else {
				found[ef-1] = n
			}
			settle(found)
		}
		ids = next
	}
}

// heap is a binary heap, the nearest first: no node is nearer than its parent.
type heap []near

func (h *heap) push(n near) {
	*h = append(*h, n)
	s := *h
	i := len(s) - 1
	for i > 0 {
		parent := (i - 1) / 2
		if s[parent] <= n {
			break
		}
		s[i] = s[parent]
		i = parent
	}
	s[i] = n
}

func (h *heap) pop() near {
	s := *h
	first, n := s[0], s[len(s)-1]
	s = s[:len(s)-1]
	*h = s
	i := 0
	for {
		child := 2*i + 1
		if child >= len(s) {
			break
		}
		if child+1 < len(s) && s[child+1] < s[child] {
			child++
		}
		if n <= s[child] {
			break
		}
		s[i] = s[child]
		i = child
	}
	if len(s) > 0 {
		s[i] = n
	}
	return first
}
