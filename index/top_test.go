package index

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestCompare(t *testing.T) {
	f := func(a, b Hit, want int) {
		t.Helper()
		if got := Compare(a, b); got != want {
			t.Errorf("Compare(%v, %v) = %d, need %d", a, b, got, want)
		}
		if got := Compare(b, a); got != -want {
			t.Errorf("Compare(%v, %v) = %d, need %d", b, a, got, -want)
		}
	}
	f(Hit{Slot: 9, Score: 0.5}, Hit{Slot: 1, Score: 0.4}, -1)
	f(Hit{Slot: 1, Score: 0.5}, Hit{Slot: 9, Score: 0.5}, -1)
	f(Hit{Slot: 1, Score: -0.5}, Hit{Slot: 9, Score: -0.4}, 1)
	f(Hit{Slot: 2, Score: 0}, Hit{Slot: 1, Score: float32(math.Copysign(0, -1))}, 1)
	f(Hit{Slot: 3, Score: 1}, Hit{Slot: 3, Score: 1}, 0)
}

// The heap against a sort of everything it was offered; few different scores
// make ties.
func TestTopEqualsSort(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	for range 2000 {
		k, offered := random.IntN(12)-1, make([]Hit, random.IntN(40))
		top := NewTop(k)
		for i := range offered {
			offered[i] = Hit{Slot: uint32(i), Score: float32(random.IntN(8))}
		}
		random.Shuffle(len(offered), func(i, j int) { offered[i], offered[j] = offered[j], offered[i] })
		for _, h := range offered {
			floor := top.Floor()
			before := slices.Clone(top.heap)
			top.Offer(h)
			if h.Score < floor && !slices.Equal(top.heap, before) {
				t.Fatalf("k %d: %v is below the floor of %v and was kept", k, h, floor)
			}
			for i := range top.heap {
				if i > 0 && Compare(top.heap[i], top.heap[(i-1)/2]) > 0 {
					t.Fatalf("k %d: hit %d of %v is worse than its parent", k, i, top.heap)
				}
			}
		}
		slices.SortFunc(offered, Compare)
		want := offered[:min(max(k, 0), len(offered))]
		if got := top.Hits(); !slices.Equal(got, want) {
			t.Fatalf("k %d: got %v, need %v", k, got, want)
		}
	}
}
