package corpus

import (
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCursor(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	s := openAt(t, path, Options{})
	has := func(s *Store, name, want string) {
		t.Helper()
		if got, err := s.Cursor(ctx, name); err != nil || got != want {
			t.Errorf("cursor %q is %q, %v; need %q", name, got, err, want)
		}
	}
	set := func(name, state string) {
		t.Helper()
		if err := s.SetCursor(ctx, name, state); err != nil {
			t.Fatal(err)
		}
	}
	before, err := s.Stats(ctx)
	if err != nil {
		t.Fatal(err)
	}
	has(s, "owls", "")
	set("owls", "one")
	set("herons", "h")
	set("owls", "two")
	set("herons", "")
	set("wrens", "") // was not there

	after, err := s.Stats(ctx)
	if err != nil || after.Seq != before.Seq {
		t.Errorf("a cursor is change %d of the store, %v; need %d, as before", after.Seq, err, before.Seq)
	}
	r := openAt(t, path, Options{ReadOnly: true})
	for _, s := range []*Store{s, r} {
		has(s, "owls", "two")
		has(s, "herons", "")
	}
	if err := r.SetCursor(ctx, "owls", "three"); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a reader: got %v, need ErrReadOnly", err)
	}
	for _, bad := range [][2]string{{"", "x"}, {strings.Repeat("n", MaxCursorName+1), "x"}, {"owls", strings.Repeat("s", MaxCursorState+1)}} {
		if err := s.SetCursor(ctx, bad[0], bad[1]); !errors.Is(err, ErrInvalid) {
			t.Errorf("a name of %d bytes, a state of %d: got %v, need ErrInvalid", len(bad[0]), len(bad[1]), err)
		}
	}
	has(s, "owls", "two")
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Cursor(ctx, "owls"); !errors.Is(err, ErrClosed) {
		t.Errorf("closed: got %v, need ErrClosed", err)
	}
	has(openAt(t, path, Options{}), "owls", "two")
}

// A store of schema version 1, as that release wrote it: two papers, one vote
// given here, vectors of its built-in model.
func TestStoreOfVersion1(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	unpack(t, "testdata/backcompat/schema1.db.gz", path)
	if _, err := Open(path, Options{ReadOnly: true}); err == nil || !strings.Contains(err.Error(), "open it once for writing") {
		t.Errorf("for reading: got %v", err)
	}
	s, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	sound(t, s)
	p, err := s.Paper(ctx, "2310.16228")
	if err != nil || p.Title != "Counting owls" || *p.Votes != 4 {
		t.Errorf("got %+v, %v", p, err)
	}
	st, err := s.Stats(ctx)
	if err != nil || st.Papers != 2 || st.Vectors != 2 || st.Model.Name != "kindred-static-v1" || st.Schema != len(migrations) {
		t.Errorf("got %+v, %v", st, err)
	}
	if err := s.SetCursor(ctx, "owls", "one"); err != nil {
		t.Error(err)
	}
	if state, err := s.Cursor(ctx, "owls"); err != nil || state != "one" {
		t.Errorf("the cursor is %q, %v", state, err)
	}
}

func unpack(t *testing.T, from, to string) {
	t.Helper()
	packed, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	z, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, b, 0o600); err != nil {
		t.Fatal(err)
	}
}
