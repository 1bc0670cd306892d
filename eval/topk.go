package eval

import "slices"

// candidate is a document by its position, and how near it is.
type candidate struct {
	score    float32
	document int
}

// topK keeps the k best candidates it was offered: a binary heap whose root is
// the worst of them. Invariant: every parent is worse than its children.
type topK struct {
	k     int
	heap  []candidate
	worse func(a, b candidate) bool // a strict order: no two candidates are equal
}

func (t *topK) offer(c candidate) {
	switch {
	case len(t.heap) < t.k:
		t.heap = append(t.heap, c)
		t.up(len(t.heap) - 1)
	case t.k > 0 && t.worse(t.heap[0], c):
		t.heap[0] = c
		t.down()
	}
}

// up restores the invariant after a change at i.
func (t *topK) up(i int) {
	for i > 0 {
		parent := (i - 1) / 2
		if !t.worse(t.heap[i], t.heap[parent]) {
			return
		}
		t.heap[i], t.heap[parent] = t.heap[parent], t.heap[i]
		i = parent
	}
}

// down restores the invariant after a change of the root.
func (t *topK) down() {
	for i := 0; ; {
		worst := i
		for child := 2*i + 1; child <= 2*i+2 && child < len(t.heap); child++ {
			if t.worse(t.heap[child], t.heap[worst]) {
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

// best returns the candidates, best first.
func (t *topK) best() []candidate {
	slices.SortFunc(t.heap, func(a, b candidate) int {
		switch {
		case t.worse(b, a):
			return -1
		case t.worse(a, b):
			return 1
		}
		return 0
	})
	return t.heap
}
