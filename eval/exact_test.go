package eval

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
)

// table embeds by looking up; a text it does not know has no vector.
type table map[string][]float32

func (e table) Documents(_ context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		vectors[i] = e[text]
	}
	return vectors, nil
}

func (e table) Query(_ context.Context, text string) ([]float32, error) { return e[text], nil }

func texts(ids ...string) []Document {
	docs := make([]Document, len(ids))
	for i, id := range ids {
		docs[i] = Document{ID: id, Text: id}
	}
	return docs
}

func search1(t *testing.T, x *Exact, q Query, k int) []Hit {
	t.Helper()
	hits, err := x.Search(context.Background(), "semantic", q, k)
	if err != nil {
		t.Fatal(err)
	}
	return hits
}

// Unit vectors of two dimensions; the cosines with the query (1, 0) are the first
// values.
func TestExactByHand(t *testing.T) {
	e := table{"q": {1, 0}, "e": {1, 0}, "c": {0.6, 0.8}, "b": {0.6, 0.8}, "d": {0.6, -0.8}, "a": {-1, 0}}
	x := NewExact(e, ExactOptions{Batch: 2, Workers: 3})
	n, err := x.Index(context.Background(), slices.Values(texts("c", "a", "unknown", "e", "b", "d")))
	if err != nil || n != 5 {
		t.Fatalf("indexed %d, %v, want 5: one text has no vector", n, err)
	}
	near6 := float64(float32(0.6))
	for _, c := range []struct {
		k       int
		exclude []string
		want    []Hit
	}{
		{9, nil, []Hit{{"e", 1}, {"b", near6}, {"c", near6}, {"d", near6}, {"a", -1}}},
		{2, nil, []Hit{{"e", 1}, {"b", near6}}},
		{2, []string{"e", "c", "nobody"}, []Hit{{"b", near6}, {"d", near6}}},
	} {
		if got := search1(t, x, Query{Text: "q", Exclude: c.exclude}, c.k); !reflect.DeepEqual(got, c.want) {
			t.Errorf("k %d without %v: %v, want %v", c.k, c.exclude, got, c.want)
		}
	}
	if got := search1(t, x, Query{Text: "no vector"}, 3); len(got) != 0 {
		t.Errorf("query without a vector: %v, want nothing", got)
	}
	if n, err := x.Index(context.Background(), slices.Values(texts("a"))); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if got := search1(t, x, Query{Text: "q"}, 9); !reflect.DeepEqual(got, []Hit{{"a", -1}}) {
		t.Errorf("after indexing again: %v, want only what was indexed last", got)
	}
}

// The slow twin sorts all documents. Few distinct vectors, so that many scores are equal.
func TestExactAgainstSortingAll(t *testing.T) {
	for seed := range uint64(50) {
		r := rand.New(rand.NewPCG(seed, 0))
		dimension := 1 + r.IntN(11)
		e := table{}
		ids := numbered("d", 1+r.IntN(80))
		r.Shuffle(len(ids), func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
		for i, id := range append(ids, "q") {
			if e[id] = unit(r, dimension); i > 0 && r.IntN(2) == 0 {
				e[id] = e[ids[r.IntN(i)]]
			}
		}
		x := NewExact(e, ExactOptions{Batch: 1 + r.IntN(20), Workers: 1 + r.IntN(9)})
		if _, err := x.Index(context.Background(), slices.Values(texts(ids...))); err != nil {
			t.Fatal(err)
		}
		q := Query{Text: "q", Exclude: first(ids, r.IntN(4))}
		var want []Hit
		for _, id := range ids {
			if !slices.Contains(q.Exclude, id) {
				want = append(want, Hit{id, float64(dot(e["q"], e[id]))})
			}
		}
		slices.SortFunc(want, func(a, b Hit) int {
			return cmp.Or(cmp.Compare(b.Score, a.Score), strings.Compare(a.ID, b.ID))
		})
		k := 1 + r.IntN(len(ids)+5)
		if got, want := search1(t, x, q, k), first(want, k); len(got) != len(want) || !slices.Equal(got, want) {
			t.Fatalf("seed %d, k %d: %v, want %v", seed, k, got, want)
		}
	}
}

// The slow twin multiplies and adds in 64 bits, one after the other.
func TestDot(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 0))
	for n := range 70 {
		a, b := make([]float32, n), make([]float32, n)
		want := 0.0
		for i := range a {
			a[i], b[i] = r.Float32()-0.5, r.Float32()-0.5
			want += float64(a[i]) * float64(b[i])
		}
		if got := float64(dot(a, b)); math.Abs(got-want) > 1e-5 {
			t.Errorf("%d dimensions: %v, want %v", n, got, want)
		}
	}
}

func TestExactRefusesVectorsThatAreNoUnitVectors(t *testing.T) {
	nan := float32(math.NaN())
	for _, c := range []struct {
		name      string
		doc, more []float32
	}{
		{"length 2", []float32{2, 0}, nil}, {"length 0", []float32{0, 0}, nil}, {"NaN", []float32{nan, 1}, nil},
		{"dimension 0", []float32{}, nil}, {"two dimensions and three", []float32{1, 0}, []float32{1, 0, 0}},
	} {
		e := table{"a": c.doc, "b": c.more}
		_, err := NewExact(e, ExactOptions{}).Index(context.Background(), slices.Values(texts("a", "b")))
		if !errors.Is(err, ErrSearcher) {
			t.Errorf("%s: error %v, want ErrSearcher", c.name, err)
		}
	}
	x := NewExact(table{"a": {1, 0}, "q": {1}}, ExactOptions{})
	if _, err := x.Index(context.Background(), slices.Values(texts("a"))); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Search(context.Background(), "semantic", Query{ID: "q9", Text: "q"}, 1); !errors.Is(err, ErrSearcher) || !strings.Contains(err.Error(), "q9") {
		t.Errorf("query of another dimension: error %v", err)
	}
}

type brokenEmbedder struct {
	vectors [][]float32
	err     error
}

func (e brokenEmbedder) Documents(context.Context, []string) ([][]float32, error) {
	return e.vectors, e.err
}
func (e brokenEmbedder) Query(context.Context, string) ([]float32, error) { return nil, e.err }

func TestExactReturnsEmbedderErrors(t *testing.T) {
	broken := errors.New("broken")
	if _, err := NewExact(brokenEmbedder{err: broken}, ExactOptions{}).Index(context.Background(), slices.Values(texts("a"))); !errors.Is(err, broken) {
		t.Errorf("index: error %v", err)
	}
	if _, err := NewExact(brokenEmbedder{err: broken}, ExactOptions{}).Search(context.Background(), "", Query{}, 1); !errors.Is(err, broken) {
		t.Errorf("search: error %v", err)
	}
	if _, err := NewExact(brokenEmbedder{}, ExactOptions{}).Index(context.Background(), slices.Values(texts("a"))); !errors.Is(err, ErrSearcher) {
		t.Errorf("too few vectors: error %v", err)
	}
}

// Run under -race.
func TestExactSearchFromManyGoroutines(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 0))
	e, ids := table{}, numbered("d", 40)
	for _, id := range ids {
		e[id] = unit(r, 8)
	}
	x := NewExact(e, ExactOptions{Workers: 2})
	if _, err := x.Index(context.Background(), slices.Values(texts(ids...))); err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for _, id := range ids {
		group.Go(func() {
			hits, err := x.Search(context.Background(), "semantic", Query{Text: id}, 1)
			if err != nil || len(hits) != 1 || hits[0].ID != id {
				t.Errorf("nearest to %s: %v, %v, want itself", id, hits, err)
			}
		})
	}
	group.Wait()
}

func unit(r *rand.Rand, dimension int) []float32 {
	v, square := make([]float32, dimension), 0.0
	for i := range v {
		v[i] = float32(r.NormFloat64())
		square += float64(v[i]) * float64(v[i])
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(square))
	}
	return v
}

// 30,000 documents are a large judged collection.
func BenchmarkExactSearch(b *testing.B) {
	r := rand.New(rand.NewPCG(3, 0))
	e := table{"q": unit(r, 384)}
	docs := make([]Document, 30_000)
	for i := range docs {
		id := fmt.Sprint(i)
		docs[i], e[id] = Document{ID: id, Text: id}, unit(r, 384)
	}
	x := NewExact(e, ExactOptions{})
	if _, err := x.Index(context.Background(), slices.Values(docs)); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := x.Search(context.Background(), "semantic", Query{Text: "q"}, 100); err != nil {
			b.Fatal(err)
		}
	}
}
