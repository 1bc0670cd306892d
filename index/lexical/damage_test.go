package lexical

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
)

// saved is the sections of a small index in which everything there is occurs:
// blocks of gaps and of bits, single blocks, positions, categories.
func saved(t testing.TB) sections {
	t.Helper()
	r := rand.New(rand.NewPCG(5, 5))
	words := vocabulary(r, 60)
	x, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	var slots []uint32
	var documents []Document
	for i := range 400 {
		d := Document{Abstract: "common " + words[i%len(words)]}
		if i%3 == 0 {
			d.Title = "spread model"
		}
		if i%50 == 0 {
			d = document(r, words)
		}
		slots, documents = append(slots, uint32(3*i)), append(documents, d)
	}
	if err := x.Add(slots, documents); err != nil {
		t.Fatal(err)
	}
	files := sections{}
	if err := x.Save(context.Background(), files.create); err != nil {
		t.Fatal(err)
	}
	return files
}

// use asks an index that may be damaged all kinds of things. Whatever it answers,
// an error must be ErrDamaged.
func use(t testing.TB, files sections) {
	t.Helper()
	check := func(err error) {
		if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrVersion) {
			t.Fatalf("got %v, need ErrDamaged", err)
		}
	}
	x, err := Open(files.read, Options{})
	check(err)
	if err != nil {
		return
	}
	defer x.Close()
	for _, q := range []string{"common spread models", `"common spread" author:bade cat:cs.* -model`, `title:"spread model" cat:cs.A bade`, "modle"} {
		s := x.Prepare(Parse(q))
		hits, err := s.Top(context.Background(), 5, nil)
		check(err)
		dst := make([]float32, 4)
		check(s.Score(dst, []uint32{0, 3, 600, 1197}))
		_, err = s.Matching(1200)
		check(err)
		_, err = s.Passing(1200)
		check(err)
		for _, h := range hits {
			_, err = s.Explain(h.Slot)
			check(err)
		}
	}
	x.Delete([]uint32{3, 300})
	check(x.Add([]uint32{6, 5000}, []Document{{Title: "common"}, {Abstract: "spread"}}))
	check(x.Save(context.Background(), func(string) (io.Writer, error) { return io.Discard, nil }))
}

// TestDamage changes some bytes and cuts the sections at some places; FuzzOpen
// goes on.
func TestDamage(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 3))
	whole := saved(t)
	for _, name := range Sections() {
		size := whole[name].Len()
		for at := r.IntN(20); at < size; at += 1 + r.IntN(60) {
			damaged := copied(whole)
			damaged[name].Bytes()[at] ^= 1 << r.IntN(8)
			use(t, damaged)
		}
		for n := r.IntN(100); n < size; n += 1 + r.IntN(300) {
			damaged := copied(whole)
			damaged[name].Truncate(n)
			use(t, damaged)
		}
	}
}

func copied(files sections) sections {
	c := sections{}
	for name, b := range files {
		c[name] = bytes.NewBuffer(bytes.Clone(b.Bytes()))
	}
	return c
}

func FuzzOpen(f *testing.F) {
	files := saved(f)
	names := Sections()
	f.Add(files[names[0]].Bytes(), files[names[1]].Bytes(), files[names[2]].Bytes(), files[names[3]].Bytes())
	f.Add([]byte{}, []byte{}, []byte{}, []byte{})
	f.Fuzz(func(t *testing.T, a, b, c, d []byte) {
		use(t, sections{names[0]: bytes.NewBuffer(a), names[1]: bytes.NewBuffer(b), names[2]: bytes.NewBuffer(c), names[3]: bytes.NewBuffer(d)})
	})
}

func TestOtherVersions(t *testing.T) {
	files := saved(t)
	files["lexical/papers"].Bytes()[8]++
	if _, err := Open(files.read, Options{}); !errors.Is(err, ErrVersion) {
		t.Errorf("got %v, need ErrVersion", err)
	}
	missing := errors.New("not there")
	if _, err := Open(func(string) (Section, error) { return Section{}, missing }, Options{}); !errors.Is(err, missing) {
		t.Errorf("got %v, need the error of reading", err)
	}
	if _, err := Open(saved(t).read, Options{B: 2}); !errors.Is(err, ErrParameter) {
		t.Errorf("got %v, need ErrParameter", err)
	}
}

// TestCheckedBytes hides all bytes until they are checked, and lets one check
// after the other fail: nothing is looked at before, and a failure is an error.
func TestCheckedBytes(t *testing.T) {
	files := saved(t)
	bad := errors.New("another checksum")
	for fails := 0; ; fails++ {
		checks := 0
		read := func(name string) (Section, error) {
			hidden := bytes.Repeat([]byte{0xa5}, files[name].Len())
			return Section{hidden, func(first, n int) error {
				if checks++; checks > fails {
					return bad
				}
				copy(hidden[first:first+n], files[name].Bytes()[first:])
				return nil
			}}, nil
		}
		err := func() error {
			x, err := Open(read, Options{})
			if err != nil {
				return err
			}
			defer x.Close()
			s := x.Prepare(Parse(`"spread model" common -xyz`))
			hits, err := s.Top(context.Background(), 3, nil)
			if err == nil && len(hits) == 0 {
				t.Fatalf("found nothing after %d checks", checks)
			}
			return err
		}()
		if err == nil {
			if checks != fails || checks < 10 {
				t.Fatalf("%d checks of which %d were good", checks, fails)
			}
			return
		}
		if !errors.Is(err, ErrDamaged) || !errors.Is(err, bad) {
			t.Fatalf("check %d fails: got %v, need ErrDamaged and its reason", fails+1, err)
		}
	}
}

func TestSaveFails(t *testing.T) {
	x := shelf(t, papers...)
	full := errors.New("disk is full")
	for fail := range Sections() {
		n := 0
		err := x.Save(context.Background(), func(string) (io.Writer, error) {
			if n++; n > fail {
				return brokenWriter{full}, nil
			}
			return io.Discard, nil
		})
		if !errors.Is(err, full) {
			t.Errorf("section %d: got %v, need that of the writer", fail, err)
		}
		if err := x.Save(context.Background(), func(name string) (io.Writer, error) { return nil, fmt.Errorf("%s: %w", name, full) }); !errors.Is(err, full) {
			t.Errorf("got %v, need that of create", err)
		}
	}
}

type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }
