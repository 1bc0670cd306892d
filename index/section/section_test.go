package section_test

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"

	"github.com/kindred-search/kindred/index/section"
)

const block = 64 << 10

// put writes a section, in pieces of all sizes.
func put(t testing.TB, w *section.Writer, name string, b []byte) {
	t.Helper()
	s, err := w.Section(name)
	if err != nil {
		t.Fatal(err)
	}
	for n := 1; len(b) > 0; n = n*3 + 1 {
		n = min(n, len(b))
		if wrote, err := s.Write(b[:n]); err != nil || wrote != n {
			t.Fatalf("wrote %d of %d bytes: %v", wrote, n, err)
		}
		b = b[n:]
	}
}

// write makes a file of these sections, in the order of their names.
func write(t testing.TB, path string, sections map[string][]byte) {
	t.Helper()
	w, err := section.Create(path, section.Header{Kind: "test", Version: 1})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sorted(sections) {
		put(t, w, name, sections[name])
	}
	if err := w.Commit(); err != nil {
		t.Fatal(err)
	}
}

func sorted(sections map[string][]byte) []string {
	var names []string
	for name := range sections {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func openFile(t testing.TB, path string) *section.File {
	t.Helper()
	f, err := section.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

func find(t testing.TB, f *section.File, name string) *section.Section {
	t.Helper()
	s, err := f.Section(name)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func random(seed uint64, n int) []byte {
	b := make([]byte, n)
	r := rand.New(rand.NewPCG(seed, 0))
	for i := range b {
		b[i] = byte(r.Uint32())
	}
	return b
}

func mustBe(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("got error %v, need one that wraps %q", err, want)
	}
}

// Every pair of lengths around what is aligned and what is summed up.
func TestLengths(t *testing.T) {
	lengths := []int{0, 1, 63, 64, 65, 4095, 4096, 4097, block - 1, block, block + 1, 2 * block, 2*block + 3}
	path := filepath.Join(t.TempDir(), "f")
	for _, m := range lengths {
		for _, n := range lengths {
			want := map[string][]byte{"a": random(1, m), "b": random(2, n), "c": random(3, 5)}
			write(t, path, want)
			f := openFile(t, path)
			var names []string
			for _, s := range f.Sections() {
				names = append(names, s.Name())
				got, err := section.View[byte](s)
				if err != nil {
					t.Fatal(err)
				}
				if err := s.Check(0, s.Len()); err != nil || !s.Verified() {
					t.Fatalf("lengths %d and %d, section %s: %v, verified %t", m, n, s.Name(), err, s.Verified())
				}
				if !slices.Equal(got, want[s.Name()]) {
					t.Fatalf("lengths %d and %d: section %s differs", m, n, s.Name())
				}
				if s.Len() >= 4096 {
					if _, err := section.View[float64](s); (err == nil) != (s.Len()%8 == 0) {
						t.Fatalf("%d bytes as float64: %v", s.Len(), err)
					}
				}
			}
			if !slices.Equal(names, []string{"a", "b", "c"}) {
				t.Fatalf("got sections %v", names)
			}
			if err := f.Verify(t.Context()); err != nil {
				t.Fatal(err)
			}
			f.Close()
		}
	}
}

func TestPrivate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	want := map[string][]byte{"a": random(1, 100), "b": random(2, 3*block), "c": random(3, 200)}
	write(t, path, want)
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	f := openFile(t, path)
	for _, s := range f.Sections() {
		view, _ := section.View[byte](s)
		first, err := section.Private[byte](s)
		if err != nil || !slices.Equal(first, view) {
			t.Fatalf("section %s: the private one differs, or %v", s.Name(), err)
		}
		for i := range first {
			first[i] ^= 0xff
		}
		second, err := section.Private[byte](s)
		if err != nil || !slices.Equal(first, second) {
			t.Errorf("section %s: a change is not seen by the next who asks, or %v", s.Name(), err)
		}
		if !slices.Equal(view, want[s.Name()]) {
			t.Errorf("section %s: a change is seen through View", s.Name())
		}
	}
	if err := f.Verify(t.Context()); err != nil {
		t.Error(err)
	}
	after, err := os.ReadFile(path)
	if err != nil || !slices.Equal(before, after) {
		t.Errorf("the file was changed, or %v", err)
	}
}

func TestShapes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	write(t, path, map[string][]byte{"seven": random(1, 7)})
	f := openFile(t, path)
	s := find(t, f, "seven")
	_, err := section.View[uint16](s)
	mustBe(t, err, section.ErrShape)
	_, err = section.Private[float32](s)
	mustBe(t, err, section.ErrShape)
	_, err = f.Section("eight")
	mustBe(t, err, section.ErrMissing)
	mustBe(t, s.Check(0, 8), section.ErrShape)
	mustBe(t, s.Check(7, 1), section.ErrShape)
	mustBe(t, s.Check(-1, 1), section.ErrShape)
	mustBe(t, s.Check(1, -1), section.ErrShape)
	mustBe(t, s.Check(int(^uint(0)>>1), 1), section.ErrShape)
	mustBe(t, f.Expect("test", 2), section.ErrVersion)
	mustBe(t, f.Expect("other", 1), section.ErrVersion)
	if err := f.Expect("test", 1); err != nil {
		t.Error(err)
	}
}

// The memory stays until the last who holds it lets go, whenever Close is called.
func TestClose(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	want := random(1, 3*block)
	write(t, path, map[string][]byte{"a": want})
	f := openFile(t, path)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			for range 1000 {
				if !f.Acquire() {
					return
				}
				view, err := section.View[byte](find(t, f, "a"))
				if err != nil || view[0] != want[0] || view[len(view)-1] != want[len(want)-1] {
					t.Errorf("the section differs, or %v", err)
				}
				f.Release()
			}
		})
	}
	runtime.Gosched()
	f.Close()
	f.Close()
	group.Wait()
	if f.Acquire() {
		t.Error("a closed file was acquired")
	}
}

func TestNotThere(t *testing.T) {
	_, err := section.Open(filepath.Join(t.TempDir(), "none"))
	mustBe(t, err, fs.ErrNotExist)
	_, err = section.Create(filepath.Join(t.TempDir(), "none", "f"), section.Header{})
	mustBe(t, err, fs.ErrNotExist)
}
