package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// A watchedFolder is a folder under a watcher, whose files have times that a test
// gives them.
type watchedFolder struct {
	*testing.T
	watcher
	dir   string
	clock time.Time
}

func newWatchedFolder(t *testing.T) *watchedFolder {
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return &watchedFolder{t, watcher{roots: []string{dir}, own: func(string) bool { return false }}, dir, time.Unix(1_700_000_000, 0)}
}

// write writes a file a second later than the one before.
func (f *watchedFolder) write(name, content string) {
	f.Helper()
	path := filepath.Join(f.dir, name)
	f.clock = f.clock.Add(time.Second)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		f.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		f.Fatal(err)
	}
	if err := os.Chtimes(path, f.clock, f.clock); err != nil {
		f.Fatal(err)
	}
}

// finds looks, deals with what is ready, and holds it to names.
func (f *watchedFolder) finds(want ...string) {
	f.Helper()
	ready, faults := f.look()
	var got []string
	for _, r := range ready {
		name, err := filepath.Rel(f.dir, r.path)
		if err != nil {
			f.Fatal(err)
		}
		got = append(got, filepath.ToSlash(name))
		f.dealtWith(r)
	}
	if len(faults) > 0 || !slices.Equal(got, want) {
		f.Errorf("got %q, %v; need %q", got, faults, want)
	}
}

func TestWatcherWaitsUntilAFileRests(t *testing.T) {
	f := newWatchedFolder(t)
	f.write("a.bib", "1")
	f.write("below/b.bib", "1")
	f.finds() // nobody knows yet whether it is being written
	f.finds("a.bib", "below/b.bib")
	f.finds()

	f.write("a.bib", "12")
	f.finds()
	f.write("a.bib", "123") // it goes on
	f.finds()
	f.finds("a.bib")
	f.finds()

	f.write("a.bib", "321") // as long as before
	f.finds()
	f.finds("a.bib")

	// An editor that writes by rename; a file that comes by one.
	f.write("a.bib.new", "1234")
	if err := os.Rename(filepath.Join(f.dir, "a.bib.new"), filepath.Join(f.dir, "a.bib")); err != nil {
		t.Fatal(err)
	}
	f.finds()
	f.finds("a.bib")

	// Gone is nothing, and back is new.
	if err := os.Remove(filepath.Join(f.dir, "a.bib")); err != nil {
		t.Fatal(err)
	}
	f.finds()
	f.finds()
	if len(f.files) != 1 {
		t.Errorf("%d files are remembered; need 1", len(f.files))
	}
	f.write("a.bib", "1234")
	f.finds()
	f.finds("a.bib")
}

func TestWatcherReadsAgainWhatChangedWhileItWasRead(t *testing.T) {
	f := newWatchedFolder(t)
	f.write("a.bib", "1")
	f.finds()
	ready, _ := f.look()
	f.write("a.bib", "12")
	f.dealtWith(ready[0])
	f.finds()
	f.finds("a.bib")
	f.write("b.bib", "1")
	f.finds()
	for range 3 { // not dealt with: tried again
		if ready, _ := f.look(); len(ready) != 1 {
			t.Errorf("got %v", ready)
		}
	}
}

func TestWatcherPassesOver(t *testing.T) {
	f := newWatchedFolder(t)
	f.own = func(path string) bool { return filepath.Base(path) == "papers.db" }
	for _, name := range []string{".hidden", ".git/config", "arxiv.json.crdownload", "x.PART", "papers.db", "a.bib"} {
		f.write(name, "1")
	}
	if err := os.Symlink("a.bib", filepath.Join(f.dir, "link.bib")); err != nil {
		t.Log(err)
	}
	f.finds()
	f.finds("a.bib")

	// By its name a file is looked at, whatever that is, and once.
	f.roots = append(f.roots, filepath.Join(f.dir, ".hidden"), filepath.Join(f.dir, "a.bib"))
	f.write("a.bib", "12")
	f.finds()
	f.finds(".hidden", "a.bib")
}

func TestWatcherLosesAFolder(t *testing.T) {
	f := newWatchedFolder(t)
	f.write("a.bib", "1")
	f.finds()
	f.finds("a.bib")
	away := f.dir + ".away"
	if err := os.Rename(f.dir, away); err != nil {
		t.Fatal(err)
	}
	if ready, faults := f.look(); len(ready) != 0 || len(faults) != 1 {
		t.Errorf("got %v, %v; need a fault", ready, faults)
	}
	if err := os.Rename(away, f.dir); err != nil {
		t.Fatal(err)
	}
	f.finds() // a disk that is back has nothing new
	f.finds()
}
