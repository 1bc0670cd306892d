package embed

import (
	"context"
	"errors"
	"testing"
)

// A context that ends between two batches ends the call there, and so does
// Close. One worker, so that the place is the same on every machine.
func TestStopsBetweenBatches(t *testing.T) {
	f := func(name string, want error, stop func(*Model, context.CancelFunc)) {
		t.Run(name, func(t *testing.T) {
			m := &Model{slots: make(chan struct{}, 1)}
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			ran := 0
			err := m.parallel(ctx, 1000, func(i int, _ *scratch) error {
				if ran++; i == 9 {
					stop(m, cancel)
				}
				return nil
			})
			if !errors.Is(err, want) || ran != 10 {
				t.Errorf("%d batches ran, error %v; need 10 and %v", ran, err, want)
			}
		})
	}
	f("cancelled", context.Canceled, func(_ *Model, cancel context.CancelFunc) { cancel() })
	f("closing", ErrClosed, func(m *Model, _ context.CancelFunc) { m.closing.Store(true) })
}

func TestParallelRunsEachOnceAndEndsWithTheFirstError(t *testing.T) {
	m := &Model{slots: make(chan struct{}, 4)}
	seen := make([]int, 500)
	if err := m.parallel(context.Background(), len(seen), func(i int, _ *scratch) error { seen[i]++; return nil }); err != nil {
		t.Fatal(err)
	}
	for i, n := range seen {
		if n != 1 {
			t.Errorf("%d ran %d times", i, n)
		}
	}
	broken := errors.New("broken")
	if err := m.parallel(context.Background(), 50, func(i int, _ *scratch) error {
		if i == 20 {
			return broken
		}
		return nil
	}); !errors.Is(err, broken) {
		t.Errorf("got %v, need the error of the one that failed", err)
	}
}
