package hnsw

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/flat"
)

// Random changes against an index that is exact, with slots in any order.
func TestChangesEqualFlat(t *testing.T) {
	random := seeded(t)
	const dim = 6
	x := open(t, dim, Options{M: 8, EfConstruction: 40, EfSearch: 60, Workers: 2})
	f, err := flat.New(dim, flat.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for step := range 200 {
		var slots []uint32
		for range random.IntN(30) {
			slots = append(slots, uint32(random.IntN(1+step*6))) // some given twice: the last holds
		}
		switch random.IntN(8) {
		case 0, 1:
			x.Delete(slots)
			f.Delete(slots)
		case 2:
			if random.IntN(20) == 0 { // everything
				slots = slots[:0]
				for slot := range uint32(step * 6) {
					slots = append(slots, slot)
				}
				x.Delete(slots)
				f.Delete(slots)
			} else if random.IntN(5) == 0 {
				x.Compact()
			}
		default:
			var vectors []float32
			for range slots {
				vectors = append(vectors, unit(random, dim)...)
			}
			add(t, x, slots, vectors)
			if err := f.Add(slots, vectors); err != nil {
				t.Fatal(err)
			}
		}
		if x.Len() != f.Len() {
			t.Fatalf("step %d: holds %d vectors, need %d", step, x.Len(), f.Len())
		}
		query := unit(random, dim)
		for _, k := range []int{5, 100_000} {
			got, err := x.Search(t.Context(), query, k, nil)
			if err != nil {
				t.Fatal(err)
			}
			want, _ := f.Search(t.Context(), query, k, nil)
			checkHits(t, got, want, query, f, nil)
		}
		scores, want := make([]float32, len(slots)), make([]float32, len(slots))
		if err := errors.Join(x.Score(scores, query, slots), f.Score(want, query, slots)); err != nil || !slices.Equal(scores, want) {
			t.Fatalf("step %d: scores %v, %v, need %v", step, scores, err, want)
		}
		for _, slot := range slots {
			if !slices.Equal(x.Vector(slot), f.Vector(slot)) {
				t.Fatalf("step %d: slot %d holds %v, need %v", step, slot, x.Vector(slot), f.Vector(slot))
			}
		}
		if step%25 == 0 {
			check(t, x)
			if r := recall(t, random, x, f, 5, nil, unit); r < 0.9 {
				t.Errorf("step %d: recall@5 among %d is %.3f, need 0.9", step, f.Len(), r)
			}
		}
	}
}

func TestDeletesRepaired(t *testing.T) {
	const dim, n = 16, 700
	draw := data["clustered"]
	for _, kept := range []int{n * 9 / 10, n / 2, n / 10, 0} {
		t.Run(fmt.Sprint(kept), func(t *testing.T) {
			random := seeded(t)
			slots, vectors := many(random, n, dim, draw)
			x, f := open(t, dim, Options{Workers: 2, EfConstruction: 80, EfSearch: 80}), twin(t, dim, slots, vectors)
			add(t, x, slots, vectors)
			random.Shuffle(n, func(i, j int) { slots[i], slots[j] = slots[j], slots[i] })
			x.Delete(slots[kept:])
			f.Delete(slots[kept:])
			if r := recall(t, random, x, f, 10, nil, draw); r < 0.97 {
				t.Errorf("recall@10 is %.3f, need 0.97", r)
			}
			check(t, x)
			x.Compact()
			if nodes := x.current.Load().nodes.Load(); int(nodes) != kept {
				t.Errorf("%d nodes are left, need %d", nodes, kept)
			}
			if r := recall(t, random, x, f, 10, nil, draw); r < 0.97 {
				t.Errorf("compacted, recall@10 is %.3f, need 0.97", r)
			}
		})
	}
}

// A few deleted ones, so few that a search goes on as if there were none, but all that
// are near to some questions.
func TestFewDeletedTogether(t *testing.T) {
	const dim, n, gone = 16, 3000, 40
	random := seeded(t)
	slots, vectors := many(random, n, dim, unit)
	x, f := open(t, dim, Options{Workers: 2, EfConstruction: 60, EfSearch: 60}), twin(t, dim, slots, vectors)
	add(t, x, slots, vectors)
	center := unit(random, dim)
	nearest, err := f.Search(t.Context(), center, gone, nil)
	if err != nil {
		t.Fatal(err)
	}
	var deleted []uint32
	for _, h := range nearest {
		deleted = append(deleted, h.Slot)
	}
	x.Delete(deleted)
	f.Delete(deleted)
	if dead := x.Dead(); dead != gone || dead > x.Len()/fewOut {
		t.Fatalf("%d are dead, of %d; need %d, and that to be few", dead, x.Len(), gone)
	}
	close := func(random *rand.Rand, dim int) []float32 {
		v := make([]float32, dim)
		for i, noise := range unit(random, dim) {
			v[i] = center[i] + 0.3*noise
		}
		return rounded(v)
	}
	for where, draw := range map[string]func(*rand.Rand, int) []float32{"there": close, "anywhere": unit} {
		if r := recall(t, random, x, f, 10, nil, draw); r < 0.95 {
			t.Errorf("recall@10 %s is %.3f, need 0.95", where, r)
		}
	}
	check(t, x)
}

// Equal vectors, far more than links: each is found, and so is what lies among them.
func TestIdenticalVectors(t *testing.T) { testIdentical(t, 1500) }

func testIdentical(t *testing.T, n int) {
	const dim = 8
	random := seeded(t)
	same := unit(random, dim)
	x := open(t, dim, Options{EfConstruction: 60})
	slots, vectors := make([]uint32, n), make([]float32, 0, n*dim)
	for i := range slots {
		slots[i] = uint32(i)
		vectors = append(vectors, same...)
	}
	add(t, x, slots, vectors)
	other := unit(random, dim)
	add(t, x, []uint32{uint32(n)}, other)
	for _, k := range []int{1, 10, 500, n, n + 1, n + 2} {
		hits, err := x.Search(t.Context(), same, k, nil)
		if err != nil || len(hits) != min(k, n+1) {
			t.Fatalf("k %d: got %d hits, %v", k, len(hits), err)
		}
		for i, h := range hits {
			if i < n && h.Score != hits[0].Score {
				t.Fatalf("k %d: hit %d scores %v, need %v", k, i, h.Score, hits[0].Score)
			}
		}
	}
	if hits, err := x.Search(t.Context(), other, 1, nil); err != nil || hits[0].Slot != uint32(n) {
		t.Errorf("the other one: got %v, %v", hits, err)
	}
}

// With one worker and a seed, the same graph byte for byte; another seed, another.
func TestDeterminism(t *testing.T) {
	const dim, n = 16, 800
	slots, vectors := many(rand.New(rand.NewPCG(1, 1)), n, dim, unit)
	build := func(seed uint64) *graph {
		x := open(t, dim, Options{Workers: 1, Seed: seed, EfConstruction: 40})
		for i := 0; i < n; i += 200 {
			add(t, x, slots[i:i+200], vectors[i*dim:(i+200)*dim])
		}
		x.Delete(slots[:300])
		x.Compact()
		return x.current.Load()
	}
	same := func(a, b *graph) bool {
		return slices.EqualFunc(a.chunks, b.chunks, func(c, d *chunk) bool {
			return slices.Equal(c.links, d.links) && slices.Equal(c.layers, d.layers) && slices.Equal(c.high, d.high) &&
				slices.Equal(c.low, d.low) && slices.Equal(c.slots, d.slots) && slices.Equal(c.vectors, d.vectors)
		}) && slices.EqualFunc(a.upper, b.upper, slices.Equal) && a.entry.Load() == b.entry.Load()
	}
	a := build(7)
	if !same(a, build(7)) {
		t.Error("the same calls made another graph")
	}
	if same(a, build(8)) {
		t.Error("another seed made the same graph")
	}
}

// Writers and readers at once; meant for the race detector.
func TestSearchDuringChanges(t *testing.T) {
	const dim, steady, n = 12, 300, 600
	random := rand.New(rand.NewPCG(2, 2))
	slots, vectors := make([]uint32, n), make([]float32, 0, n*dim)
	for i := range slots {
		slots[i] = uint32(i)
		vectors = append(vectors, unit(random, dim)...)
	}
	x := open(t, dim, Options{Workers: 2, EfConstruction: 30, M: 6})
	add(t, x, slots[:steady], vectors[:steady*dim])
	ctx, cancel := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for reader := range 3 {
		readers.Go(func() {
			random := rand.New(rand.NewPCG(3, uint64(reader)))
			for ctx.Err() == nil {
				// Those that stay are always found by their own vector, once.
				i := random.IntN(steady)
				query := vectors[i*dim:][:dim]
				filter := bitmap.Full(n)
				if reader == 0 {
					filter = nil
				}
				hits, err := x.Search(context.Background(), query, 5, filter)
				if err != nil || len(hits) != 5 {
					t.Errorf("got %v, %v", hits, err)
					return
				}
				for j, h := range hits {
					if j > 0 && index.Compare(hits[j-1], h) >= 0 {
						t.Errorf("out of order: %v", hits)
					}
					if h.Slot >= steady && h.Slot >= n {
						t.Errorf("found slot %d", h.Slot)
					}
				}
				if hits, err = x.Exact(context.Background(), query, 1, nil); err != nil || len(hits) != 1 || hits[0].Slot != uint32(i) {
					t.Errorf("slot %d: got %v, %v", i, hits, err)
				}
				x.Vector(uint32(random.IntN(n)))
				if err := x.Score(make([]float32, 2), query, []uint32{uint32(i), uint32(random.IntN(n))}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for step := range 15 {
		at := steady + random.IntN(n-steady-20)
		add(t, x, slots[at:at+20], vectors[at*dim:(at+20)*dim])
		x.Delete(slots[at+5 : at+15])
		if step%5 == 4 {
			x.Compact()
		}
	}
	cancel()
	readers.Wait()
}

func TestEmpty(t *testing.T) {
	x := open(t, 2, Options{})
	x.Delete([]uint32{0, 7})
	x.Compact()
	for range 2 {
		for _, filter := range []bitmap.Bitmap{nil, bitmap.Full(10)} {
			for _, search := range []func(context.Context, []float32, int, bitmap.Bitmap) ([]index.Hit, error){x.Search, x.Exact} {
				hits, err := search(t.Context(), []float32{1, 0}, 10, filter)
				if err != nil || len(hits) != 0 || x.Len() != 0 || x.Vector(0) != nil {
					t.Fatalf("an empty index of %d: got %v, %v", x.Len(), hits, err)
				}
			}
		}
		add(t, x, nil, nil)
		add(t, x, []uint32{3, 50000}, []float32{1, 0, 0, 1})
		x.Delete([]uint32{3, 50000})
	}
}

func TestErrors(t *testing.T) {
	f := func(err, want error, message string) {
		t.Helper()
		if !errors.Is(err, want) || err.Error() != message {
			t.Errorf("got %v\nneed %v", err, message)
		}
	}
	_, err := New(0, Options{})
	f(err, ErrDimension, "hnsw: cannot make an index of 0 dimensions, need 1 to 131071: wrong number of dimensions")
	x := open(t, 2, Options{})
	add(t, x, []uint32{0}, []float32{1, 0})
	f(x.Add([]uint32{1, 2}, []float32{1, 0, 1}), ErrDimension,
		"hnsw: got 3 numbers for 2 vectors of 2 dimensions, need 4: wrong number of dimensions; embed with the model of the store")
	f(x.Add([]uint32{1, 2}, []float32{0, 1, 0.5, 0}), ErrNotUnit,
		"hnsw: cannot add the vector of slot 2: its length is 0.5, need 1 within 0.005: not a vector of length 1; divide it by its length")
	for _, bad := range []float32{0, float32(math.NaN()), float32(math.Inf(1)), math.MaxFloat32} {
		if err := x.Add([]uint32{1}, []float32{bad, 0}); !errors.Is(err, ErrNotUnit) {
			t.Errorf("a component of %v: got %v", bad, err)
		}
	}
	if x.Len() != 1 || x.Vector(1) != nil {
		t.Errorf("holds %d vectors after failed adds, need 1", x.Len())
	}
	_, err = x.Search(t.Context(), []float32{1}, 1, nil)
	f(err, ErrDimension, "hnsw: cannot search for the query: it has 1 dimensions, need 2: wrong number of dimensions; embed it with the model of the store")
	_, err = x.Exact(t.Context(), []float32{1, 1}, 1, nil)
	f(err, ErrNotUnit, "hnsw: cannot search for the query: its length is 1.4142135623730951, need 1 within 0.005: not a vector of length 1; divide it by its length")
	f(x.Score(nil, []float32{1}, nil), ErrDimension, "hnsw: cannot score the query: it has 1 dimensions, need 2: wrong number of dimensions; embed it with the model of the store")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	together := func(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
		_, err := x.ExactAll(ctx, [][]float32{query}, k, filter)
		return nil, err
	}
	for _, search := range []func(context.Context, []float32, int, bitmap.Bitmap) ([]index.Hit, error){x.Search, x.Exact, together} {
		_, err = search(ctx, []float32{1, 0}, 1, nil)
		f(err, context.Canceled, "hnsw: search among 1 vectors was stopped: context canceled")
	}
}

func TestEfSearch(t *testing.T) {
	x := open(t, 2, Options{})
	if x.EfSearch() != 64 {
		t.Errorf("by default %d, need 64", x.EfSearch())
	}
	x.SetEfSearch(-5)
	if x.EfSearch() != 1 {
		t.Errorf("got %d, need 1", x.EfSearch())
	}
}
