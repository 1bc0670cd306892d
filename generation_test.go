package kindred

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/section"
)

// TestOpenedEqualsLoaded: an engine that goes on from generations, over many
// changes, opened again and again, answers everything as one that reads the store.
func TestOpenedEqualsLoaded(t *testing.T) {
	seed := rand.Uint64()
	t.Log("seed", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	b := newBag("one")
	path := filepath.Join(t.TempDir(), "papers.db")
	papers := map[string]corpus.Paper{}
	for round := range 6 {
		kind := pick(r, []string{kindAuto, kindHNSW}) // auto, for so few: flat
		e, said := openSaving(t, path, b, Options{Index: kind}, []int{1, 30}[r.IntN(2)])
		churn(t, r, e, papers, 60)
		if r.IntN(2) == 0 {
			if err := e.Settle(t.Context(), nil); err != nil {
				t.Error(err)
			}
		}
		if round > 0 && !said.has("papers opened") {
			t.Errorf("round %d: not opened from a generation: %s", round, said)
		}
		closed(t, e)
		fresh := unfiled(t, path, b)
		want := everything(t, fresh, seed, papers, 20)
		for _, o := range []Options{{Index: kindHNSW}, {ReadOnly: true}} {
			opened, said := openSaving(t, path, b, o, 1<<30)
			if d := differ(everything(t, opened, seed, papers, 20), want); d != "" {
				t.Fatalf("round %d: %s", round, d)
			}
			if !said.has("papers opened") || said.has("WARN") || said.has("ERROR") {
				t.Errorf("round %d: %s", round, said)
			}
			if s, err := opened.Stats(t.Context()); err != nil || s.IndexBytes == 0 || s.Papers != len(papers) {
				t.Errorf("round %d: %+v, %v", round, s, err)
			}
			closed(t, opened)
		}
		closed(t, fresh)
	}
	if files, err := os.ReadDir(indexFolder(path)); err != nil || len(files) != 1 {
		t.Errorf("the folder has %v, %v; need one file", files, err)
	}
}

// TestStatsOfTheFolder: what the index is is known without opening it.
func TestStatsOfTheFolder(t *testing.T) {
	b := newBag("one")
	path, file, papers := filed(t, b)
	if err := os.WriteFile(file+".0123abcd.tmp", []byte("left by a writer that was killed"), 0o600); err != nil {
		t.Fatal(err)
	}
	size := func() int64 {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	e, _ := openSaving(t, path, b, Options{Index: kindHNSW}, 1<<30)
	s, err := e.Stats(t.Context())
	if err != nil || s.Loaded || s.Index != kindHNSW || s.IndexBytes != size() || s.Recall <= 0 || s.EfSearch <= 0 || s.Papers != len(papers) {
		t.Errorf("before it is opened: %+v, %v", s, err)
	}
	if err := e.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	again, err := e.Stats(t.Context())
	if err != nil || !again.Loaded || again.Index != kindHNSW || again.Recall != s.Recall || again.EfSearch != s.EfSearch || again.IndexBytes != size() {
		t.Errorf("after: %+v, %v; before: %+v", again, err, s)
	}
	if files, err := os.ReadDir(indexFolder(path)); err != nil || len(files) != 1 {
		t.Errorf("in the folder: %v, %v", files, err)
	}
}

// TestReaderBesideWriter: a reader opens generations that the writer writes and
// removes meanwhile, and always sees what was acknowledged.
func TestReaderBesideWriter(t *testing.T) {
	b := newBag("one")
	path := filepath.Join(t.TempDir(), "papers.db")
	w, wrote := openSaving(t, path, b, Options{}, 1)
	add(t, w, corpus.Paper{ID: "first", Title: "planning"})
	stay, _ := openSaving(t, path, newBag("one"), Options{ReadOnly: true}, 1)
	for i := range 30 {
		add(t, w, corpus.Paper{ID: fmt.Sprint("p", i), Title: pick(rand.New(rand.NewPCG(1, uint64(i))), topics)})
		r, said := openSaving(t, path, newBag("one"), Options{ReadOnly: true}, 1)
		for _, e := range []*Engine{r, stay} {
			res, err := e.Search(t.Context(), Query{Text: "planning", Limit: 100})
			if err != nil || res.Total != i+2 || len(res.Hits) != i+2 {
				t.Fatalf("round %d: %d of %d, %v", i, len(res.Hits), res.Total, err)
			}
		}
		if said.has("WARN") || said.has("ERROR") {
			t.Errorf("round %d: %s", i, said)
		}
		closed(t, r)
	}
	closed(t, w)
	if numbers, err := section.Generations(indexFolder(path), generations); err != nil || len(numbers) != 1 || numbers[0] < 5 {
		t.Errorf("generations %v, %v: %s", numbers, err, wrote)
	}
}

// TestReaderFollowsModel: a reader goes over to the generation that the writer has
// written of another model.
func TestReaderFollowsModel(t *testing.T) {
	b := newBag("one")
	path, _, papers := filed(t, b)
	reader, said := openSaving(t, path, newBag("one"), Options{ReadOnly: true}, 1)
	if _, err := reader.List(t.Context(), ListQuery{}); err != nil {
		t.Fatal(err)
	}
	w, _ := openSaving(t, path, b, Options{}, 1)
	if err := w.UseModel(t.Context(), newBag("two").open, nil); err != nil {
		t.Fatal(err)
	}
	closed(t, w)
	if _, err := reader.List(t.Context(), ListQuery{}); err != nil {
		t.Fatal(err)
	}
	if reader.memory.model.Name != "two" || reader.memory.papers != len(papers) || reader.memory.mapped == nil || said.has("WARN") {
		t.Errorf("the reader has %d papers of model %s from %v: %s", reader.memory.papers, reader.memory.model.Name, reader.memory.mapped, said)
	}
}
