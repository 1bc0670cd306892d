package column_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/column"
	"github.com/kindred-search/kindred/index/section"
)

// read looks at everything that columns say, and must come to an end.
func read(a *all) {
	for i := range uint32(a.values.Len()) {
		a.values.At(i)
	}
	a.values.AppendTo(nil)
	for i := range uint32(a.texts.Len()) {
		a.texts.At(i)
	}
	for i := range uint32(a.keys.Len()) {
		a.keys.Find(a.keys.At(i))
	}
	for i := range uint32(a.numbers.Len()) {
		a.numbers.Find(a.numbers.At(i))
	}
	a.keys.Find("nobody")
	a.numbers.Find(-1)
	set := bitmap.New(a.values.Len())
	for i := range uint32(a.dict.Len()) {
		a.dict.Find(a.dict.Text(i))
		a.dict.AppendMembers(nil, i)
		a.dict.Mark(set, a.values.Len(), i)
		a.dict.Count(set, i)
	}
}

// sample is some columns in a file; what is in each section.
func sample(t testing.TB) (path string, sections map[string][]byte) {
	t.Helper()
	a, w := &all{}, &twin{byKey: map[string]uint32{}, byNum: map[int64]uint32{}, members: map[string][]uint32{}}
	grow(rand.New(rand.NewPCG(1, 2)), a, w, 40)
	f, _ := save(t, a.columns())
	sections = map[string][]byte{}
	for _, s := range f.Sections() {
		sections[s.Name()] = append([]byte{}, must[[]byte](t)(section.View[byte](s))...)
	}
	return f.Path(), sections
}

// TestFlippedBytes flips bytes of a file: what is then read is as it was written, or
// the source says that it is damaged.
func TestFlippedBytes(t *testing.T) {
	path, _ := sample(t)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := seeded(t)
	damaged := filepath.Join(t.TempDir(), "damaged")
	for range 300 {
		b := append([]byte{}, whole...)
		b[r.IntN(len(b))] ^= byte(1 + r.IntN(255))
		if err := os.WriteFile(damaged, b, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := section.Open(damaged)
		if err != nil {
			continue
		}
		source := column.NewSource(f)
		a, err := openAll(source)
		if err == nil {
			read(a)
			intact, sound := sampled(), source.Err() == nil
			if sound {
				compare(t, a, intact, true)
			} else if !errors.Is(source.Err(), section.ErrDamaged) {
				t.Errorf("the source says %v", source.Err())
			}
			if !sound {
				w, err := section.Create(filepath.Join(t.TempDir(), "again"), section.Header{})
				if err != nil {
					t.Fatal(err)
				}
				for name, c := range a.columns() {
					if c.Save(w, name) != nil {
						break
					}
				}
				w.Abort()
			}
		}
		f.Close()
	}
}

func sampled() *twin {
	w := &twin{byKey: map[string]uint32{}, byNum: map[int64]uint32{}, members: map[string][]uint32{}}
	grow(rand.New(rand.NewPCG(1, 2)), &all{}, w, 40)
	return w
}

// FuzzSections puts arbitrary bytes, with good checksums, into each section: nothing
// may panic or go on for ever, reading and saving.
func FuzzSections(f *testing.F) {
	_, sections := sample(f)
	names := make([]string, 0, len(sections))
	for name := range sections {
		names = append(names, name)
	}
	for name, content := range sections {
		f.Add(name, content)
		f.Add(name, content[:len(content)/2])
		f.Add(name, []byte{})
		f.Add(name, append(append([]byte{}, content...), 255, 255, 255, 255, 255, 255, 255, 255))
		for _, bad := range []byte{0, 1, 0x7f, 0xff} {
			filled := make([]byte, len(content))
			for i := range filled {
				filled[i] = bad
			}
			f.Add(name, filled)
		}
	}
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		if _, known := sections[name]; !known {
			return
		}
		path := filepath.Join(t.TempDir(), "columns")
		w, err := section.Create(path, section.Header{})
		if err != nil {
			t.Fatal(err)
		}
		for _, other := range names {
			to, err := w.Section(other)
			if err != nil {
				t.Fatal(err)
			}
			b := sections[other]
			if other == name {
				b = content
			}
			if _, err := to.Write(b); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Commit(); err != nil {
			t.Fatal(err)
		}
		file, err := section.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		a, err := openAll(column.NewSource(file))
		if err != nil {
			return
		}
		read(a)
		a.keys.Append("k1")
		a.numbers.Append(7)
		a.dict.Add("m1", uint32(a.values.Len()))
		read(a)
		again, err := section.Create(path+"2", section.Header{})
		if err != nil {
			t.Fatal(err)
		}
		defer again.Abort()
		for other, c := range a.columns() {
			if err := c.Save(again, other); err != nil {
				return
			}
		}
	})
}
