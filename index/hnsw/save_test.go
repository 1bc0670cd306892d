package hnsw_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/hnsw"
	"github.com/kindred-search/kindred/index/section"
)

// randomUnit draws a vector of length 1.
func randomUnit(random *rand.Rand, dim int) []float32 {
	v := make([]float32, dim)
	var square float64
	for i := range v {
		v[i] = float32(random.NormFloat64())
		square += float64(v[i]) * float64(v[i])
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(square))
	}
	return v
}

// grown returns a graph of n vectors, some of which were replaced and deleted.
func grown(t testing.TB, random *rand.Rand, dim, n int) *hnsw.Index {
	t.Helper()
	x, err := hnsw.New(dim, hnsw.Options{M: 6, EfConstruction: 40, EfSearch: 30, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	grow(t, x, random, 0, n)
	for range n / 20 {
		grow(t, x, random, random.IntN(n), 1)
		x.Delete([]uint32{uint32(random.IntN(n))})
	}
	return x
}

func grow(t testing.TB, x *hnsw.Index, random *rand.Rand, first, n int) {
	t.Helper()
	var slots []uint32
	var vectors []float32
	for i := range n {
		slots = append(slots, uint32(first+i))
		vectors = append(vectors, randomUnit(random, x.Dim())...)
	}
	if err := x.Add(slots, vectors); err != nil {
		t.Fatal(err)
	}
}

func save(t testing.TB, x *hnsw.Index, path string) {
	t.Helper()
	w, err := section.Create(path, section.Header{Kind: "test"})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	if err := x.Save(w); err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
}

func openGraph(t testing.TB, path string) (*hnsw.Index, *section.File, error) {
	t.Helper()
	f, err := section.Open(path)
	if err != nil {
		return nil, nil, err
	}
	t.Cleanup(f.Close)
	x, err := hnsw.Open(f, hnsw.Options{EfConstruction: 40, Workers: 1})
	return x, f, err
}

// answers are what an index says to some questions, in a form that can be compared.
func answers(t testing.TB, x *hnsw.Index, seed uint64) ([][]index.Hit, error) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 1))
	filter := bitmap.New(2000)
	for range 400 {
		filter.Set(uint32(random.IntN(2000)))
	}
	var all [][]index.Hit
	together := func(ctx context.Context, query []float32, k int, filter bitmap.Bitmap) ([]index.Hit, error) {
		all, err := x.ExactAll(ctx, [][]float32{query}, k, filter)
		if err != nil {
			return nil, err
		}
		return all[0], nil
	}
	for i := range 8 {
		query := randomUnit(random, x.Dim())
		search, passing := x.Search, bitmap.Bitmap(nil)
		if i%2 == 1 {
			passing = filter
		}
		if i >= 4 {
			search = x.Exact
		}
		if i >= 6 {
			search = together
		}
		hits, err := search(t.Context(), query, 10, passing)
		if err != nil {
			return nil, err
		}
		scores, slots := make([]float32, 3), []uint32{1, 500, 1999}
		if err := x.Score(scores, query, slots); err != nil {
			return nil, err
		}
		for i, score := range scores {
			hits = append(hits, index.Hit{Slot: slots[i], Score: score})
		}
		all = append(all, hits)
	}
	return all, nil
}

func same(a, b [][]index.Hit) bool {
	return slices.EqualFunc(a, b, func(a, b []index.Hit) bool { return slices.Equal(a, b) })
}

func TestSaveAndOpen(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	path, again := filepath.Join(t.TempDir(), "f"), filepath.Join(t.TempDir(), "g")
	for _, n := range []int{0, 1, 2, 1500} {
		random := rand.New(rand.NewPCG(seed, 0))
		x := grown(t, random, 20, n)
		save(t, x, path)
		y, f, err := openGraph(t, path)
		if err != nil {
			t.Fatal(err)
		}
		want, err := answers(t, x, seed)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := answers(t, y, seed); err != nil || !same(got, want) {
			t.Fatalf("%d vectors: got %v and %v, need %v", n, got, err, want)
		}
		if x.Len() != y.Len() || x.Dim() != y.Dim() || y.EfSearch() != 30 {
			t.Errorf("%d vectors of %d became %d of %d, with efSearch %d", x.Len(), x.Dim(), y.Len(), y.Dim(), y.EfSearch())
		}
		if err := y.Check(); err != nil {
			t.Error(err)
		}
		save(t, y, again)
		if !sameFile(t, path, again) {
			t.Errorf("%d vectors: what was opened is saved as other bytes", n)
		}
		// Both grow on, and stay the same.
		for _, i := range []*hnsw.Index{x, y} {
			random := rand.New(rand.NewPCG(seed, 2))
			grow(t, i, random, n, 200)
			grow(t, i, random, n/2, 20)
			i.Delete([]uint32{uint32(n / 3)})
			if err := i.Check(); err != nil {
				t.Error(err)
			}
		}
		if want, err = answers(t, x, seed); err != nil {
			t.Fatal(err)
		}
		if got, err := answers(t, y, seed); err != nil || !same(got, want) {
			t.Fatalf("%d vectors and more: got %v and %v, need %v", n, got, err, want)
		}
		save(t, x, path) // on Windows this could not be done over a mapped file
		save(t, y, again)
		if !sameFile(t, path, again) {
			t.Errorf("%d vectors and more: what was opened has become another graph", n)
		}
		f.Close()
	}
}

func sameFile(t testing.TB, a, b string) bool {
	t.Helper()
	x, err := os.ReadFile(a)
	if err != nil {
		t.Fatal(err)
	}
	y, err := os.ReadFile(b)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Equal(x, y)
}

// Searches and saving beside each other, on a graph that nobody has verified yet.
func TestSaveBesideSearches(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	path := filepath.Join(t.TempDir(), "f")
	save(t, grown(t, rand.New(rand.NewPCG(seed, 0)), 20, 1000), path)
	x, f, err := openGraph(t, path)
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for i := range 3 {
		group.Go(func() {
			for range 5 {
				if _, err := answers(t, x, seed+uint64(i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Go(func() {
		if err := f.VerifyGently(t.Context()); err != nil {
			t.Error(err)
		}
	})
	group.Go(func() { grow(t, x, rand.New(rand.NewPCG(seed, 3)), 1000, 300) })
	save(t, x, filepath.Join(t.TempDir(), "g"))
	group.Wait()
	if err := x.Check(); err != nil {
		t.Error(err)
	}
}

// tryDamaged opens a file that may be damaged. Whatever it answers is right, or it is
// an error of damage; it tells which.
func tryDamaged(t *testing.T, path string, content []byte, want [][]index.Hit, seed uint64) (found bool) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	check := func(err error) bool {
		if err != nil && !errors.Is(err, section.ErrDamaged) && !errors.Is(err, section.ErrVersion) {
			t.Fatalf("got %v, need an error of damage", err)
		}
		return err != nil
	}
	x, f, err := openGraph(t, path)
	if check(err) {
		return true
	}
	defer f.Close()
	got, err := answers(t, x, seed)
	if check(err) {
		if x.Vector(1) != nil {
			t.Fatal("a damaged graph gives out a vector")
		}
		_, err := x.Search(t.Context(), randomUnit(rand.New(rand.NewPCG(1, 1)), x.Dim()), 3, nil)
		if !check(err) {
			t.Fatal("a damaged graph answers again")
		}
	} else if !same(got, want) {
		t.Fatalf("got wrong answers, and no error")
	}
	err = x.Add([]uint32{5000}, randomUnit(rand.New(rand.NewPCG(1, 1)), x.Dim()))
	check(err)
	return check(x.Check())
}

func TestDamagedGraph(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	x := grown(t, random, 20, 1500)
	path := filepath.Join(t.TempDir(), "f")
	save(t, x, path)
	want, err := answers(t, x, seed)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if tryDamaged(t, path, whole, want, seed) {
		t.Fatal("an undamaged graph is said to be damaged")
	}
	found := 0
	const tries = 100
	for range tries {
		damaged := bytes.Clone(whole)
		damaged[random.IntN(len(damaged))] ^= 1 << random.IntN(8)
		if random.IntN(8) == 0 {
			damaged = damaged[:random.IntN(len(damaged))]
		}
		if tryDamaged(t, path, damaged, want, seed) {
			found++
		}
	}
	// What lies between sections belongs to no graph; the rest is noticed.
	if found < tries*3/4 {
		t.Errorf("%d of %d damaged graphs were noticed", found, tries)
	}
}

func FuzzDamagedGraph(f *testing.F) {
	const seed = 7
	x := grown(f, rand.New(rand.NewPCG(seed, 0)), 20, 1000)
	path := filepath.Join(f.TempDir(), "f")
	save(f, x, path)
	want, err := answers(f, x, seed)
	if err != nil {
		f.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(uint32(100), byte(1), uint32(len(whole)))
	f.Add(uint32(70_000), byte(0x80), uint32(1000))
	f.Fuzz(func(t *testing.T, at uint32, bits byte, size uint32) {
		damaged := bytes.Clone(whole)
		damaged[int(at)%len(whole)] ^= bits
		damaged = damaged[:min(int(size), len(whole))]
		tryDamaged(t, filepath.Join(t.TempDir(), "f"), damaged, want, seed)
	})
}
