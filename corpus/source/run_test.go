package source

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus"
)

// now is the time of all tests until something is waited for.
var (
	now   = time.Date(2026, 7, 6, 12, 0, 0, 0, time.UTC)
	today = dayOf(now)
)

// A store is what an engine keeps: papers that are durable, and cursors.
type store struct {
	cursors map[string]string
	papers  map[string]int // how often each came
	broken  error          // of keeping a cursor
}

func newStore() *store { return &store{cursors: map[string]string{}, papers: map[string]int{}} }

func (s *store) Cursor(_ context.Context, name string) (string, error) { return s.cursors[name], nil }

func (s *store) SetCursor(_ context.Context, name, state string) error {
	if s.broken != nil {
		return s.broken
	}
	s.cursors[name] = state
	return nil
}

// A run is one Pull into a store.
type run struct {
	source string
	o      Options
	batch  int  // papers of a transaction
	killed bool // what is not durable when it ends is lost

	now   time.Time
	slept []time.Duration
	given []string // ids
	kept  int      // of them, durable
}

// into brings what a provider has into a store.
func (r *run) into(t *testing.T, s *store, p *provider) error {
	return r.intoContext(t, t.Context(), s, p)
}

func (r *run) intoContext(t *testing.T, ctx context.Context, s *store, p *provider) error {
	t.Helper()
	if r.batch == 0 {
		r.batch = 512
	}
	if r.now.IsZero() {
		r.now = now
	}
	r.given, r.kept, r.slept = nil, 0, nil
	o := r.o
	o.BaseURL, o.Cursors = p.URL, s
	if o.Client.Transport == nil {
		o.Client.Transport = p.Client().Transport
	}
	o.Client.Now = func() time.Time { return r.now }
	o.Client.Chance = func() float64 { return 1 }
	o.Client.Sleep = func(ctx context.Context, d time.Duration) error {
		r.slept = append(r.slept, d)
		r.now = r.now.Add(d)
		return context.Cause(ctx)
	}
	pull, err := New(r.source, o)
	if err != nil {
		t.Fatal(err)
	}
	var pending []string
	store := func() error {
		for _, id := range pending {
			s.papers[id]++
		}
		r.kept += len(pending)
		pending = nil
		return pull.Durable(context.WithoutCancel(ctx), r.kept)
	}
	for paper, failed := range pull.Papers(ctx) {
		if failed != nil {
			err = failed
			break
		}
		r.given = append(r.given, paper.ID)
		if pending = append(pending, paper.ID); len(pending) == r.batch {
			store() // a cursor that cannot be kept comes back in the sequence
		}
	}
	if r.killed {
		return err
	}
	if failed := store(); err == nil {
		err = failed
	}
	return err
}

// wantPapers holds a store to the ids of the records, each once.
func (s *store) want(t *testing.T, ids []string) {
	t.Helper()
	var missing []string
	for _, id := range ids {
		if s.papers[id] == 0 {
			missing = append(missing, id)
		}
	}
	if len(missing) > 0 || len(s.papers) != len(ids) {
		t.Errorf("the store has %d papers, without %v; need %d", len(s.papers), missing, len(ids))
	}
}

// Every way in which papers come, with records for some pages.
type way struct {
	name    string
	source  string
	o       Options
	perPage int
	records []record
	id      func(n int) string
}

func ways() []way {
	some := func(n int, days ...string) (r []record) {
		for i := range n {
			r = append(r, record{i + 1, days[i*len(days)/n]})
		}
		return r
	}
	since, _ := corpus.ParseDate("2026-05-30")
	days := []string{"2026-05-31", "2026-06-12", "2026-06-30", "2026-07-02", "2026-07-05", "2026-07-06"}
	prefix := func(s string) func(int) string { return func(n int) string { return s + strconv.Itoa(n) } }
	return []way{
		{"hf", HF, Options{Since: since}, 2, some(15, days...), arxivOf},
		{"arxiv", Arxiv, Options{Since: since, Categories: []string{"cs.CL"}}, 3, some(15, days...), arxivOf},
		{"arxiv two", Arxiv, Options{Since: since, Categories: []string{"cs.CL", "hep-th"}}, 30, some(6, days...), arxivOf},
		{"arxiv query", Arxiv, Options{Query: "owls"}, 4, some(15, days...), arxivOf},
		{"openalex", OpenAlex, Options{Query: "owls"}, 4, some(15, days...), prefix("openalex:W")},
		{"semanticscholar", SemanticScholar, Options{Query: "owls"}, 4, some(15, days...), prefix("s2:")},
		{"pubmed", PubMed, Options{Query: "owls"}, 0, some(900, days...), prefix("pmid:")},
	}
}

func (w *way) ids() (ids []string) {
	for _, r := range w.records {
		ids = append(ids, w.id(r.n))
	}
	return ids
}

func distinct(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

func dateOf(s string) corpus.Date {
	d, err := corpus.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}
