package hnsw

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/flat"
	"github.com/kindred-search/kindred/index/vec"
)

// open returns an empty index, whose Check runs at the end of the test.
func open(t testing.TB, dim int, o Options) *Index {
	t.Helper()
	x, err := New(dim, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { check(t, x) })
	return x
}

func check(t testing.TB, x *Index) {
	t.Helper()
	if err := x.Check(); err != nil {
		t.Error(err)
	}
}

func add(t testing.TB, x *Index, slots []uint32, vectors []float32) {
	t.Helper()
	if err := x.Add(slots, vectors); err != nil {
		t.Fatal(err)
	}
}

// twin is what a graph is held to, exact search.
func twin(t testing.TB, dim int, slots []uint32, vectors []float32) *flat.Index {
	t.Helper()
	f, err := flat.New(dim, flat.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Add(slots, vectors); err != nil {
		t.Fatal(err)
	}
	return f
}

func seeded(t testing.TB) *rand.Rand {
	t.Helper()
	seed := rand.Uint64()
	t.Log("seed", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// unit returns a vector of random direction and length 1, rounded to float16.
func unit(random *rand.Rand, dim int) []float32 {
	v := make([]float32, dim)
	for i := range v {
		v[i] = float32(random.NormFloat64())
	}
	return rounded(v)
}

func rounded(v []float32) []float32 {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	for i, x := range v {
		v[i] = vec.Float32(vec.Float16(float32(float64(x) / math.Sqrt(sum))))
	}
	return v
}

// data are kinds of vectors, each from a few centers or from few different ones.
var data = map[string]func(random *rand.Rand, dim int) []float32{
	"random": unit,
	"clustered": func(random *rand.Rand, dim int) []float32 {
		v, center := unit(random, dim), unit(rand.New(rand.NewPCG(uint64(random.IntN(20)), 9)), dim)
		for i := range v {
			v[i] = center[i] + v[i]*0.7
		}
		return rounded(v)
	},
	"tight clusters": func(random *rand.Rand, dim int) []float32 {
		v, center := unit(random, dim), unit(rand.New(rand.NewPCG(uint64(random.IntN(30)), 9)), dim)
		for i := range v {
			v[i] = center[i] + v[i]*0.2
		}
		return rounded(v)
	},
	"duplicates": func(random *rand.Rand, dim int) []float32 {
		return unit(rand.New(rand.NewPCG(uint64(random.IntN(300)), 9)), dim)
	},
	"half duplicates": func(random *rand.Rand, dim int) []float32 {
		if random.IntN(2) == 0 {
			return unit(rand.New(rand.NewPCG(uint64(random.IntN(3)), 9)), dim)
		}
		return unit(random, dim)
	},
	"one component": func(random *rand.Rand, dim int) []float32 {
		v := make([]float32, dim)
		v[random.IntN(dim)] = float32(1 - 2*random.IntN(2))
		return v
	},
}

// many returns n slots in ascending order, some left out, with vectors.
func many(random *rand.Rand, n, dim int, draw func(*rand.Rand, int) []float32) ([]uint32, []float32) {
	slots, vectors, next := make([]uint32, n), make([]float32, 0, n*dim), uint32(0)
	for i := range slots {
		if random.IntN(10) == 0 {
			next += uint32(random.IntN(3))
		}
		slots[i] = next
		next++
		vectors = append(vectors, draw(random, dim)...)
	}
	return slots, vectors
}

// matches is how many of k hits score at least as high as the worst of the true
// ones, so that equal vectors count for each other.
func matches(got, want []index.Hit) int {
	n := 0
	for _, h := range got {
		if h.Score >= want[len(want)-1].Score {
			n++
		}
	}
	return n
}

// recall is that of searches for random queries against exact search.
func recall(t testing.TB, random *rand.Rand, x *Index, f *flat.Index, k int, filter bitmap.Bitmap, draw func(*rand.Rand, int) []float32) float64 {
	t.Helper()
	const queries = 30
	hit, all := 0, 0
	for range queries {
		query := draw(random, x.Dim())
		got, err := x.Search(t.Context(), query, k, filter)
		if err != nil {
			t.Fatal(err)
		}
		want, err := f.Search(t.Context(), query, k, filter)
		if err != nil {
			t.Fatal(err)
		}
		checkHits(t, got, want, query, f, filter)
		if len(want) > 0 {
			hit, all = hit+matches(got, want), all+len(want)
		}
	}
	if all == 0 {
		return 1
	}
	return float64(hit) / float64(all)
}

// checkHits checks what holds of every answer, whatever its recall: as many as the
// exact one, in order, none twice, each with its score, each passing.
func checkHits(t testing.TB, got, want []index.Hit, query []float32, f *flat.Index, filter bitmap.Bitmap) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got %d hits, need %d", len(got), len(want))
	}
	for i, h := range got {
		if i > 0 && index.Compare(got[i-1], h) >= 0 {
			t.Fatalf("hits %v and %v are out of order", got[i-1], h)
		}
		if v := f.Vector(h.Slot); v == nil || vec.Dot(query, v) != h.Score || filter != nil && !filter.Has(h.Slot) {
			t.Fatalf("hit %v is none", h)
		}
	}
}

func TestRecall(t *testing.T) {
	const dim, n = 24, 1200
	for kind, draw := range data {
		t.Run(kind, func(t *testing.T) {
			random := seeded(t)
			slots, vectors := many(random, n, dim, draw)
			x, f := open(t, dim, Options{Workers: 2, EfConstruction: 80, EfSearch: 200}), twin(t, dim, slots, vectors)
			for i := 0; i < n; i += 400 {
				add(t, x, slots[i:i+400], vectors[i*dim:(i+400)*dim])
			}
			if x.Len() != n {
				t.Fatalf("holds %d vectors, need %d", x.Len(), n)
			}
			for _, k := range []int{1, 10, 100} {
				if r := recall(t, random, x, f, k, nil, draw); r < 0.95 {
					t.Errorf("recall@%d is %.3f, need 0.95", k, r)
				}
			}
			// More than there are, and all there are.
			for _, k := range []int{n, n + 1, 10 * n} {
				query := draw(random, dim)
				got, err := x.Search(t.Context(), query, k, nil)
				want, _ := f.Search(t.Context(), query, k, nil)
				if err != nil || !slices.Equal(got, want) {
					t.Fatalf("k %d: got %d hits, %v, need all %d", k, len(got), err, len(want))
				}
			}
		})
	}
}

func TestExactEqualsFlat(t *testing.T) {
	for kind, draw := range data {
		t.Run(kind, func(t *testing.T) {
			random := seeded(t)
			for _, dim := range []int{1, 3, 64, 130} {
				n := 300
				slots, vectors := many(random, n, dim, draw)
				x, f := open(t, dim, Options{Workers: 2, EfConstruction: 10}), twin(t, dim, slots, vectors)
				add(t, x, slots, vectors)
				deleted := slots[:random.IntN(100)]
				x.Delete(deleted)
				f.Delete(deleted)
				for _, pass := range []float64{1, 0.5, 0.1, 0.01, 0} {
					filter := filterOf(random, int(slots[n-1])+100, pass)
					for _, k := range []int{-1, 0, 1, 10, 100, n, 2 * n} {
						query := draw(random, dim)
						all, err := x.ExactAll(t.Context(), [][]float32{query, unit(random, dim), query}, k, filter)
						if one, _ := f.Search(t.Context(), query, k, filter); err != nil || !slices.Equal(all[0], one) || !slices.Equal(all[2], one) {
							t.Fatalf("dim %d, k %d, %g pass, together: got %v, %v, need %v", dim, k, pass, all, err, first(one))
						}
						got, err := x.Exact(t.Context(), query, k, filter)
						want, _ := f.Search(t.Context(), query, k, filter)
						if err != nil || !slices.Equal(got, want) {
							t.Fatalf("dim %d, k %d, %g pass: got %v, %v, need %v", dim, k, pass, first(got), err, first(want))
						}
					}
				}
			}
		})
	}
}

func first(hits []index.Hit) []index.Hit { return hits[:min(5, len(hits))] }

// filterOf lets each of n slots pass with a chance; nil for all.
func filterOf(random *rand.Rand, n int, pass float64) bitmap.Bitmap {
	if pass == 1 {
		return nil
	}
	filter := bitmap.New(1 + random.IntN(2*n)) // may end before the last slot, or after
	for slot := range uint32(len(filter) * 64) {
		if random.Float64() < pass {
			filter.Set(slot)
		}
	}
	return filter
}

// Walks through what does not pass, which a small index would not do: the filter
// is searched by walk, whatever is less work.
func TestFilters(t *testing.T) {
	const dim, n = 16, 1000
	for kind, draw := range data {
		t.Run(kind, func(t *testing.T) {
			random := seeded(t)
			slots, vectors := many(random, n, dim, draw)
			x, f := open(t, dim, Options{EfConstruction: 80, EfSearch: 200}), twin(t, dim, slots, vectors)
			add(t, x, slots, vectors)
			for _, pass := range []float64{0.5, 0.1, 0.01, 0.001, 0.0001} {
				filter := bitmap.New(int(slots[n-1]) + 1)
				for _, slot := range slots {
					if random.Float64() < pass {
						filter.Set(slot)
					}
				}
				for _, k := range []int{1, 20} {
					if r := recall(t, random, x, f, k, filter, draw); r < 0.95 {
						t.Errorf("%g pass: recall@%d is %.3f, need 0.95", pass, k, r)
					}
				}
				hit, all := 0, 0
				for range 25 {
					query := draw(random, dim)
					want, _ := f.Search(t.Context(), query, 10, filter)
					w := x.walk(x.current.Load())
					w.aim(query)
					entry, top, _ := w.g.top()
					w.descend(entry, top, 0)
					if len(want) == 0 {
						continue
					}
					if !w.nearestThat(t.Context(), filter, 200, n) {
						t.Fatal("gave up")
					}
					got := w.order(query, len(want))
					x.rest(w)
					checkHits(t, got, want, query, f, filter)
					hit, all = hit+matches(got, want), all+len(want)
				}
				if r := float64(hit) / float64(max(1, all)); all > 0 && r < 0.95 {
					t.Errorf("%g pass: recall@10 of walks is %.3f, need 0.95", pass, r)
				}
			}
		})
	}
}
