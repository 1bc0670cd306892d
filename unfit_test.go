package kindred

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/section"
)

// TestGenerationsThatDoNotFit: each costs a log line that says why and a read of
// the store; the answers are the same.
func TestGenerationsThatDoNotFit(t *testing.T) {
	f := func(name, why string, spoil func(t *testing.T, path, file string)) {
		t.Run(name, func(t *testing.T) {
			b := newBag("one")
			path, file, papers := filed(t, b)
			want := everything(t, unfiled(t, path, b), 1, papers, 20)
			spoil(t, path, file)
			e, said := openSaving(t, path, b, Options{}, 1)
			if d := differ(everything(t, e, 1, papers, 20), want); d != "" {
				t.Error(d)
			}
			if !said.has("WARN") || !said.has(why) {
				t.Errorf("need a warning with %q, got %s", why, said)
			}
			closed(t, e)
			e, said = openSaving(t, path, b, Options{}, 1)
			if d := differ(everything(t, e, 1, papers, 20), want); d != "" || !said.has("papers opened") {
				t.Errorf("after it was written anew: %s\n%s", d, said)
			}
		})
	}
	another := func(t *testing.T, b *bag) []byte {
		_, file, _ := filed(t, b)
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	put := func(t *testing.T, file string, content []byte) {
		t.Helper()
		if err := os.WriteFile(file, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// rewrite writes a generation with other things in its header.
	rewrite := func(t *testing.T, file string, change func(h *section.Header, a *about)) {
		t.Helper()
		from, err := section.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer from.Close()
		h, a := from.Header(), about{}
		if err := json.Unmarshal(h.Meta, &a); err != nil {
			t.Fatal(err)
		}
		change(&h, &a)
		if h.Meta != nil {
			if h.Meta, err = json.Marshal(a); err != nil {
				t.Fatal(err)
			}
		}
		w, err := section.Create(file, h)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range from.Sections() {
			to, err := w.Section(s.Name())
			if err != nil {
				t.Fatal(err)
			}
			content, err := section.View[byte](s)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := to.Write(content); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	f("another store", "another store", func(t *testing.T, path, file string) { put(t, file, another(t, newBag("one"))) })
	f("another model", "of the model two", func(t *testing.T, path, file string) {
		rewrite(t, file, func(h *section.Header, a *about) { a.Model.Identity, a.Model.Name = "bag of two", "two" })
	})
	f("newer version", "version 2", func(t *testing.T, path, file string) {
		rewrite(t, file, func(h *section.Header, a *about) { h.Version = generationVersion + 1 })
	})
	f("no header", "says of itself", func(t *testing.T, path, file string) {
		rewrite(t, file, func(h *section.Header, a *about) { h.Meta = nil })
	})
	f("other numbers", "need", func(t *testing.T, path, file string) {
		rewrite(t, file, func(h *section.Header, a *about) { a.Slots++ })
	})
	f("ahead of the store", "older copy", func(t *testing.T, path, file string) {
		rewrite(t, file, func(h *section.Header, a *about) { a.Seq += 1000 })
	})
	f("empty", "has 0 bytes", func(t *testing.T, path, file string) { put(t, file, nil) })
	f("something else", "begins with", func(t *testing.T, path, file string) { put(t, file, bytes.Repeat([]byte("x"), 10000)) })
}

// TestOlderGeneration: one of an earlier state is caught up with.
func TestOlderGeneration(t *testing.T) {
	b := newBag("one")
	path, file, papers := filed(t, b)
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	e, _ := openSaving(t, path, b, Options{}, 1)
	churn(t, rand.New(rand.NewPCG(2, 2)), e, papers, 60)
	closed(t, e)
	if err := os.RemoveAll(indexFolder(path)); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(indexFolder(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	want := everything(t, unfiled(t, path, b), 1, papers, 20)
	e, said := openSaving(t, path, b, Options{}, 1)
	if d := differ(everything(t, e, 1, papers, 20), want); d != "" || !said.has("papers opened") {
		t.Errorf("%s\n%s", d, said)
	}
}

// TestRestoredStore: the store is an older copy that went on in another way.
func TestRestoredStore(t *testing.T) {
	b := newBag("one")
	path := filepath.Join(t.TempDir(), "papers.db")
	e, _ := openSaving(t, path, b, Options{}, 1<<30)
	add(t, e, corpus.Paper{ID: "a", Title: "planning"})
	closed(t, e)
	older, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	e, _ = openSaving(t, path, b, Options{}, 1)
	add(t, e, corpus.Paper{ID: "b", Title: "vision"})
	closed(t, e)
	if err := os.WriteFile(path, older, 0o600); err != nil {
		t.Fatal(err)
	}
	e, _ = openSaving(t, path, b, Options{}, 1<<30)
	add(t, e, corpus.Paper{ID: "c", Title: "speech"})
	if have := contents(t, e); len(have) != 2 || have["c"].Title != "speech" {
		t.Errorf("there is %v", have)
	}
	res, err := e.Search(t.Context(), Query{Text: "vision"})
	if err != nil || len(res.Hits) != 2 || slices.ContainsFunc(res.Hits, func(h Hit) bool { return h.ID == "b" }) {
		t.Errorf("got %v, %v", res.Hits, err)
	}
}

// TestFolderThatCannotBeWritten: a file lies where the folder would be.
func TestFolderThatCannotBeWritten(t *testing.T) {
	b := newBag("one")
	path := filepath.Join(t.TempDir(), "papers.db")
	if err := os.WriteFile(indexFolder(path), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	e, said := openSaving(t, path, b, Options{}, 1)
	add(t, e, corpus.Paper{ID: "a", Title: "planning"})
	closed(t, e)
	if !said.has("cannot be saved") {
		t.Errorf("said %s", said)
	}
	e, said = openSaving(t, path, b, Options{}, 1<<30)
	if res, err := e.Search(t.Context(), Query{Text: "planning"}); err != nil || len(res.Hits) != 1 {
		t.Errorf("got %v, %v: %s", res, err, said)
	}
	if content, err := os.ReadFile(indexFolder(path)); err != nil || string(content) != "mine" {
		t.Errorf("the file is %q, %v", content, err)
	}
}

// TestSmallChangesAreNotSaved: what is quickly read from the store is not worth
// a new generation.
func TestSmallChangesAreNotSaved(t *testing.T) {
	b := newBag("one")
	path := filepath.Join(t.TempDir(), "papers.db")
	e, _ := openSaving(t, path, b, Options{}, 5)
	add(t, e, corpus.Paper{ID: "a", Title: "planning"})
	closed(t, e)
	if _, err := os.Stat(indexFolder(path)); !os.IsNotExist(err) {
		t.Error("one paper was worth a folder")
	}
	e, _ = openSaving(t, path, b, Options{}, 5)
	var batch []corpus.Paper
	for i := range 5 {
		batch = append(batch, corpus.Paper{ID: fmt.Sprint(i), Title: "planning"})
	}
	add(t, e, batch...)
	closed(t, e)
	if numbers, err := section.Generations(indexFolder(path), generations); err != nil || !reflect.DeepEqual(numbers, []uint64{1}) && !reflect.DeepEqual(numbers, []uint64{2}) {
		t.Errorf("generations %v, %v", numbers, err)
	}
}
