package hnsw

import (
	"fmt"
	"slices"
	"testing"
)

// Vectors in other slots, some of them gone, against exact search of what is left;
// the graph that they come from stays as it is.
func TestRenumbered(t *testing.T) {
	const dim, n = 16, 900
	draw := data["clustered"]
	for _, kept := range []int{n, n * 8 / 10, n / 2, n / 10, 1, 0} {
		t.Run(fmt.Sprint(kept), func(t *testing.T) {
			random := seeded(t)
			slots, vectors := many(random, n, dim, draw)
			x := open(t, dim, Options{Workers: 2, EfConstruction: 80, EfSearch: 90})
			add(t, x, slots, vectors)
			x.Delete(slots[:n/20]) // some are gone already
			was := twin(t, dim, slots[n/20:], vectors[n/20*dim:])

			left := slices.Clone(slots[n/20:])
			random.Shuffle(len(left), func(i, j int) { left[i], left[j] = left[j], left[i] })
			left = left[:min(kept, len(left))]
			to := map[uint32]uint32{}
			for i, at := range random.Perm(3 * len(left))[:len(left)] { // with gaps, in no order
				to[left[i]] = uint32(at)
			}
			y, err := x.Renumbered(func(slot uint32) (uint32, bool) { s, ok := to[slot]; return s, ok })
			if err != nil {
				t.Fatal(err)
			}
			check(t, y)
			var newSlots []uint32
			var moved []float32
			for _, slot := range left {
				newSlots, moved = append(newSlots, to[slot]), append(moved, was.Vector(slot)...)
				if !slices.Equal(y.Vector(to[slot]), was.Vector(slot)) {
					t.Fatalf("slot %d, which was %d, holds another vector", to[slot], slot)
				}
			}
			f := twin(t, dim, newSlots, moved)
			if y.Len() != len(left) || y.Dead() != 0 || y.EfSearch() != 90 {
				t.Errorf("%d vectors, %d dead, efSearch %d; need %d, none, 90", y.Len(), y.Dead(), y.EfSearch(), len(left))
			}
			if kept > 10 {
				if r := recall(t, random, y, f, 10, nil, draw); r < 0.97 {
					t.Errorf("recall@10 is %.3f, need 0.97", r)
				}
			}
			more, others := many(random, 50, dim, draw)
			for i := range more {
				more[i] += 3 * n
			}
			add(t, y, more, others)
			check(t, y)
			if y.Len() != len(left)+50 {
				t.Errorf("%d vectors, need 50 more than %d", y.Len(), len(left))
			}

			check(t, x)
			if x.Len() != was.Len() || x.Dead() != n/20 {
				t.Errorf("the graph before has %d vectors and %d dead, need %d and %d", x.Len(), x.Dead(), was.Len(), n/20)
			}
			if r := recall(t, random, x, was, 10, nil, draw); r < 0.97 {
				t.Errorf("recall@10 of the graph before is %.3f, need 0.97", r)
			}
		})
	}
}
