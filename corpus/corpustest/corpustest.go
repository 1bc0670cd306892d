// Package corpustest opens stores for tests, and checks each of them from end
// to end when its test is over.
package corpustest

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/kindred-search/kindred/corpus"
)

// Open makes a store in a new temporary folder.
func Open(t testing.TB, o corpus.Options) *corpus.Store {
	t.Helper()
	return OpenAt(t, filepath.Join(t.TempDir(), "papers.db"), o)
}

// OpenAt opens the store at path. When the test is over the store is checked
// and closed; a test may close it before, and open it again.
func OpenAt(t testing.TB, path string, o corpus.Options) *corpus.Store {
	t.Helper()
	s, err := corpus.Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		Check(t, s)
		if err := s.Close(); err != nil {
			t.Errorf("close %s: %v", path, err)
		}
	})
	return s
}

// Check fails the test for each fault of the store. A closed one has none.
func Check(t testing.TB, s *corpus.Store) {
	t.Helper()
	faults, err := s.Check(context.Background()) // that of the test has ended
	if err != nil && !errors.Is(err, corpus.ErrClosed) {
		t.Errorf("check: %v", err)
	}
	for _, fault := range faults {
		t.Errorf("check: %s", fault)
	}
}
