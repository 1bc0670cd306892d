package kindred

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"iter"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/embed"
)

// now is when every test takes place.
var now = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)

// A bag is an Embedder whose vectors are the hashed words of a text.
type bag struct {
	name      string
	dim       int
	documents atomic.Int64 // texts embedded
	before    func(texts []string) error
	closed    atomic.Int64
}

func (b *bag) Dimension() int            { return b.dim }
func (b *bag) Identity() (string, error) { return "bag of " + b.name, nil }
func (b *bag) Close() error              { b.closed.Add(1); return nil }

func (b *bag) Settings() embed.Settings { return embed.Settings{Name: b.name} }

func (b *bag) vector(text string) ([]float32, error) {
	v := make([]float32, b.dim)
	n := 0
	for _, w := range words(text) {
		h := fnv.New64a()
		fmt.Fprint(h, b.name, w)
		r := rand.New(rand.NewPCG(h.Sum64(), 0))
		for i := range v {
			v[i] += float32(r.NormFloat64())
		}
		n++
	}
	if n == 0 {
		return nil, embed.ErrNoTokens
	}
	var square float64
	for _, x := range v {
		square += float64(x) * float64(x)
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(square))
	}
	return v, nil
}

func (b *bag) Query(ctx context.Context, text string) ([]float32, error) {
	return b.vector(text)
}

func (b *bag) Documents(ctx context.Context, texts []string) ([]embed.Embedding, error) {
	if b.before != nil {
		if err := b.before(texts); err != nil {
			return nil, err
		}
	}
	b.documents.Add(int64(len(texts)))
	out := make([]embed.Embedding, len(texts))
	for i, text := range texts {
		if strings.Contains(text, "unembeddable") {
			out[i].Err = embed.ErrBadVector
			continue
		}
		out[i].Vector, out[i].Err = b.vector(text)
	}
	return out, ctx.Err()
}

func newBag(name string) *bag { return &bag{name: name, dim: 24} }

func (b *bag) open() (Embedder, error) { return b, nil }

// open opens an engine on a new store.
func open(t testing.TB, b *bag) *Engine {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "papers.db"), b)
}

// openAt opens the engine at path. When the test is over it is checked and
// closed; a test may close it before, and open it again.
func openAt(t testing.TB, path string, b *bag) *Engine {
	t.Helper()
	e, err := Open(path, Options{OpenModel: b.open, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		faults, err := e.Check(context.Background(), false)
		if err != nil && !errors.Is(err, ErrClosed) {
			t.Errorf("check: %v", err)
		}
		for _, fault := range faults {
			t.Errorf("check: %s", fault)
		}
		if err := e.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return e
}

func seq(papers ...corpus.Paper) iter.Seq2[corpus.Paper, error] {
	return func(yield func(corpus.Paper, error) bool) {
		for _, p := range papers {
			if !yield(p, nil) {
				return
			}
		}
	}
}

func add(t testing.TB, e *Engine, papers ...corpus.Paper) Report {
	t.Helper()
	r, err := e.Add(t.Context(), seq(papers...))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func date(t testing.TB, s string) corpus.Date {
	t.Helper()
	d, err := corpus.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

var (
	topics  = strings.Fields("planning agents vision speech proteins graphs robots language retrieval diffusion memory rewards tokens kernels galaxies climate")
	people  = []string{"Łukasz Kaiser", "Yann LeCun", "Y. LeCun", "José Pérez", "Anna-Maria Müller", "Li Wei", "Wei Li", "Søren Kierkegaard"}
	venues  = []string{"NeurIPS", "ICML", "Conférence sur l'Apprentissage", ""}
	fields  = []string{"cs.CL", "cs.LG", "cs.AI", "stat.ML", "hep-th", "math.CO"}
	places  = []string{"Google DeepMind", "Université de Montréal", "MIT", ""}
	datings = []string{"", "2023", "2024-02", "2024-02-29", "2025-12-31T23:59:59Z", "2025-12-25", "1969-12-31T23:59:59.5Z", "2025"}
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// randomPaper makes paper number n; the same r and n give the same.
func randomPaper(t testing.TB, r *rand.Rand, n int) corpus.Paper {
	var text []string
	for range 1 + r.IntN(6) {
		text = append(text, pick(r, topics))
	}
	p := corpus.Paper{ID: fmt.Sprintf("p%04d", n), Title: strings.Join(text, " "), Venue: pick(r, venues), Organization: pick(r, places)}
	if r.IntN(12) == 0 {
		p.Title = "?!" // the model knows no word of it
	}
	for range r.IntN(3) {
		p.Authors = append(p.Authors, pick(r, people))
		p.Categories = append(p.Categories, pick(r, fields))
	}
	if r.IntN(4) > 0 {
		p.Votes = new(r.IntN(1 << r.IntN(8)))
	}
	for _, d := range []*corpus.Date{&p.Published, &p.Listed} {
		if s := pick(r, datings); s != "" {
			*d = date(t, s)
		}
	}
	if r.IntN(3) == 0 {
		p.Repository = "https://example.org/code"
	}
	p.Clean()
	return p
}

// atOnce runs functions beside each other and waits for them.
func atOnce(fs ...func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(f)
	}
	wg.Wait()
}
