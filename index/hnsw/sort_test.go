package hnsw

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestSortAgainstTwin compares with slices.Sort, for products that are spread, close
// together, equal, and with one far from all others.
func TestSortAgainstTwin(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 31))
	var w walk
	for range 1000 {
		nodes := somewhere(r, r.IntN([]int{100, 1200, 5000}[r.IntN(3)]), 1+r.Int32N([]int32{1, 4, 1000, 1 << 23}[r.IntN(4)]))
		if len(nodes) > 0 && r.IntN(2) == 0 {
			nodes[r.IntN(len(nodes))] = nearOf(1<<30, 7) | treeMark
		}
		need := slices.Sorted(slices.Values(nodes))
		if w.sort(nodes); !slices.Equal(nodes, need) {
			t.Fatalf("%d nodes: got %x, need %x", len(nodes), nodes, need)
		}
	}
}

func somewhere(r *rand.Rand, n int, products int32) []near {
	nodes := make([]near, n)
	for i := range nodes {
		nodes[i] = nearOf(r.Int32N(products)-products/2, r.Uint32N(1<<20)) | near(r.IntN(2))
	}
	return nodes
}

// BenchmarkSort is where sortFew comes from.
func BenchmarkSort(b *testing.B) {
	for _, n := range []int{16, 32, 54, 384} {
		lists := make([][]near, 1<<20/n) // more than a processor remembers the branches of
		for i := range lists {
			lists[i] = somewhere(rand.New(rand.NewPCG(1, uint64(i))), n, 1<<20)
		}
		w, nodes := &walk{}, make([]near, n)
		for name, sort := range map[string]func([]near){"ours": w.sort, "slices": slices.Sort[[]near]} {
			b.Run(fmt.Sprintf("%d/%s", n, name), func(b *testing.B) {
				for i := 0; b.Loop(); i++ {
					copy(nodes, lists[i%len(lists)])
					sort(nodes)
				}
			})
		}
	}
}
