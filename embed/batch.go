package embed

import "slices"

// defaultBatchTokens is the most padded tokens of one run: few, so that what
// the graph works on stays in the cache of one core. Measured for the built-in
// model and for one of MiniLM's shape: see BenchmarkBatchTokens.
const defaultBatchTokens = 512

// plan groups texts into batches: ordered by length, so that little is
// padding, and cut so that texts times the longest length stays within budget
// (a text longer than the budget is a batch of its own). It returns indexes
// into lengths; a length of 0 is a text to leave out. The longest come first:
// the work left at the end is in small pieces, which keeps all cores busy.
func plan(lengths []int, budget int) [][]int {
	order := make([]int, 0, len(lengths))
	for i, n := range lengths {
		if n > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return lengths[b] - lengths[a] })
	var batches [][]int
	for len(order) > 0 {
		n := min(max(1, budget/lengths[order[0]]), len(order))
		batches = append(batches, order[:n])
		order = order[n:]
	}
	return batches
}
