package flat_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/flat"
	"github.com/kindred-search/kindred/index/vec"
)

// twin is exact search as it is defined: every product, sorted.
type twin map[uint32][]float32

func (m twin) search(query []float32, k int, filter bitmap.Bitmap) []index.Hit {
	var hits []index.Hit
	for slot, v := range m {
		if filter == nil || filter.Has(slot) {
			hits = append(hits, index.Hit{Slot: slot, Score: vec.Dot(query, v)})
		}
	}
	slices.SortFunc(hits, index.Compare)
	return hits[:min(max(k, 0), len(hits))]
}

// open returns an empty index, whose Check runs at the end of the test.
func open(t testing.TB, dim int, o flat.Options) *flat.Index {
	t.Helper()
	x, err := flat.New(dim, o)
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

func add(t testing.TB, x *flat.Index, slots []uint32, vectors []float32) {
	t.Helper()
	if err := x.Add(slots, vectors); err != nil {
		t.Fatal(err)
	}
}

// data are kinds of vectors. Clustered ones lie so near each other that codes
// cannot tell them apart; of duplicates there are many more than any k.
var data = map[string]func(random *rand.Rand, dim int) []float32{
	"random": unit,
	"clustered": func(random *rand.Rand, dim int) []float32 {
		center, v := unit(rand.New(rand.NewPCG(uint64(random.IntN(3)), 9)), dim), unit(random, dim)
		for i := range v {
			v[i] = center[i] + v[i]/1000
		}
		return normalize(v)
	},
	"duplicates": func(random *rand.Rand, dim int) []float32 {
		return unit(rand.New(rand.NewPCG(uint64(random.IntN(4)), 9)), dim)
	},
	"one component": func(random *rand.Rand, dim int) []float32 {
		v := make([]float32, dim)
		v[random.IntN(dim)] = float32(1 - 2*random.IntN(2))
		return v
	},
	"one large component": func(random *rand.Rand, dim int) []float32 {
		v := unit(random, dim)
		v[0] += 5
		return normalize(v)
	},
	"tiny components": func(random *rand.Rand, dim int) []float32 {
		v := unit(random, dim)
		for i := range v {
			v[i] *= float32(math.Ldexp(1, -random.IntN(140)))
		}
		v[random.IntN(dim)] = 1
		return normalize(v)
	},
}

func TestSearchEqualsSortingEverything(t *testing.T) {
	for kind, draw := range data {
		t.Run(kind, func(t *testing.T) {
			seed := rand.Uint64()
			t.Log("seed", seed)
			random := rand.New(rand.NewPCG(seed, 0))
			for _, dim := range []int{1, 7, 48} {
				x, want := open(t, dim, flat.Options{Workers: 3}), twin{}
				n := 3000
				slots, vectors := make([]uint32, n), make([]float32, 0, n*dim)
				for i := range slots {
					slots[i] = uint32(i)
					vectors = append(vectors, draw(random, dim)...)
					want[uint32(i)] = vectors[i*dim:][:dim]
				}
				add(t, x, slots, vectors)
				deleted := make([]uint32, 0, 500)
				for range 500 {
					deleted = append(deleted, uint32(random.IntN(n+100)))
					delete(want, deleted[len(deleted)-1])
				}
				x.Delete(deleted)
				if x.Len() != len(want) {
					t.Fatalf("holds %d vectors, need %d", x.Len(), len(want))
				}
				for _, pass := range []float64{1, 0.9, 0.5, 0.3, 0.05, 0.001, 0} {
					filter := bitmap.New(1 + random.IntN(n+200)) // may end before the last slot, or after
					for slot := range uint32(len(filter) * 64) {
						if random.Float64() < pass {
							filter.Set(slot)
						}
					}
					if pass == 1 {
						filter = nil
					}
					for _, k := range []int{-1, 0, 1, 10, 100, n, 2 * n} {
						query := draw(random, dim)
						got, err := x.Search(t.Context(), query, k, filter)
						if err != nil {
							t.Fatal(err)
						}
						if want := want.search(query, k, filter); !slices.Equal(got, want) {
							t.Fatalf("%d dimensions, %g pass, k %d: got %v, need %v", dim, pass, k, first(got), first(want))
						}
					}
				}
			}
		})
	}
}

// Enough rows for several workers.
func TestWorkersAgree(t *testing.T) {
	const n, dim = 50_000, 8
	random := rand.New(rand.NewPCG(5, 5))
	slots, vectors, want := make([]uint32, n), make([]float32, 0, n*dim), twin{}
	for i := range slots {
		slots[i] = uint32(i)
		vectors = append(vectors, data["random"](random, dim)...)
		want[uint32(i)] = vectors[i*dim:][:dim]
	}
	query := unit(random, dim)
	for workers := range 6 {
		x := open(t, dim, flat.Options{Workers: workers})
		add(t, x, slots, vectors)
		got, err := x.Search(t.Context(), query, 100, nil)
		if err != nil {
			t.Fatal(err)
		}
		if want := want.search(query, 100, nil); !slices.Equal(got, want) {
			t.Fatalf("%d workers: got %v, need %v", workers, first(got), first(want))
		}
	}
}

// Random changes against a map, with slots in any order.
func TestChangesEqualMap(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	const dim = 5
	x, want := open(t, dim, flat.Options{}), twin{}
	for step := range 300 {
		var slots []uint32
		for range random.IntN(20) {
			slots = append(slots, uint32(random.IntN(1+step*20))) // some given twice: the last holds
		}
		if random.IntN(3) == 0 {
			if random.IntN(10) == 0 { // all of a chunk
				for i := range uint32(1024) {
					slots = append(slots, 1024+i)
				}
			}
			x.Delete(slots)
			for _, slot := range slots {
				delete(want, slot)
			}
		} else {
			var vectors []float32
			for _, slot := range slots {
				v := unit(random, dim)
				vectors = append(vectors, v...)
				want[slot] = v
			}
			add(t, x, slots, vectors)
		}
		query := unit(random, dim)
		got, err := x.Search(t.Context(), query, 20, nil)
		if err != nil {
			t.Fatal(err)
		}
		if want := want.search(query, 20, nil); !slices.Equal(got, want) || x.Len() != len(want) && len(want) < 20 {
			t.Fatalf("step %d: got %v, need %v", step, got, want)
		}
		if x.Len() != len(want) {
			t.Fatalf("step %d: holds %d vectors, need %d", step, x.Len(), len(want))
		}
		checkScores(t, x, want, query, slots)
	}
}

func checkScores(t *testing.T, x *flat.Index, want twin, query []float32, slots []uint32) {
	t.Helper()
	slots = append(slots, math.MaxUint32)
	scores := make([]float32, len(slots))
	if err := x.Score(scores, query, slots); err != nil {
		t.Fatal(err)
	}
	for i, slot := range slots {
		v := want[slot]
		if !slices.Equal(x.Vector(slot), v) {
			t.Fatalf("slot %d holds %v, need %v", slot, x.Vector(slot), v)
		}
		var score float32
		if v != nil {
			score = vec.Dot(query, v)
		}
		if scores[i] != score {
			t.Fatalf("slot %d scores %v, need %v", slot, scores[i], score)
		}
	}
}

func TestEmpty(t *testing.T) {
	x := open(t, 2, flat.Options{})
	x.Delete([]uint32{0, 7})
	for range 2 {
		hits, err := x.Search(t.Context(), []float32{1, 0}, 10, nil)
		if err != nil || len(hits) != 0 || x.Len() != 0 || x.Vector(0) != nil {
			t.Fatalf("an empty index of %d: got %v, %v", x.Len(), hits, err)
		}
		add(t, x, []uint32{3, 5000}, []float32{1, 0, 0, 1})
		x.Delete([]uint32{3, 5000})
	}
}

func TestErrors(t *testing.T) {
	f := func(err, want error, message string) {
		t.Helper()
		if !errors.Is(err, want) || err.Error() != message {
			t.Errorf("got %v\nneed %v", err, message)
		}
	}
	_, err := flat.New(0, flat.Options{})
	f(err, flat.ErrDimension, "flat: cannot make an index of 0 dimensions, need 1 to 131071: wrong number of dimensions")
	x := open(t, 2, flat.Options{})
	add(t, x, []uint32{0}, []float32{1, 0})
	f(x.Add([]uint32{1, 2}, []float32{1, 0, 1}), flat.ErrDimension,
		"flat: got 3 numbers for 2 vectors of 2 dimensions, need 4: wrong number of dimensions; embed with the model of the store")
	f(x.Add([]uint32{1, 2}, []float32{0, 1, 0.5, 0}), flat.ErrNotUnit,
		"flat: cannot add the vector of slot 2: its length is 0.5, need 1 within 0.005: not a vector of length 1; divide it by its length")
	for _, bad := range []float32{0, float32(math.NaN()), float32(math.Inf(1)), math.MaxFloat32} {
		if err := x.Add([]uint32{1}, []float32{bad, 0}); !errors.Is(err, flat.ErrNotUnit) {
			t.Errorf("a component of %v: got %v", bad, err)
		}
	}
	if x.Len() != 1 || x.Vector(1) != nil {
		t.Errorf("holds %d vectors after failed adds, need 1", x.Len())
	}
	_, err = x.Search(t.Context(), []float32{1}, 1, nil)
	f(err, flat.ErrDimension, "flat: cannot search for the query: it has 1 dimensions, need 2: wrong number of dimensions; embed it with the model of the store")
	_, err = x.Search(t.Context(), []float32{1, 1}, 1, nil)
	f(err, flat.ErrNotUnit, "flat: cannot search for the query: its length is 1.4142135623730951, need 1 within 0.005: not a vector of length 1; divide it by its length")
	f(x.Score(nil, []float32{1}, nil), flat.ErrDimension, "flat: cannot score the query: it has 1 dimensions, need 2: wrong number of dimensions; embed it with the model of the store")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = x.Search(ctx, []float32{1, 0}, 1, nil)
	f(err, context.Canceled, "flat: search among 1 vectors was stopped: context canceled")
}

// Searches and changes at once: a search sees either all or nothing of an Add.
// Each Add replaces the same slots, across two chunks, by copies of one vector.
func TestSearchDuringChanges(t *testing.T) {
	const dim = 4
	x := open(t, dim, flat.Options{Workers: 2})
	slots := []uint32{0, 1, 1023, 1024, 1025}
	marks := [][]float32{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}}
	add(t, x, slots, slices.Concat(marks[0], marks[0], marks[0], marks[0], marks[0]))
	// Others, far away and never among the five, appended beside those being read.
	random := rand.New(rand.NewPCG(1, 1))
	far := func() []float32 { return normalize([]float32{-float32(random.Float64()) - 1, -1, -1, -1}) }
	for slot := range uint32(40) {
		add(t, x, []uint32{2048 + slot}, far())
	}
	stop, done := make(chan struct{}), make(chan error, 3)
	for range 3 {
		go func() {
			for {
				select {
				case <-stop:
					done <- nil
					return
				default:
				}
				all, err := x.Search(t.Context(), []float32{0.6, 0.8, 0, 0}, 5, nil)
				if err != nil {
					done <- err
					return
				}
				for _, h := range all {
					if len(all) != 5 || h.Score != all[0].Score {
						done <- errors.New("a search saw half of a change")
						return
					}
				}
			}
		}()
	}
	for step := range 400 {
		m := marks[step%3]
		add(t, x, slots, slices.Concat(m, m, m, m, m))
		add(t, x, []uint32{2088 + uint32(step)}, far())
		if step%4 == 0 {
			x.Delete([]uint32{2048 + uint32(random.IntN(step+40))})
		}
	}
	close(stop)
	for range 3 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// A vector that was handed out does not change with its slot.
func TestVectorStays(t *testing.T) {
	x := open(t, 2, flat.Options{})
	add(t, x, []uint32{0}, []float32{1, 0})
	v := x.Vector(0)
	add(t, x, []uint32{0, 1}, []float32{0, 1, 0, 1})
	if !slices.Equal(v, []float32{1, 0}) || !slices.Equal(x.Vector(0), []float32{0, 1}) {
		t.Errorf("handed out %v, now %v; need [1 0] and [0 1]", v, x.Vector(0))
	}
}

func unit(random *rand.Rand, dim int) []float32 {
	v := make([]float32, dim)
	for i := range v {
		v[i] = float32(random.NormFloat64())
	}
	return normalize(v)
}

func normalize(v []float32) []float32 {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	for i, x := range v {
		v[i] = float32(float64(x) / math.Sqrt(sum))
	}
	return v
}

func first(hits []index.Hit) []index.Hit { return hits[:min(len(hits), 12)] }
