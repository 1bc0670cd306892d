package embed

import (
	"runtime"
	"slices"
)

// scratch is the memory of one run. ONNX Runtime reads and writes it in place,
// so it belongs to one run at a time; between runs it is kept for the next.
type scratch struct {
	ids, mask, types []int64   // [texts x tokens]
	out              []float32 // [texts x dimension] or [texts x tokens x dimension]

	batch [][]int64 // ids of the texts of a batch
	text  []int64   // ids of a single text

	// ONNX Runtime keeps the addresses from the making of a tensor to its end,
	// which Go allows only for pinned memory.
	pins runtime.Pinner
}

// fill lays the batch out row by row, padded to the longest, and returns that
// length.
func (w *scratch) fill(batch [][]int64, padID int64) int {
	tokens := 0
	for _, ids := range batch {
		tokens = max(tokens, len(ids))
	}
	n := len(batch) * tokens
	w.ids, w.mask = grow(w.ids, n), grow(w.mask, n)
	if len(w.types) < n { // always zero, so it only ever grows
		w.types = make([]int64, n)
	}
	for i, ids := range batch {
		row, mask := w.ids[i*tokens:(i+1)*tokens], w.mask[i*tokens:(i+1)*tokens]
		copy(row, ids)
		for j := range mask {
			if j < len(ids) {
				mask[j] = 1
			} else {
				mask[j], row[j] = 0, padID
			}
		}
	}
	return tokens
}

// input returns the values of the graph's input of that name.
func (w *scratch) input(name string) []int64 {
	switch name {
	case attentionMask:
		return w.mask
	case tokenTypeIDs:
		return w.types
	}
	return w.ids
}

func grow[T any](s []T, n int) []T { return slices.Grow(s[:0], n)[:n] }

// scratches keeps the memory of runs. More runs at once than it has room for
// are no error: the garbage collector takes what does not fit.
type scratches chan *scratch

func (c scratches) take() *scratch {
	select {
	case w := <-c:
		return w
	default:
		return new(scratch)
	}
}

func (c scratches) give(w *scratch) {
	select {
	case c <- w:
	default:
	}
}
