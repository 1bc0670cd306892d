package index

import (
	"math"
	"slices"
)

// Top keeps the k best hits that it was offered: a binary heap whose root is
// the worst of them. Invariant: no hit is worse than its parent. A Top is not
// safe for concurrent use.
type Top struct {
	k    int
	heap []Hit
}

// NewTop returns an empty Top of k hits; with k below 1 it never keeps any.
func NewTop(k int) *Top {
	return &Top{k: k, heap: make([]Hit, 0, min(max(k, 0), 4096))}
}

// Floor is the score below which an offered hit cannot be kept: that of the
// worst kept hit, minus infinity while there is room.
func (t *Top) Floor() float32 {
	switch {
	case t.k < 1:
		return float32(math.Inf(1))
	case len(t.heap) < t.k:
		return float32(math.Inf(-1))
	}
	return t.heap[0].Score
}

// Offer keeps h when there is room or when it is better than the worst kept
// hit, which then goes. Its score must not be NaN.
func (t *Top) Offer(h Hit) {
	switch {
	case len(t.heap) < t.k:
		t.heap = append(t.heap, h)
		t.up(len(t.heap) - 1)
	case t.k > 0 && worse(t.heap[0], h):
		t.heap[0] = h
		t.down()
	}
}

// Hits returns the kept hits, best first, and empties t, whose memory they hold.
func (t *Top) Hits() []Hit {
	hits := t.heap
	t.heap = nil
	slices.SortFunc(hits, Compare)
	return hits
}

// up restores the invariant after a change at i.
func (t *Top) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !worse(t.heap[i], t.heap[parent]) {
			return
		}
		t.heap[i], t.heap[parent] = t.heap[parent], t.heap[i]
		i = parent
	}
}

// down restores the invariant after a change of the root.
func (t *Top) down() {
	for i := 0; ; {
		worst := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(t.heap); child++ {
			if worse(t.heap[child], t.heap[worst]) {
				worst = child
			}
		}
		if worst == i {
			return
		}
		t.heap[i], t.heap[worst] = t.heap[worst], t.heap[i]
		i = worst
	}
}
