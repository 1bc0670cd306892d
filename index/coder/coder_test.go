//go:build !windows

package coder_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/coder"
	"github.com/kindred-search/kindred/index/flat"
)

// open makes an index that is checked when the test ends.
func open(t *testing.T, dim int, o coder.Options) *coder.Index {
	t.Helper()
	x, err := coder.New(dim, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := x.Check(); err != nil {
			t.Error(err)
		}
	})
	return x
}

func seeded(t *testing.T) *rand.Rand {
	seed := rand.Uint64()
	t.Log("seed", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func unit(random *rand.Rand, dim int) []float32 {
	v := make([]float32, dim)
	var sum float64
	for i := range v {
		v[i] = float32(random.NormFloat64())
		sum += float64(v[i]) * float64(v[i])
	}
	for i := range v {
		v[i] = float32(float64(v[i]) / math.Sqrt(sum))
	}
	return v
}

func units(random *rand.Rand, n, dim int) (vectors []float32) {
	for range n {
		vectors = append(vectors, unit(random, dim)...)
	}
	return vectors
}

// With as many candidates as there are vectors, and with filters that take out
// most, the answers are those of flat, through any order of changes: among them
// all that the library panics at.
func TestEqualsFlat(t *testing.T) {
	const dim, slots = 8, 60
	random := seeded(t)
	x := open(t, dim, coder.Options{M: 4, EfSearch: 8, Candidates: slots})
	twin, err := flat.New(dim, flat.Options{})
	if err != nil {
		t.Fatal(err)
	}
	search := func() {
		t.Helper()
		query, k := unit(random, dim), random.IntN(slots+10)
		var filter bitmap.Bitmap
		if random.IntN(2) == 0 {
			filter = bitmap.New(slots)
			for slot := range uint32(slots) {
				if random.IntN(3) == 0 {
					filter.Set(slot)
				}
			}
		}
		got, err := x.Search(t.Context(), query, k, filter)
		if err != nil {
			t.Fatal(err)
		}
		want, err := twin.Search(t.Context(), query, k, filter)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Fatalf("k %d, filter %v: got %v, need %v", k, filter, got, want)
		}
	}
	for range 400 {
		changed := make([]uint32, random.IntN(6))
		for i := range changed {
			changed[i] = uint32(random.IntN(slots))
		}
		switch random.IntN(5) {
		case 0:
			x.Delete(changed)
			twin.Delete(changed)
		case 1: // everything
			if random.IntN(10) == 0 {
				changed = slices.Collect(bitmap.Full(slots).All())
				x.Delete(changed)
				twin.Delete(changed)
			}
		default:
			vectors := units(random, len(changed), dim)
			if err := errors.Join(x.Add(changed, vectors), twin.Add(changed, vectors)); err != nil {
				t.Fatal(err)
			}
		}
		search()
		if x.Len() != twin.Len() {
			t.Fatalf("holds %d vectors, need %d", x.Len(), twin.Len())
		}
	}
	for slot := range uint32(slots) {
		if !slices.Equal(x.Vector(slot), twin.Vector(slot)) {
			t.Errorf("slot %d: got %v, need %v", slot, x.Vector(slot), twin.Vector(slot))
		}
	}
}

// What the graph answers is true as far as it goes: k hits, sorted, live, passing,
// each once, with the scores of flat.
func TestAnswersHold(t *testing.T) {
	const dim, slots, k = 16, 2000, 10
	random := seeded(t)
	x := open(t, dim, coder.Options{M: 8, EfSearch: 20, Candidates: 30})
	all := slices.Collect(bitmap.Full(slots).All())
	if err := x.Add(all, units(random, slots, dim)); err != nil {
		t.Fatal(err)
	}
	if err := x.Add(all[:300], units(random, 300, dim)); err != nil { // replaced
		t.Fatal(err)
	}
	x.Delete(all[200:700])
	filter := bitmap.Full(slots - 100)
	for range 50 {
		query := unit(random, dim)
		hits, err := x.Search(t.Context(), query, k, filter)
		if err != nil {
			t.Fatal(err)
		}
		if len(hits) != k || !slices.IsSortedFunc(hits, index.Compare) {
			t.Fatalf("got %v, need %d hits, best first", hits, k)
		}
		seen := map[uint32]bool{}
		for _, h := range hits {
			var score [1]float32
			if err := x.Score(score[:], query, []uint32{h.Slot}); err != nil {
				t.Fatal(err)
			}
			if seen[h.Slot] || x.Vector(h.Slot) == nil || !filter.Has(h.Slot) || score[0] != h.Score {
				t.Fatalf("hit %v: seen %t, live %t, passes %t, score %v", h, seen[h.Slot], x.Vector(h.Slot) != nil, filter.Has(h.Slot), score[0])
			}
			seen[h.Slot] = true
		}
	}
}

// On vectors in few dimensions even this graph finds some; what it finds is
// measured against flat here, too.
func TestRequire(t *testing.T) {
	const dim, slots, k = 16, 3000, 10
	random := seeded(t)
	x := open(t, dim, coder.Options{M: 4, EfSearch: 8, Candidates: 12})
	vectors := units(random, slots, dim)
	if err := x.Add(slices.Collect(bitmap.Full(slots).All()), vectors); err != nil {
		t.Fatal(err)
	}
	twin, err := flat.New(dim, flat.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := twin.Add(slices.Collect(bitmap.Full(slots).All()), vectors); err != nil {
		t.Fatal(err)
	}
	queries := units(random, 40, dim)
	right := 0
	for i := range 40 {
		got, err := x.Search(t.Context(), queries[i*dim:][:dim], k, nil)
		if err != nil {
			t.Fatal(err)
		}
		want, err := twin.Search(t.Context(), queries[i*dim:][:dim], k, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range got {
			if slices.Contains(want, h) {
				right++
			}
		}
	}
	truth := float64(right) / (40 * k)
	if found, err := x.Require(t.Context(), queries, k, truth); found != truth || err != nil {
		t.Errorf("got recall %v and %v, need %v", found, err, truth)
	}
	if truth > 0.98 {
		t.Fatalf("recall %v with 12 candidates among %d: the graph is not what searches", truth, slots)
	}
	found, err := x.Require(t.Context(), queries, k, 0.98)
	if found != truth || !errors.Is(err, coder.ErrRecall) || !strings.Contains(err.Error(), "need 0.980; search with --index hnsw") {
		t.Errorf("got %v and %v, need %v and ErrRecall with the way out", found, err, truth)
	}
	empty := open(t, dim, coder.Options{})
	if found, err := empty.Require(t.Context(), queries, k, 1); found != 1 || err != nil {
		t.Errorf("an empty index: got %v and %v, need 1", found, err)
	}
}

func TestErrors(t *testing.T) {
	f := func(err, want error) {
		t.Helper()
		if !errors.Is(err, want) {
			t.Errorf("got %v, need %v", err, want)
		}
	}
	_, err := coder.New(0, coder.Options{})
	f(err, coder.ErrDimension)
	x := open(t, 2, coder.Options{Candidates: 1})
	if err := x.Add([]uint32{0, 1, 2}, []float32{1, 0, 0, 1, -1, 0}); err != nil {
		t.Fatal(err)
	}
	f(x.Add([]uint32{3}, []float32{1, 0, 0}), coder.ErrDimension)
	f(x.Add([]uint32{3, 4}, []float32{1, 0, 0, 0}), coder.ErrNotUnit)
	if x.Len() != 3 || x.Vector(3) != nil {
		t.Errorf("holds %d vectors after failed adds, need 3", x.Len())
	}
	_, err = x.Search(t.Context(), []float32{1, 0, 0}, 1, nil)
	f(err, coder.ErrDimension)
	for _, bad := range []float32{0, 2, float32(math.NaN()), float32(math.Inf(1))} {
		_, err = x.Search(t.Context(), []float32{bad, 0}, 1, nil)
		f(err, coder.ErrNotUnit)
	}
	f(x.Score(nil, []float32{1}, nil), coder.ErrDimension)
	_, err = x.MeasureRecall(t.Context(), []float32{1, 0, 0}, 1)
	f(err, coder.ErrDimension)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = x.Search(ctx, []float32{1, 0}, 1, nil)
	f(err, context.Canceled)
	_, err = x.Exact(ctx, []float32{1, 0}, 1, nil)
	f(err, context.Canceled)
}

// Searches and changes at once, for the race detector.
func TestSearchDuringChanges(t *testing.T) {
	const dim, slots = 8, 200
	random := seeded(t)
	x := open(t, dim, coder.Options{M: 4, EfSearch: 8, Candidates: 20})
	if err := x.Add(slices.Collect(bitmap.Full(slots).All()), units(random, slots, dim)); err != nil {
		t.Fatal(err)
	}
	stop, done := make(chan struct{}), make(chan error, 2)
	for i := range 2 {
		query := units(rand.New(rand.NewPCG(uint64(i), 0)), 1, dim)
		go func() {
			for {
				select {
				case <-stop:
					done <- nil
					return
				default:
				}
				if hits, err := x.Search(t.Context(), query, 5, nil); err != nil || len(hits) != 5 {
					done <- errors.Join(err, errors.New("found too few"))
					return
				}
			}
		}()
	}
	for range 100 {
		slot := uint32(random.IntN(slots - 5))
		x.Delete([]uint32{slot, slot + 1})
		if err := x.Add([]uint32{slot, slot + 3}, units(random, 2, dim)); err != nil {
			t.Error(err)
		}
		if x.Vector(slot+1) == nil {
			if err := x.Add([]uint32{slot + 1}, units(random, 1, dim)); err != nil {
				t.Error(err)
			}
		}
	}
	close(stop)
	for range 2 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}
