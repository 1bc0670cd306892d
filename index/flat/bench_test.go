package flat_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/flat"
)

// Vectors of random directions are harder than those of texts: products lie
// closer together, and more of them need to be exact.
func BenchmarkSearch(b *testing.B) {
	const dim = 384
	random := rand.New(rand.NewPCG(1, 1))
	for _, n := range []int{10_644, 100_000} {
		vectors, slots := make([]float32, 0, n*dim), make([]uint32, n)
		for i := range slots {
			slots[i] = uint32(i)
			vectors = append(vectors, unit(random, dim)...)
		}
		queries := make([][]float32, 64)
		for i := range queries {
			queries[i] = unit(random, dim)
		}
		for _, workers := range []int{1, 0} {
			x := open(b, dim, flat.Options{Workers: workers})
			add(b, x, slots, vectors)
			for _, pass := range []float64{1, 0.5, 0.01, 0.0001} {
				var filter bitmap.Bitmap
				if pass < 1 {
					filter = bitmap.New(n)
					for _, slot := range slots {
						if random.Float64() < pass {
							filter.Set(slot)
						}
					}
				}
				for _, k := range []int{10, 200} {
					cores := "1"
					if workers == 0 {
						cores = "all"
					}
					b.Run(fmt.Sprintf("n=%d/cores=%s/pass=%g%%/k=%d", n, cores, 100*pass, k), func(b *testing.B) {
						for i := 0; b.Loop(); i++ {
							if _, err := x.Search(b.Context(), queries[i%len(queries)], k, filter); err != nil {
								b.Fatal(err)
							}
						}
					})
				}
			}
		}
	}
}

// As an import does: 256 at a time, each batch visible when it returns.
func BenchmarkAdd(b *testing.B) {
	const dim, batch, batches = 384, 256, 40
	random := rand.New(rand.NewPCG(1, 1))
	var vectors []float32
	for range batch {
		vectors = append(vectors, unit(random, dim)...)
	}
	slots := make([]uint32, batch)
	for b.Loop() {
		x, err := flat.New(dim, flat.Options{})
		if err != nil {
			b.Fatal(err)
		}
		for i := range batches {
			for j := range slots {
				slots[j] = uint32(i*batch + j)
			}
			add(b, x, slots, vectors)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*batch*batches), "µs/vector")
}
