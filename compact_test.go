package kindred

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus"
)

// gappy makes a store whose index has many slots of papers that are gone, before
// and behind the graph's front.
func gappy(t testing.TB, path string, b *bag, kind string) map[string]corpus.Paper {
	t.Helper()
	papers := map[string]corpus.Paper{}
	e, _ := openSaving(t, path, b, Options{Index: kind}, 1)
	r := rand.New(rand.NewPCG(3, 3))
	for range 3 {
		churn(t, r, e, papers, 80)
		if err := e.Settle(t.Context(), nil); err != nil && kind != kindCoder {
			t.Fatal(err)
		}
		churn(t, r, e, papers, 30)
	}
	closed(t, e)
	return papers
}

// TestCompactedEqualsLoaded: after Compact an engine answers everything as one that
// reads the store, now and when it is opened again, in less room.
func TestCompactedEqualsLoaded(t *testing.T) {
	for _, kind := range []string{kindAuto, kindHNSW, kindFlat} { // auto, for so few: flat
		t.Run(kind, func(t *testing.T) {
			b := newBag("one")
			path := filepath.Join(t.TempDir(), "papers.db")
			papers := gappy(t, path, b, kind)
			want := everything(t, unfiled(t, path, b), 1, papers, 20)
			before, _ := openSaving(t, path, newBag("one"), Options{ReadOnly: true, Index: kind}, 1) // with the file as it was
			if d := differ(everything(t, before, 1, papers, 20), want); d != "" {
				t.Error(d)
			}

			e, said := openSaving(t, path, b, Options{Index: kind}, 1)
			gave, err := e.Stats(t.Context())
			if err != nil || gave.CompactBytes <= gave.FreeBytes {
				t.Errorf("before: %+v, %v; need room to give back", gave.Sizes, err)
			}
			c, err := e.Compact(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if c.Index.After >= c.Index.Before || c.Store.After > c.Store.Before || c.Index.Before != gave.IndexBytes {
				t.Errorf("got %+v, before it was %+v", c, gave)
			}
			if e.memory.slots() != len(papers) || e.memory.deadVectors() != 0 {
				t.Errorf("%d slots of %d papers, %d dead vectors", e.memory.slots(), len(papers), e.memory.deadVectors())
			}
			if g := e.memory.graph(); (g != nil) != (kind == kindHNSW) {
				t.Errorf("the graph is %v", g)
			}
			after, err := e.Stats(t.Context())
			if err != nil || after.CompactBytes != 0 || after.IndexBytes != c.Index.After || after.Recall != 1 && kind != kindHNSW {
				t.Errorf("after: %+v, %v", after, err)
			}
			if kind == kindHNSW && (after.Recall <= 0 || e.recallOf(e.memory.index) == measurement{}) {
				t.Errorf("the graph was not measured: %+v", after)
			}
			if d := differ(everything(t, e, 1, papers, 20), want); d != "" {
				t.Errorf("%s\n%s", d, said)
			}
			file := generationOf(t, path)
			if c, err := e.Compact(t.Context()); err != nil || c.Index.After != c.Index.Before || generationOf(t, path) != file {
				t.Errorf("with nothing to give back: %+v, %v", c, err)
			}
			churn(t, rand.New(rand.NewPCG(4, 4)), e, papers, 20) // a compacted index takes changes
			closed(t, e)

			again, said := openSaving(t, path, newBag("one"), Options{Index: kind}, 1<<30)
			want = everything(t, unfiled(t, copyOf(t, again), b), 1, papers, 20) // the reader keeps the log
			if d := differ(everything(t, again, 1, papers, 20), want); d != "" || !said.has("papers opened") || said.has("WARN") {
				t.Errorf("opened again: %s\n%s", d, said)
			}
			if d := differ(everything(t, before, 1, papers, 20), want); d != "" {
				t.Errorf("a reader that was there before: %s", d)
			}
			closed(t, before)
			closed(t, again)
		})
	}
}

// Searches go on beside Compact, and changes wait for it.
func TestCompactBesideSearches(t *testing.T) {
	b := newBag("one")
	path := filepath.Join(t.TempDir(), "papers.db")
	papers := gappy(t, path, b, kindHNSW)
	e, _ := openSaving(t, path, b, Options{Index: kindHNSW}, 1)
	done := make(chan struct{})
	search := func() {
		for {
			res, err := e.Search(t.Context(), Query{Text: "planning agents", Limit: 20})
			if err != nil || len(res.Hits) != 20 {
				t.Errorf("%d of %d, %v", len(res.Hits), res.Total, err)
			}
			select {
			case <-done:
				return
			default:
			}
		}
	}
	atOnce(search, search, func() {
		defer close(done)
		for range 5 {
			churn(t, rand.New(rand.NewPCG(9, 9)), e, papers, 40)
			if _, err := e.Compact(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
	want := everything(t, unfiled(t, copyOf(t, e), b), 1, papers, 10)
	if d := differ(everything(t, e, 1, papers, 10), want); d != "" {
		t.Error(d)
	}
	closed(t, e)
}

// copyOf backs an engine's store up.
func copyOf(t testing.TB, e *Engine) string {
	t.Helper()
	b, err := e.Backup(t.Context(), filepath.Join(t.TempDir(), "copy.db"), corpus.BackupOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return b.Path
}

// A backup answers as the store does, without its index folder.
func TestBackupAnswersAsTheStore(t *testing.T) {
	b := newBag("one")
	path, _, papers := filed(t, b)
	e, _ := openSaving(t, path, b, Options{ReadOnly: true}, 1)
	copied, said := openSaving(t, copyOf(t, e), b, Options{}, 1)
	if d := differ(everything(t, copied, 1, papers, 10), everything(t, unfiled(t, path, b), 1, papers, 10)); d != "" {
		t.Error(d)
	}
	if said.has("papers opened") || said.has("WARN") {
		t.Errorf("%s", said)
	}
	closed(t, e)
	if _, err := e.Backup(t.Context(), filepath.Join(t.TempDir(), "copy.db"), corpus.BackupOptions{}); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed engine: %v", err)
	}
}

func TestCompactRefuses(t *testing.T) {
	b := newBag("one")
	path, _, _ := filed(t, b)
	e, _ := openSaving(t, path, b, Options{ReadOnly: true}, 1)
	if _, err := e.Compact(t.Context()); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a reader: %v", err)
	}
	closed(t, e)
	if _, err := e.Compact(t.Context()); !errors.Is(err, ErrClosed) {
		t.Errorf("a closed engine: %v", err)
	}
}

// A store without an index folder gets none.
func TestCompactWithoutAnIndex(t *testing.T) {
	b := newBag("one")
	e := open(t, b)
	add(t, e, corpus.Paper{ID: "a", Title: "planning"}, corpus.Paper{ID: "b", Title: "agents"})
	if _, err := e.Delete(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	c, err := e.Compact(t.Context())
	if err != nil || c.Index != (Shrunk{}) || c.Store.After == 0 {
		t.Errorf("got %+v, %v", c, err)
	}
	if _, err := os.Stat(indexFolder(e.store.Path())); !os.IsNotExist(err) {
		t.Errorf("an index folder: %v", err)
	}
}

// compactingPath makes a run of this test binary the process that is killed: it
// compacts the store at this path, again and again.
const compactingPath = "KINDRED_TEST_COMPACTING"

func TestCompactingChild(t *testing.T) {
	path := os.Getenv(compactingPath)
	if path == "" {
		t.Skip("runs only as the child of TestKilledCompact")
	}
	e, _ := openSaving(t, path, newBag("one"), Options{Index: kindHNSW}, 1)
	for i := range 100 {
		if _, err := e.Delete(t.Context(), fmt.Sprintf("p%05d", 2*i)); err != nil {
			t.Fatal(err)
		}
		if _, err := e.Compact(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

// TestKilledCompact kills a process that compacts, at random moments: what is
// opened then is sound, and has every paper that was not deleted.
func TestKilledCompact(t *testing.T) {
	if testing.Short() {
		t.Skip("kills processes")
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	path := filepath.Join(t.TempDir(), "papers.db")
	e, _ := openSaving(t, path, newBag("one"), Options{Index: kindHNSW}, 1)
	var papers []corpus.Paper
	for i := range 1000 {
		papers = append(papers, crashPaper(i))
	}
	add(t, e, papers...)
	closed(t, e)
	for range 4 {
		child := childOf("TestCompactingChild", compactingPath, path)
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(50_000+r.IntN(300_000)) * time.Microsecond)
		child.Process.Kill()
		child.Wait() // it was killed: there is nothing to learn
		e, said := openSaving(t, path, newBag("one"), Options{Index: kindHNSW}, 1<<30)
		have := contents(t, e)
		for i := range 1000 {
			id := fmt.Sprintf("p%05d", i)
			if _, there := have[id]; !there && (i%2 == 1 || i >= 200) {
				t.Errorf("%s is gone", id)
			}
		}
		got := everything(t, e, seed, have, 3)
		if said.has("WARN") || said.has("ERROR") || !said.has("papers opened") {
			t.Errorf("%s", said)
		}
		closed(t, e)
		if d := differ(got, everything(t, unfiled(t, path, newBag("one")), seed, have, 3)); d != "" {
			t.Error(d)
		}
	}
}
