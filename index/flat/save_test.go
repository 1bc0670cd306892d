package flat_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/kindred-search/kindred/index/flat"
	"github.com/kindred-search/kindred/index/section"
	"github.com/kindred-search/kindred/index/vec"
)

func save(t testing.TB, x *flat.Index, path string) {
	t.Helper()
	w, err := section.Create(path, section.Header{Kind: "test"})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Save(w); err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
}

func reopen(t testing.TB, path string) (*flat.Index, error) {
	t.Helper()
	f, err := section.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return flat.Open(f, flat.Options{})
}

// sixteen rounds a vector as a store does.
func sixteen(v []float32) []float32 {
	narrow, wide := make([]uint16, len(v)), make([]float32, len(v))
	vec.Narrow(narrow, v)
	vec.Widen(wide, narrow)
	return wide
}

func TestSaveAndOpen(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "f")
	for _, n := range []int{0, 1, 5000} {
		const dim = 24
		x := open(t, dim, flat.Options{})
		var slots []uint32
		var vectors []float32
		for slot := uint32(0); len(slots) < n; slot += 1 + uint32(random.IntN(3))*uint32(random.IntN(2)) {
			slots = append(slots, slot)
			vectors = append(vectors, sixteen(unit(random, dim))...)
		}
		if n > 1 {
			slots[n-1] += 70_000 // some chunks without any
		}
		add(t, x, slots, vectors)
		x.Delete(slots[n/2 : n/2+n/10])
		save(t, x, path)
		y, err := reopen(t, path)
		if err != nil {
			t.Fatal(err)
		}
		if err := y.Check(); err != nil {
			t.Error(err)
		}
		if y.Len() != x.Len() || y.Dim() != dim {
			t.Errorf("%d vectors of %d became %d of %d", x.Len(), dim, y.Len(), y.Dim())
		}
		for range 20 {
			query := unit(random, dim)
			want, err := x.Search(t.Context(), query, 20, nil)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := y.Search(t.Context(), query, 20, nil); err != nil || !slices.Equal(got, want) {
				t.Fatalf("got %v and %v, need %v", got, err, want)
			}
		}
		add(t, y, []uint32{3}, unit(random, dim)) // it takes more
	}
}

// Whatever is changed in a file: an error, or what was saved.
func TestOpenDamaged(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "f")
	const dim = 8
	x := open(t, dim, flat.Options{})
	for i := range uint32(300) {
		add(t, x, []uint32{7 * i}, sixteen(unit(random, dim)))
	}
	save(t, x, path)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	refused := 0
	for range 300 {
		damaged := bytes.Clone(whole)
		damaged[random.IntN(len(damaged))] ^= 1 << random.IntN(8)
		if random.IntN(5) == 0 {
			damaged = damaged[:random.IntN(len(damaged))]
		}
		if err := os.WriteFile(path, damaged, 0o644); err != nil {
			t.Fatal(err)
		}
		y, err := reopen(t, path)
		if err != nil {
			refused++
			if !errors.Is(err, section.ErrDamaged) && !errors.Is(err, section.ErrVersion) {
				t.Fatalf("got %v, need an error of damage", err)
			}
			continue
		}
		for i := range uint32(300) {
			if !slices.Equal(x.Vector(7*i), y.Vector(7*i)) {
				t.Fatalf("the vector of slot %d differs, and no error", 7*i)
			}
		}
	}
	if refused < 100 {
		t.Errorf("only %d of 300 damaged files were refused", refused)
	}
}

// Sections that are as they were written and contradict each other.
func TestOpenRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	unit16 := []uint16{0x3c00, 0} // 1 and 0
	f := func(want error, shape, slots []uint32, vectors []uint16) {
		t.Helper()
		w, err := section.Create(path, section.Header{})
		if err != nil {
			t.Fatal(err)
		}
		for name, b := range map[string][]byte{"flat": section.Bytes(shape), "flat.slots": section.Bytes(slots), "flat.vectors": section.Bytes(vectors)} {
			if s, err := w.Section(name); err != nil {
				t.Fatal(err)
			} else if _, err := s.Write(b); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Commit(); err != nil {
			t.Fatal(err)
		}
		if _, err := reopen(t, path); !errors.Is(err, want) {
			t.Errorf("got %v, need %v", err, want)
		}
	}
	f(nil, []uint32{2, 1}, []uint32{5}, unit16)
	f(flat.ErrFault, []uint32{2}, []uint32{5}, unit16)
	f(flat.ErrFault, []uint32{2, 2}, []uint32{5}, unit16)
	f(flat.ErrFault, []uint32{1, 1}, []uint32{5}, unit16)
	f(flat.ErrFault, []uint32{2, 2}, []uint32{5, 5}, slices.Concat(unit16, unit16))
	f(flat.ErrFault, []uint32{2, 1}, []uint32{5}, []uint16{0x3c00, 0x3c00})
	f(flat.ErrDimension, []uint32{0, 0}, nil, nil)
	f(flat.ErrDimension, []uint32{1 << 31, 0}, nil, nil)
}

func BenchmarkOpen(b *testing.B) {
	const dim, n = 384, 10_000
	random := rand.New(rand.NewPCG(1, 1))
	x, path := open(b, dim, flat.Options{}), filepath.Join(b.TempDir(), "f")
	for i := range n {
		add(b, x, []uint32{uint32(i)}, unit(random, dim))
	}
	save(b, x, path)
	for b.Loop() {
		if _, err := reopen(b, path); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*n), "µs/vector")
}
