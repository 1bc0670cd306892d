package section_test

import (
	"path/filepath"
	"testing"
)

// The price of Check where it is called for every row: before all is verified, and
// after.
func BenchmarkCheck(b *testing.B) {
	path := filepath.Join(b.TempDir(), "f")
	write(b, path, map[string][]byte{"a": make([]byte, 64*block)})
	for _, all := range []bool{false, true} {
		f := openFile(b, path)
		s := find(b, f, "a")
		last := s.Len() - block
		if all {
			last = s.Len()
		}
		if err := s.Check(0, last); err != nil {
			b.Fatal(err)
		}
		name := "blocks"
		if s.Verified() {
			name = "verified"
		}
		b.Run(name, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				if err := s.Check(i*384%(last-384), 384); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// The first touch of a block.
func BenchmarkFirstTouch(b *testing.B) {
	path := filepath.Join(b.TempDir(), "f")
	write(b, path, map[string][]byte{"a": make([]byte, 1024*block)})
	b.SetBytes(1024 * block)
	for b.Loop() {
		f := openFile(b, path)
		if err := f.Verify(b.Context()); err != nil {
			b.Fatal(err)
		}
		f.Close()
	}
}

func BenchmarkOpen(b *testing.B) {
	path := filepath.Join(b.TempDir(), "f")
	write(b, path, map[string][]byte{"a": make([]byte, 4096*block)})
	for b.Loop() {
		openFile(b, path).Close()
	}
}
