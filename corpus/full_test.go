package corpus

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// A full disk, for which SQLite's bound on pages stands in: a clear error, and
// nothing that was acknowledged is lost.
func TestFullDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	s := openAt(t, path, Options{})
	if _, err := s.write.Exec("PRAGMA max_page_count = 40"); err != nil {
		t.Fatal(err)
	}
	papers := many(2000)
	acknowledged := 0
	var err error
	for ; acknowledged < len(papers); acknowledged += 50 {
		if _, err = add(s, papers[acknowledged:acknowledged+50]...); err != nil {
			break
		}
	}
	if !errors.Is(err, ErrFull) || acknowledged == 0 {
		t.Fatalf("%d acknowledged, then %v", acknowledged, err)
	}
	for _, words := range []string{"store 50 papers in", path, "acknowledged is safe", "free some space"} {
		if !strings.Contains(err.Error(), words) {
			t.Errorf("%q does not say %q", err, words)
		}
	}
	holds := func(s *Store, want int) {
		t.Helper()
		sound(t, s)
		if st, err := s.Stats(ctx); err != nil || st.Papers != want || st.Vectors != want {
			t.Errorf("got %+v, %v; need %d papers", st, err, want)
		}
	}
	holds(s, acknowledged)
	if _, _, err := s.Vote(ctx, papers[0].ID, 1); err != nil && !errors.Is(err, ErrFull) {
		t.Errorf("a vote: %v", err)
	}

	// With room again, the same store goes on; so does one that was reopened.
	if _, err := s.write.Exec("PRAGMA max_page_count = 100000"); err != nil {
		t.Fatal(err)
	}
	mustAdd(t, s, papers[acknowledged:acknowledged+50]...)
	holds(s, acknowledged+50)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path, Options{})
	if out := mustAdd(t, s, papers...); out[0].Action != Unchanged || out[len(out)-1].Action != Added {
		t.Errorf("run again: %s", fmt.Sprint(out[0], out[len(out)-1]))
	}
	holds(s, len(papers))
}
