package tokenize

// mergeable is a piece while its pairs are joined: a list of ids linked both ways, and the joins that are possible.
type mergeable struct {
	rules      map[[2]int32]mergeRule
	ids        []int32 // none where a join took the id away
	next, prev []int32 // positions; len(ids) and -1 at the ends
	queue      mergeQueue
}

// candidate is a join that was possible when it was queued.
type candidate struct {
	rank, at, id int32
}

func (c candidate) before(d candidate) bool {
	return c.rank < d.rank || c.rank == d.rank && c.at < d.at
}

// mergeQueue is a heap of candidates, the earliest learned and leftmost on top. container/heap would allocate for each.
type mergeQueue []candidate

func (q *mergeQueue) push(c candidate) {
	h := append(*q, c)
	i := len(h) - 1
	for i > 0 && c.before(h[(i-1)/2]) {
		h[i] = h[(i-1)/2]
		i = (i - 1) / 2
	}
	h[i] = c
	*q = h
}

func (q *mergeQueue) pop() candidate {
	h := *q
	top, last := h[0], h[len(h)-1]
	h = h[:len(h)-1]
	for i := 0; len(h) > 0; {
		child := 2*i + 1
		if child+1 < len(h) && h[child+1].before(h[child]) {
			child++
		}
		if child >= len(h) || last.before(h[child]) {
			h[i] = last
			break
		}
		h[i] = h[child]
		i = child
	}
	*q = h
	return top
}

// offer queues the join of the id at a position with the next one, if there is a rule for it.
func (w *mergeable) offer(at int32) {
	if at < 0 || int(w.next[at]) >= len(w.ids) {
		return
	}
	if rule, ok := w.rules[[2]int32{w.ids[at], w.ids[w.next[at]]}]; ok {
		w.queue.push(candidate{rule.rank, at, rule.id})
	}
}

func (w *mergeable) appendMerged(dst []int32) []int32 {
	n := len(w.ids)
	w.next, w.prev = make([]int32, n), make([]int32, n)
	for i := range int32(n) {
		w.next[i], w.prev[i] = i+1, i-1
	}
	for i := range int32(n) {
		w.offer(i)
	}
	for len(w.queue) > 0 {
		top := w.queue.pop()
		right := int32(n)
		if w.ids[top.at] != none {
			right = w.next[top.at]
		}
		if int(right) >= n {
			continue
		}
		// What was queued may be gone: the pair counts only if it still joins to the same id.
		if rule, ok := w.rules[[2]int32{w.ids[top.at], w.ids[right]}]; !ok || rule.id != top.id {
			continue
		}
		w.ids[top.at], w.ids[right] = top.id, none
		w.next[top.at] = w.next[right]
		if int(w.next[right]) < n {
			w.prev[w.next[right]] = top.at
		}
		w.offer(w.prev[top.at])
		w.offer(top.at)
	}
	for _, id := range w.ids {
		if id != none {
			dst = append(dst, id)
		}
	}
	return dst
}
