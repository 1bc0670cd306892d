package embed

import (
	"context"
	"fmt"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Embedding is the outcome of one text.
type Embedding struct {
	Vector []float32 // [Dimension], of length 1; nil when Err is not. A part of a larger array: copy the few of many that are to be kept
	Tokens int       // tokens that the model read, special ones included
	Cut    bool      // the text was longer than the model takes
	Err    error     // of this text alone: see OfText
}

// window is how many texts are sorted by length together: enough that
// neighbours in the order are of nearly the same length, few enough that the
// ids of all of them stay in a few megabytes.
const window = 4096

// Documents embeds texts, each as DocumentText makes it of a paper, and
// returns one Embedding for each, in their order. A text that cannot be
// embedded carries its own Err and stops nothing. An error is returned when
// none of the result is usable: the context is done, ONNX Runtime fails, or
// the model is closed.
func (m *Model) Documents(ctx context.Context, texts []string) ([]Embedding, error) {
	if err := m.enter(ctx); err != nil {
		return nil, fmt.Errorf("cannot embed %d texts: %w", len(texts), err)
	}
	defer m.open.RUnlock()
	out := make([]Embedding, len(texts))
	for from := 0; from < len(texts); from += window {
		to := min(from+window, len(texts))
		if err := m.window(ctx, texts[from:to], out[from:to]); err != nil {
			return nil, fmt.Errorf("cannot embed %d texts: %w", len(texts), err)
		}
	}
	return out, nil
}

// window embeds texts into out: first all are cut into tokens, then batches of
// like length are run.
func (m *Model) window(ctx context.Context, texts []string, out []Embedding) error {
	ids := make([][]int64, len(texts))
	const share = 64 // texts cut into tokens at a time by one worker
	err := m.parallel(ctx, (len(texts)+share-1)/share, func(i int, w *scratch) error {
		from, to := i*share, min((i+1)*share, len(texts))
		m.cut(texts[from:to], ids[from:to], out[from:to])
		return nil
	})
	if err != nil {
		return err
	}
	lengths := make([]int, len(texts))
	for i := range lengths {
		lengths[i] = len(ids[i])
	}
	vectors := make([]float32, len(texts)*m.Dimension())
	batches := plan(lengths, m.limits)
	return m.parallel(ctx, len(batches), func(i int, w *scratch) error {
		return m.batch(batches[i], ids, out, vectors, w)
	})
}

// cut turns texts into ids; a text without a known token is left with none and
// with its error.
func (m *Model) cut(texts []string, ids [][]int64, out []Embedding) {
	var arena []int64 // the ids of all texts, one after the other
	for i, text := range texts {
		from := len(arena)
		t, err := m.tokens(arena, m.settings.DocumentPrefix, text)
		if err != nil {
			out[i].Err = err
			continue
		}
		arena = t.IDs
		// The ids stay where they are even if the arena moves on to a larger place.
		ids[i] = arena[from:len(arena):len(arena)]
		out[i].Tokens, out[i].Cut = len(ids[i]), t.Truncated
	}
}

// batch runs the graph on the texts whose indexes are given.
func (m *Model) batch(indexes []int, ids [][]int64, out []Embedding, vectors []float32, w *scratch) error {
	w.batch = w.batch[:0]
	for _, i := range indexes {
		w.batch = append(w.batch, ids[i])
	}
	got, err := m.session.vectors(w.batch, w)
	if err != nil {
		return err
	}
	dim := m.Dimension()
	for row, i := range indexes {
		v := vectors[i*dim : (i+1)*dim : (i+1)*dim]
		pool(v, got.row(row, len(ids[i])), m.settings.Pooling)
		if out[i].Err = normalize(v); out[i].Err == nil {
			out[i].Vector = v
		}
	}
	return nil
}

// parallel calls do for 0 to n-1, as many at once as the model has slots for,
// each with a scratch of its own; it stops between calls when ctx is done or
// the model closes.
func (m *Model) parallel(ctx context.Context, n int, do func(i int, w *scratch) error) error {
	var next atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	for range min(n, cap(m.slots)) {
		g.Go(func() error {
			w := m.scratches.take()
			defer m.scratches.give(w)
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				if err := m.slot(ctx, func() error { return do(i, w) }); err != nil {
					return err
				}
				runtime.Gosched() // a query that waits for a core gets it now, not at the end of this goroutine's 10 ms
			}
			return nil
		})
	}
	return g.Wait()
}

// slot waits until one more batch may run, and runs it.
func (m *Model) slot(ctx context.Context, do func() error) error {
	if err := m.goOn(ctx); err != nil { // a select with both ready would choose at random
		return err
	}
	select {
	case m.slots <- struct{}{}:
		defer func() { <-m.slots }()
		return do()
	case <-ctx.Done():
		return ctx.Err()
	}
}
