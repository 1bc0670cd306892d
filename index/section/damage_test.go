package section_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/kindred-search/kindred/index/section"
)

// atFault tells whether an error is one of damage, and not another.
func atFault(err error) bool {
	return errors.Is(err, section.ErrDamaged) || errors.Is(err, section.ErrVersion)
}

// examine opens a file with these bytes. What it gives out after Check must be as it was
// written; it returns whether anything was found wrong.
func examine(t *testing.T, path string, content []byte, want map[string][]byte) bool {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	f, err := section.Open(path)
	if err != nil {
		if !atFault(err) {
			t.Fatalf("got %v, need an error of damage", err)
		}
		return true
	}
	defer f.Close()
	found := false
	for _, s := range f.Sections() {
		view, err := section.View[byte](s)
		if err != nil {
			t.Fatal(err)
		}
		for first := 0; first < len(view); first += 1000 {
			n := min(1000, len(view)-first)
			if err := s.Check(first, n); err != nil {
				if !atFault(err) {
					t.Fatalf("got %v, need an error of damage", err)
				}
				found = true
			} else if want != nil && !bytes.Equal(view[first:first+n], want[s.Name()][first:first+n]) {
				t.Fatalf("section %s: wrong bytes from %d on, and no error", s.Name(), first)
			}
		}
	}
	err = f.Verify(t.Context())
	if err != nil && !atFault(err) {
		t.Fatalf("got %v, need an error of damage", err)
	}
	if found && err == nil {
		t.Fatal("Check found damage and Verify did not")
	}
	return err != nil
}

// Every byte of a small file, each bit of it.
func TestEveryBit(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	want := map[string][]byte{"a": {1, 0, 3, 2}, "empty": {}, "c": []byte("xyz")}
	if examine(t, path, golden, want) {
		t.Fatal("the golden file is said to be damaged")
	}
	for i := range golden {
		for bit := range 8 {
			damaged := bytes.Clone(golden)
			damaged[i] ^= 1 << bit
			if !examine(t, path, damaged, want) {
				t.Errorf("bit %d of byte %d was changed, and nobody notices", bit, i)
			}
		}
	}
	for n := range golden {
		if !examine(t, path, golden[:n], want) {
			t.Errorf("%d bytes are taken for %d", n, len(golden))
		}
	}
	if !examine(t, path, append(bytes.Clone(golden), 0), want) {
		t.Error("a byte too many is not noticed")
	}
}

func TestDamage(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "f")
	want := map[string][]byte{"a": random(1, 5000), "b": random(2, 3*block+17), "c": random(3, 100)}
	write(t, path, want)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		damaged := bytes.Clone(whole)
		for range 1 + r.IntN(3) {
			damaged[r.IntN(len(damaged))] += byte(1 + r.IntN(255))
		}
		if r.IntN(4) == 0 {
			damaged = damaged[:r.IntN(len(damaged))]
		}
		if !bytes.Equal(damaged, whole) && !examine(t, path, damaged, want) {
			t.Fatal("damage was not noticed")
		}
	}
}

// A file that is damaged or cut short while it is open. Blocks that were verified
// before are not looked at again.
func TestDamageWhileOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	write(t, path, map[string][]byte{"a": random(1, 4*block)})
	f := openFile(t, path)
	a := find(t, f, "a")
	if err := a.Check(block, 1); err != nil {
		t.Fatal(err)
	}
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteAt([]byte{0, 0, 0, 0}, 4096+2*block+77); err != nil {
		t.Fatal(err)
	}
	mustBe(t, a.Check(2*block-1, 2), section.ErrDamaged)
	mustBe(t, f.Verify(t.Context()), section.ErrDamaged)
	if err := a.Check(0, 2*block); err != nil {
		t.Error(err)
	}
	if err := file.Truncate(4096 + 3*block + 5); err != nil {
		t.Skip(err) // Windows
	}
	mustBe(t, a.Check(3*block, 1), section.ErrDamaged)
	if a.Verified() {
		t.Error("a damaged section is said to be verified")
	}
}

func TestVerifyStops(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	write(t, path, map[string][]byte{"a": random(1, 4*block)})
	f := openFile(t, path)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	mustBe(t, f.Verify(ctx), context.Canceled)
	mustBe(t, f.VerifyGently(ctx), context.Canceled)
	if err := f.VerifyGently(t.Context()); err != nil {
		t.Error(err)
	}
	if !find(t, f, "a").Verified() {
		t.Error("all was verified, and the section does not say so")
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(golden)
	f.Add(golden[:64])
	f.Fuzz(func(t *testing.T, content []byte) {
		examine(t, filepath.Join(t.TempDir(), "f"), content, nil)
	})
}
