package hnsw

import (
	"slices"
	"testing"

	"github.com/kindred-search/kindred/index"
)

// Without a slot its neighbors are found, and it is not, whether it was asked for
// before, is the entry point, or is not there at all.
func TestSearchWithout(t *testing.T) {
	random := seeded(t)
	const dim, n, k = 32, 3000, 10
	slots, vectors := many(random, n, dim, unit)
	x := open(t, dim, Options{EfSearch: 200})
	add(t, x, slots, vectors)
	f := twin(t, dim, slots, vectors)
	right := 0
	for _, slot := range slots[:200] {
		query := f.Vector(slot)
		want, err := f.Search(t.Context(), query, k+1, nil)
		if err != nil {
			t.Fatal(err)
		}
		want = slices.DeleteFunc(want, func(h index.Hit) bool { return h.Slot == slot })
		got, err := x.SearchWithout(t.Context(), query, k, slot)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != k || slices.ContainsFunc(got, func(h index.Hit) bool { return h.Slot == slot }) {
			t.Fatalf("slot %d: got %v", slot, got)
		}
		right += matches(got, want[:k])
		again, err := x.Search(t.Context(), query, 1, nil)
		if err != nil || len(again) != 1 || again[0].Slot != slot {
			t.Fatalf("slot %d: it is not found any more: %v, %v", slot, again, err)
		}
	}
	if recall := float64(right) / (200 * k); recall < 0.95 {
		t.Errorf("recall %g, need 0.95", recall)
	}
	all, err := x.SearchWithout(t.Context(), f.Vector(slots[0]), k, 2*n)
	if err != nil || len(all) != k || all[0].Slot != slots[0] {
		t.Errorf("without nothing: got %v, %v", all, err)
	}
}
