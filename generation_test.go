package kindred

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/section"
	"github.com/kindred-search/kindred/rank"
)

// A log is what an engine said.
type log struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *log) has(text string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Contains(l.b.String(), text)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// openSaving opens an engine that saves after every so many changes, at Close and
// before. It is checked, and closed, when the test is over.
func openSaving(t testing.TB, path string, b *bag, o Options, every int) (*Engine, *log) {
	t.Helper()
	said := &log{}
	o.OpenModel, o.Now, o.Log = b.open, func() time.Time { return now }, slog.New(slog.NewTextHandler(said, nil))
	e, err := Open(path, o)
	if err != nil {
		t.Fatal(err)
	}
	e.saves.atClose, e.saves.running = every, every
	t.Cleanup(func() {
		faults, err := e.Check(context.Background(), false)
		if err != nil && !errors.Is(err, ErrClosed) || len(faults) > 0 {
			t.Errorf("check: %v %q", err, faults)
		}
		if err := e.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return e, said
}

func closed(t testing.TB, e *Engine) {
	t.Helper()
	if faults, err := e.Check(t.Context(), false); err != nil || len(faults) > 0 {
		t.Errorf("check: %v %q", err, faults)
	}
	if err := e.Close(); err != nil {
		t.Fatal(err)
	}
}

// everything is the answers of an engine to many questions of all kinds.
func everything(t testing.TB, e *Engine, seed uint64, papers map[string]corpus.Paper, questions int) string {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 0))
	var all []any
	ids := slices.Sorted(func(yield func(string) bool) {
		for id, p := range papers {
			if p.Title != "?!" && !yield(id) {
				return
			}
		}
	})
	for range questions {
		q := Query{
			Text: pick(r, topics) + " " + pick(r, topics), Limit: 1 + r.IntN(30), Profile: pick(r, rank.Profiles()), Explain: true,
			Facets: []Facet{ByAuthor, ByCategory, ByVenue, ByYear},
			Filter: Filter{MinVotes: r.IntN(2) * r.IntN(20)},
		}
		if r.IntN(3) == 0 {
			q.Like = append(q.Like, pick(r, ids))
		}
		if r.IntN(2) == 0 {
			q.Filter.Authors = []string{pick(r, []string{"wei", "lecun", "yann lecun", "perez"})}
		}
		if r.IntN(3) == 0 {
			q.Filter.Venues = []string{pick(r, []string{"neurips", "icml", "apprentissage"})}
		}
		if r.IntN(3) == 0 {
			q.Filter.Categories = []string{pick(r, []string{"cs.*", "cs.CL", "hep-th"})}
		}
		if r.IntN(3) == 0 {
			q.Filter.From = date(t, pick(r, []string{"2023", "2024-02-29", "1969-12-31T23:59:59.4Z"}))
		}
		if r.IntN(4) == 0 {
			q.Filter.HasRepository = new(r.IntN(2) == 0)
		}
		// A graph may miss some, but not in number.
		if res, err := e.Search(t.Context(), q); err == nil && len(res.Hits) != min(q.Limit, res.Total) {
			t.Errorf("got %d of %d papers, asked for %d", len(res.Hits), res.Total, q.Limit)
		}
		q.Exact = true
		res, err := e.Search(t.Context(), q)
		res.TookMS, res.Timing = 0, Timing{}
		all = append(all, res, fmt.Sprint(err))
		res, err = e.Related(t.Context(), RelatedQuery{Like: []string{pick(r, ids)}, Limit: 5, Exact: true})
		res.TookMS, res.Timing = 0, Timing{}
		all = append(all, res, fmt.Sprint(err))
	}
	for _, q := range []ListQuery{{}, {Month: "2024-02", Sort: ByTrending}, {Date: "2025-12-25", Sort: ByPublished}, {Week: "2026-W01"}, {Date: "1969-12-31"}} {
		l, err := e.List(t.Context(), q)
		all = append(all, l, fmt.Sprint(err))
	}
	b, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	// The mean of pairs depends on the order in which vectors came and went, in
	// its last digits, and ranks of equal cosines on slots.
	b = ranks.ReplaceAll(b, nil)
	return manyDigits.ReplaceAllStringFunc(string(b), func(s string) string {
		x, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return strconv.FormatFloat(x, 'f', 9, 64)
	})
}

var ranks = regexp.MustCompile(`"similarity_rank":\d+,`)

var manyDigits = regexp.MustCompile(`-?\d\.\d{9,}(e-\d+)?`)

// differ says where two answers begin to differ; "" when they do not.
func differ(got, want string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("at %d: got ...%.300s\nneed ...%.300s", i, got[max(0, i-150):], want[max(0, i-150):])
		}
	}
	if len(got) != len(want) {
		return fmt.Sprintf("got %d bytes, need %d", len(got), len(want))
	}
	return ""
}

// unfiled opens a copy of a store that has no index folder.
func unfiled(t testing.TB, path string, b *bag) *Engine {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	bare := filepath.Join(t.TempDir(), "bare.db")
	if err := os.WriteFile(bare, content, 0o600); err != nil {
		t.Fatal(err)
	}
	e, _ := openSaving(t, bare, b, Options{}, 1<<30)
	return e
}

// churn changes a store at random: papers added and changed, voted for, deleted.
func churn(t testing.TB, r *rand.Rand, e *Engine, papers map[string]corpus.Paper, n int) {
	t.Helper()
	var batch []corpus.Paper
	for range n {
		p := randomPaper(t, r, r.IntN(200))
		if slices.ContainsFunc(batch, func(q corpus.Paper) bool { return q.ID == p.ID }) {
			continue
		}
		batch = append(batch, p)
	}
	add(t, e, batch...)
	for _, p := range batch {
		papers[p.ID] = p
	}
	ids := slices.Sorted(func(yield func(string) bool) {
		for id := range papers {
			if !yield(id) {
				return
			}
		}
	})
	for range n / 5 {
		if _, err := e.Vote(t.Context(), pick(r, ids), 1); err != nil {
			t.Fatal(err)
		}
	}
	gone := ids[:len(ids)/10]
	if _, err := e.Delete(t.Context(), gone...); err != nil {
		t.Fatal(err)
	}
	for _, id := range gone {
		delete(papers, id)
	}
}

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

// filed makes a store with a generation that has a graph, and returns its file.
func filed(t testing.TB, b *bag) (path, file string, papers map[string]corpus.Paper) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "papers.db")
	papers = map[string]corpus.Paper{}
	e, _ := openSaving(t, path, b, Options{Index: kindHNSW}, 1)
	r := rand.New(rand.NewPCG(1, 1))
	churn(t, r, e, papers, 80)
	if err := e.Settle(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	churn(t, r, e, papers, 5)
	closed(t, e)
	numbers, err := section.Generations(indexFolder(path), generations)
	if err != nil || len(numbers) != 1 {
		t.Fatal(numbers, err)
	}
	return path, section.Path(indexFolder(path), generations, numbers[0]), papers
}

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
