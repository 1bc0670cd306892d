package lexical

import (
	"context"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/kindred-search/kindred/index"
)

// TestSearchesBesideChanges searches while papers come and go, segments are
// merged and saved. Every answer must be of one state, and the last state that of the twin.
func TestSearchesBesideChanges(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 4))
	words := vocabulary(r, 300)
	x, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	w := newTwin(t, Options{})
	done := make(chan struct{})
	var readers sync.WaitGroup
	for reader := range 2 {
		readers.Go(func() {
			r := rand.New(rand.NewPCG(seed, 10+uint64(reader)))
			for {
				select {
				case <-done:
					return
				default:
				}
				if !consistent(t, x, sentence(r, words, 1+r.IntN(6))) {
					return
				}
			}
		})
	}
	next := uint32(0)
	for i := range 120 {
		few(t, r, x, w, words, &next)
		if i%40 == 39 {
			if err := x.Save(context.Background(), func(string) (io.Writer, error) { return io.Discard, nil }); err != nil {
				t.Fatal(err)
			}
		}
	}
	close(done)
	readers.Wait()
	for range 10 {
		compare(t, r, x, w, words, int(next))
	}
	x.Close() // the merges are done
	if n := len(x.current.Load().parts); n > 40 {
		t.Errorf("%d segments are left of %d papers", n, x.Len())
	}
	for range 10 {
		compare(t, r, x, w, words, int(next))
	}
}

// few adds some papers, a few of them in place of others, or deletes some.
func few(t *testing.T, r *rand.Rand, x *Index, w *twin, words []string, next *uint32) {
	t.Helper()
	var slots []uint32
	var documents []Document
	fewOf(r, words, next, func(slot uint32, d Document) {
		slots, documents = append(slots, slot), append(documents, d)
		w.add(slot, d)
	}, func(slot uint32) {
		if err := x.Add(slots, documents); err != nil {
			t.Fatal(err)
		}
		slots, documents = nil, nil
		w.remove(slot)
		x.Delete([]uint32{slot})
	})
	if err := x.Add(slots, documents); err != nil {
		t.Fatal(err)
	}
}

// fewOf says what few does.
func fewOf(r *rand.Rand, words []string, next *uint32, add func(uint32, Document), remove func(uint32)) {
	for range 1 + r.IntN(8) {
		slot := *next
		if *next > 0 && r.IntN(6) == 0 {
			slot = uint32(r.IntN(int(*next)))
		} else {
			*next++
		}
		add(slot, document(r, words))
	}
	if r.IntN(4) == 0 {
		remove(uint32(r.IntN(int(*next))))
	}
}

// consistent reports whether one search agrees with itself.
func consistent(t *testing.T, x *Index, question string) bool {
	s := x.Prepare(Plain(question))
	hits, err := s.Top(context.Background(), 20, nil)
	if err != nil {
		t.Error(err)
		return false
	}
	slots, scores := make([]uint32, len(hits)), make([]float32, len(hits))
	for i, h := range hits {
		slots[i] = h.Slot
	}
	if err := s.Score(scores, slots); err != nil {
		t.Error(err)
		return false
	}
	again := make([]index.Hit, len(hits))
	for i := range hits {
		again[i] = index.Hit{Slot: slots[i], Score: scores[i]}
	}
	if !slices.Equal(hits, again) {
		t.Errorf("%q: got %v, and then %v", question, hits, again)
		return false
	}
	return true
}

// TestRipe: every paper is merged a few times, and segments stay few.
func TestRipe(t *testing.T) {
	for _, batch := range []int{1, 100, 512} {
		var parts []part
		moved, added := 0, 0
		for added < 200_000 {
			parts = append(parts, part{segment: &segment{papers: batch}})
			added += batch
			for {
				first, end := ripe(parts)
				if first == end {
					break
				}
				n := 0
				for _, p := range parts[first:end] {
					n += p.papers
				}
				moved += n
				parts = slices.Replace(parts, first, end, part{segment: &segment{papers: n}})
			}
			if len(parts) > 60 {
				t.Fatalf("%d segments after %d papers in batches of %d", len(parts), added, batch)
			}
		}
		if moved > 8*added {
			t.Errorf("%d papers in batches of %d were moved %d times", added, batch, moved)
		}
	}
}
