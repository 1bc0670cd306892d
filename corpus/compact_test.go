package corpus

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func sizes(t testing.TB, s *Store) int64 {
	t.Helper()
	st, err := s.Stats(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return st.Bytes + st.LogBytes
}

func TestCompact(t *testing.T) {
	s := busyStore(t, filepath.Join(t.TempDir(), "papers.db"))
	mustAdd(t, s, many(3000)...)
	var gone []string
	for _, p := range many(3000)[1000:] {
		gone = append(gone, p.ID)
	}
	if _, err := s.Delete(ctx, gone...); err != nil {
		t.Fatal(err)
	}
	r := openAt(t, s.path, Options{ReadOnly: true})
	want, before := durable(t, s), sizes(t, s)
	if got := durable(t, r); got != want {
		t.Error("a reader has something else")
	}
	if err := s.Compact(ctx); err != nil {
		t.Fatal(err)
	}
	after := sizes(t, s)
	if after > before/2 {
		t.Errorf("%d bytes of %d are left with a third of the papers", after, before)
	}
	st, err := s.Stats(ctx)
	if err != nil || st.Free != 0 || st.LogBytes != 0 {
		t.Errorf("got %+v, %v; need nothing free and no log", st, err)
	}
	for _, x := range []*Store{s, r} {
		sound(t, x)
		if got := durable(t, x); got != want {
			t.Error("the store has something else in it")
		}
	}
	out := mustAdd(t, s, Paper{ID: "new", Title: "New"}) // no number is given twice
	if n := out[0].Number; n <= 3000 {
		t.Errorf("a new paper has number %d", n)
	}

	if err := r.Compact(ctx); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a reader: %v", err)
	}
	over, cancel := context.WithCancel(ctx)
	cancel()
	if err := s.Compact(over); !errors.Is(err, context.Canceled) {
		t.Errorf("a context that is done: %v", err)
	}
	s.Close()
	if err := s.Compact(ctx); !errors.Is(err, ErrClosed) {
		t.Errorf("a store that is closed: %v", err)
	}
}

// Readers that hold an older state go on with it, and changes wait.
func TestCompactBesideReads(t *testing.T) {
	s := open(t, Options{})
	mustAdd(t, s, many(1000)...)
	if _, err := s.Delete(ctx, "p00001"); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Compact(ctx) }()
	for i := 0; ; i++ {
		if st, err := s.Stats(ctx); err != nil || st.Papers < 999 {
			t.Fatalf("%+v, %v", st, err)
		}
		select {
		case err := <-done:
			if err != nil {
				t.Error(err)
			}
			return
		default:
			mustAdd(t, s, Paper{ID: fmt.Sprint("beside", i), Title: "Beside"})
		}
	}
}

const compactPapers = 3000

// compactStore deletes papers of the store at args[0] and compacts it, again and
// again, and says so.
func compactStore(args []string) error {
	s, err := Open(args[0], Options{})
	if err != nil {
		return err
	}
	for i := 100; i < compactPapers; i += 100 {
		var gone []string
		for _, p := range many(i)[i-90:] {
			gone = append(gone, p.ID)
		}
		if _, err := s.Delete(ctx, gone...); err != nil {
			return err
		}
		fmt.Println("deleted", i)
		if err := s.Compact(ctx); err != nil {
			return err
		}
	}
	return s.Close()
}

// TestCrashCompact kills a process that compacts at random moments: the store is
// sound, and has every paper that was not deleted.
func TestCrashCompact(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "papers.db")
	s := openAt(t, path, Options{})
	for i := 0; i < compactPapers; i += 500 {
		mustAdd(t, s, many(i + 500)[i:]...)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for i := range *kills {
		c := child(t, "compact", path)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.IntN(60_000)) * time.Microsecond)
		c.Process.Kill()
		c.Wait()
		s, err := Open(path, Options{})
		if err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		sound(t, s)
		st, err := s.Stats(ctx)
		if err != nil || st.Papers%90 != compactPapers%90 && st.Papers < 300 {
			t.Errorf("kill %d: %+v, %v", i, st, err)
		}
		for n, p := range many(compactPapers) {
			if n%100 < 10 || n >= compactPapers-100 {
				if got, err := s.Paper(ctx, p.ID); err != nil || got.Abstract != p.Abstract {
					t.Fatalf("kill %d: %s: %v", i, p.ID, err)
				}
			}
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); err != nil || len(left) != 2 {
		t.Errorf("in the folder are %v, %v; need the store and its lock", left, err)
	}
	os.Remove(path)
}
