package corpus

import (
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
)

// Readers, in this process and through a store opened for reading, beside a
// writer: each sees whole batches, and never fewer papers than before.
func TestConcurrentReaders(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	w := openAt(t, path, Options{})
	const batch, batches = 20, 30
	papers := many(batch * batches)
	mustAdd(t, w, papers[:batch]...)
	r := openAt(t, path, Options{ReadOnly: true})

	var (
		wg      sync.WaitGroup
		written atomic.Int64
	)
	written.Store(batch)
	for i, s := range []*Store{w, w, r, r} {
		wg.Go(func() {
			for last := 0; last < batch*batches; {
				atLeast := written.Load() // durable before we ask, so visible when we ask
				v, err := s.Snapshot(ctx)
				if err != nil {
					t.Error(err)
					return
				}
				rows, vecs := 0, 0
				for _, err := range v.Rows(0) {
					if err != nil {
						t.Error(err)
						v.Close()
						return
					}
					rows++
				}
				for _, err := range v.Vectors(0) {
					if err != nil {
						t.Error(err)
						v.Close()
						return
					}
					vecs++
				}
				v.Close()
				if rows%batch != 0 || rows != vecs || int64(rows) < atLeast || rows < last {
					t.Errorf("reader %d: %d papers, %d vectors, %d before, at least %d", i, rows, vecs, last, atLeast)
					return
				}
				last = rows
				if _, err := s.Papers(ctx, []int64{1, 2, 3}); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	for i := batch; i < len(papers); i += batch {
		if _, err := add(w, papers[i:i+batch]...); err != nil {
			t.Fatal(err)
		}
		written.Store(int64(i + batch))
	}
	// Votes from many goroutines are all counted.
	var voters sync.WaitGroup
	for range 8 {
		voters.Go(func() {
			for range 5 {
				if _, _, err := w.Vote(ctx, papers[0].ID, 1); err != nil {
					t.Error(err)
				}
			}
		})
	}
	voters.Wait()
	wg.Wait()
	if p, err := r.Paper(ctx, papers[0].ID); err != nil || *p.Votes != *papers[0].Votes+40 {
		t.Errorf("got %+v, %v", p, err)
	}
}
