package staged

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/flat"
)

const dim = 8

// exactGraph is a graph that misses nothing, and calls before each Add what a
// test wants to happen while vectors move.
type exactGraph struct {
	*flat.Index
	before   func(slots []uint32)
	deleting func()
	err      error
}

func (g *exactGraph) Delete(slots []uint32) {
	if g.deleting != nil {
		g.deleting()
	}
	g.Index.Delete(slots)
}

func (g *exactGraph) Add(slots []uint32, vectors []float32) error {
	if g.before != nil {
		g.before(slots)
	}
	if g.err != nil {
		return g.err
	}
	return g.Index.Add(slots, vectors)
}

func (g *exactGraph) Exact(ctx context.Context, q []float32, k int, f bitmap.Bitmap) ([]index.Hit, error) {
	return g.Search(ctx, q, k, f)
}

func (g *exactGraph) ExactAll(ctx context.Context, queries [][]float32, k int, f bitmap.Bitmap) (all [][]index.Hit, err error) {
	for _, q := range queries {
		hits, err := g.Search(ctx, q, k, f)
		if err != nil {
			return nil, err
		}
		all = append(all, hits)
	}
	return all, nil
}

func newFlat(t *testing.T) *flat.Index {
	t.Helper()
	x, err := flat.New(dim, flat.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func newStaged(t *testing.T) (*Index, *exactGraph) {
	t.Helper()
	g := &exactGraph{Index: newFlat(t)}
	x, err := New(dim, g, flat.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return x, g
}

func unit(random *rand.Rand) []float32 {
	v := make([]float32, dim)
	var sum float64
	for i := range v {
		v[i] = float32(random.NormFloat64())
		sum += float64(v[i]) * float64(v[i])
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(sum))
	}
	return v
}

func randomSource(t *testing.T) *rand.Rand {
	seed := rand.Uint64()
	t.Log("seed", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

func mustAdd(t *testing.T, to interface {
	Add([]uint32, []float32) error
}, slot uint32, v []float32) {
	t.Helper()
	if err := to.Add([]uint32{slot}, v); err != nil {
		t.Fatal(err)
	}
}

// sameAnswers holds an index to the twin that has everything in one place.
func sameAnswers(t *testing.T, x *Index, twin *flat.Index, random *rand.Rand) {
	t.Helper()
	for range 5 {
		query, k := unit(random), 1+random.IntN(12)
		var filter bitmap.Bitmap
		if random.IntN(2) == 0 {
			filter = bitmap.New(64)
			for range 30 {
				filter.Set(uint32(random.IntN(64)))
			}
		}
		want, err := twin.Search(t.Context(), query, k, filter)
		if err != nil {
			t.Fatal(err)
		}
		for name, find := range map[string]func(context.Context, []float32, int, bitmap.Bitmap) ([]index.Hit, error){"Search": x.Search, "Exact": x.Exact, "ExactAll": func(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
			all, err := x.ExactAll(ctx, [][]float32{query, query}, k, filter)
			if err != nil {
				return nil, err
			}
			return all[1], nil
		}} {
			if got, err := find(t.Context(), query, k, filter); err != nil || !slices.Equal(got, want) {
				t.Fatalf("%s: got %v, %v, need %v", name, got, err, want)
			}
		}
		slots := make([]uint32, 20)
		for i := range slots {
			slots[i] = uint32(random.IntN(64))
		}
		got, wanted := make([]float32, len(slots)), make([]float32, len(slots))
		if err := errors.Join(x.Score(got, query, slots), twin.Score(wanted, query, slots)); err != nil || !slices.Equal(got, wanted) {
			t.Fatalf("Score: got %v, %v, need %v", got, err, wanted)
		}
	}
	for slot := range uint32(64) {
		if got, want := x.Vector(slot), twin.Vector(slot); !slices.Equal(got, want) {
			t.Fatalf("vector of slot %d: got %v, need %v", slot, got, want)
		}
	}
	if x.Len() != twin.Len() {
		t.Fatalf("got %d vectors, need %d", x.Len(), twin.Len())
	}
	if err := x.Check(); err != nil {
		t.Fatal(err)
	}
}

// Random changes, also in the middle of Link, against one exact index.
func TestEqualsOneIndex(t *testing.T) {
	random := randomSource(t)
	for range 20 {
		x, g := newStaged(t)
		twin := newFlat(t)
		change := func([]uint32) {
			for range random.IntN(20) {
				slot := uint32(random.IntN(64))
				if random.IntN(3) == 0 {
					x.Delete([]uint32{slot})
					twin.Delete([]uint32{slot})
					continue
				}
				v := unit(random)
				mustAdd(t, x, slot, v)
				mustAdd(t, twin, slot, v)
			}
		}
		for range 10 {
			change(nil)
			sameAnswers(t, x, twin, random)
			moves := 0
			g.before = func(slots []uint32) {
				if moves++; moves < 4 { // or Link would never end
					change(slots)
				}
			}
			if err := x.Link(t.Context(), 0, nil); err != nil {
				t.Fatal(err)
			}
			if x.Pending() != 0 || g.Len() != twin.Len() {
				t.Fatalf("%d in front and %d of %d in the graph after Link", x.Pending(), g.Len(), twin.Len())
			}
			sameAnswers(t, x, twin, random)
		}
	}
}

func TestWithoutGraph(t *testing.T) {
	random := randomSource(t)
	x, err := New(dim, nil, flat.Options{})
	if err != nil {
		t.Fatal(err)
	}
	twin := newFlat(t)
	for slot := range uint32(40) {
		v := unit(random)
		mustAdd(t, x, slot, v)
		mustAdd(t, twin, slot, v)
	}
	if err := x.Link(t.Context(), 0, nil); err != nil || x.Pending() != 40 {
		t.Fatalf("got %v and %d in front, need 40", err, x.Pending())
	}
	sameAnswers(t, x, twin, random)
}

// What a graph does not take stays in front.
func TestLinkFails(t *testing.T) {
	random := randomSource(t)
	x, g := newStaged(t)
	twin := newFlat(t)
	for slot := range uint32(30) {
		v := unit(random)
		mustAdd(t, x, slot, v)
		mustAdd(t, twin, slot, v)
	}
	broken := errors.New("broken")
	g.err = broken
	if err := x.Link(t.Context(), 0, nil); !errors.Is(err, broken) {
		t.Fatalf("got %v, need %v", err, broken)
	}
	sameAnswers(t, x, twin, random)
	g.err = nil
	ctx, stop := context.WithCancel(t.Context())
	stop()
	if err := x.Link(ctx, 0, nil); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v, need %v", err, context.Canceled)
	}
	if err := x.Link(t.Context(), 30, nil); err != nil || x.Pending() != 30 {
		t.Fatalf("got %v and %d in front, need all to rest there", err, x.Pending())
	}
	if err := x.Link(t.Context(), 0, nil); err != nil || x.Pending() != 0 {
		t.Fatalf("got %v and %d in front, need none", err, x.Pending())
	}
	sameAnswers(t, x, twin, random)
}

// Vectors that are in front while they are still being added move, too: Link waits for them.
func TestLinkWaitsForAdd(t *testing.T) {
	x, g := newStaged(t)
	linked := make(chan error, 1)
	g.deleting = func() { // between front and pending
		g.deleting = nil
		go func() { linked <- x.Link(context.Background(), 0, nil) }()
		for len(linked) == 0 && x.linking.TryLock() { // until it has begun
			x.linking.Unlock()
			runtime.Gosched()
		}
		for range 1000 {
			runtime.Gosched()
		}
	}
	mustAdd(t, x, 0, unit(randomSource(t)))
	if err := <-linked; err != nil || x.Pending() != 0 {
		t.Fatalf("got %v and %d in front, need none", err, x.Pending())
	}
}

// A vector that stays is found at every moment of its way into the graph.
func TestNeverMissing(t *testing.T) {
	random := randomSource(t)
	x, _ := newStaged(t)
	vectors := make([][]float32, 2000)
	for i := range vectors {
		vectors[i] = unit(random)
	}
	const last = 1500
	done := make(chan struct{})
	var group sync.WaitGroup
	group.Go(func() {
		defer close(done)
		for i, v := range vectors[:last] {
			mustAdd(t, x, uint32(i), v)
			if i%300 == 299 {
				if err := x.Link(context.Background(), 0, nil); err != nil {
					t.Error(err)
				}
			}
		}
	})
	group.Go(func() {
		for i := uint32(0); ; i = (i + 7) % last {
			select {
			case <-done:
				return
			default:
			}
			if x.Vector(i) == nil {
				continue // not added yet
			}
			hits, err := x.Search(context.Background(), vectors[i], 1, nil)
			if err != nil || len(hits) != 1 || hits[0].Slot != i {
				t.Errorf("slot %d: got %v, %v", i, hits, err)
				return
			}
		}
	})
	group.Wait()
}
