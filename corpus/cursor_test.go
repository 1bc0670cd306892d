package corpus

import (
	"errors"
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
