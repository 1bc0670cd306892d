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
