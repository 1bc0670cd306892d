package embed

import "slices"

// defaultBatchTokens is the most padded tokens of one run, for a model whose
// model.json says nothing: few, so that what the graph works on stays in the
// cache of one core. Measured for one of MiniLM's shape: see BenchmarkBatchTokens.
const defaultBatchTokens = 512

// limits is what a batch must keep to.
type limits struct {
	tokens int  // texts times the longest of them; a text beyond it is a batch of its own
	texts  int  // at most so many; 0: any number
	equal  bool // all of one length
}

// plan groups texts into batches: ordered by length, so that little is
// padding, and cut so that each keeps to the limits. It returns indexes into
// lengths; a length of 0 is a text to leave out. The longest come first: the
// work left at the end is in small pieces, which keeps all cores busy.
func plan(lengths []int, l limits) [][]int {
	order := make([]int, 0, len(lengths))
	for i, n := range lengths {
		if n > 0 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return lengths[b] - lengths[a] })
	var batches [][]int
	for len(order) > 0 {
		longest := lengths[order[0]]
		n := min(max(1, l.tokens/longest), len(order))
		if l.texts > 0 {
			n = min(n, l.texts)
		}
		if l.equal {
			for n > 1 && lengths[order[n-1]] != longest {
				n--
			}
		}
		batches = append(batches, order[:n])
		order = order[n:]
	}
	return batches
}
