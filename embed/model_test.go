package embed_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/embed/embedtest"
	"github.com/kindred-search/kindred/models"
)

// small is a model over three words, whose vectors can be worked out by hand.
// Ids: 4 graph, 5 neural, 6 network.
func small() embedtest.Model {
	return embedtest.Model{
		Words: []string{"graph", "neural", "network"},
		Vectors: [][]float32{
			{9, 9}, // [PAD]: must never be seen
			{7, 7}, // [UNK]
			{0, 5}, // [CLS]
			{2, 0}, // [SEP]
			{3, 4}, {1, 0}, {0, 1},
		},
	}
}

func pooled(p string) map[string]string {
	return map[string]string{"model.json": fmt.Sprintf(`{"pooling": %q}`, p)}
}

func open(t *testing.T, m embedtest.Model) *embed.Model {
	t.Helper()
	got, err := embed.Open(embedtest.Folder(t, m), embed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := got.Close(); err != nil {
			t.Error(err)
		}
	})
	return got
}

func near(a, b []float32) bool {
	return slices.EqualFunc(a, b, func(x, y float32) bool { return math.Abs(float64(x-y)) < 1e-6 })
}

// The slow twin of batching: every text by itself, in whatever order.
func TestBatchedEqualsOneByOne(t *testing.T) {
	with := func(change func(*embedtest.Model)) embedtest.Model {
		m := small()
		m.Special = true
		change(&m)
		return m
	}
	for name, m := range map[string]embedtest.Model{
		"mean":                with(func(*embedtest.Model) {}),
		"cls":                 with(func(m *embedtest.Model) { m.Files = pooled("cls") }),
		"last":                with(func(m *embedtest.Model) { m.Files = pooled("last") }),
		"pooled by the graph": with(func(m *embedtest.Model) { m.Pooled = true }),
		"no mask":             with(func(m *embedtest.Model) { m.Inputs = []string{"input_ids"} }),
		"one at a time":       with(func(m *embedtest.Model) { m.Shape = []int64{1, -1} }),
	} {
		t.Run(name, func(t *testing.T) {
			dir := embedtest.Folder(t, m)
			model, err := embed.Open(dir, embed.Options{BatchTokens: 64, Workers: 3})
			if err != nil {
				t.Fatal(err)
			}
			defer model.Close()
			const seed = 7
			random := rand.New(rand.NewPCG(seed, 0))
			texts := make([]string, 4500) // more than one window
			for i := range texts {
				n := 1 + random.IntN(30)
				if i%97 == 0 {
					n = 600 // longer than the model takes
				}
				words := make([]string, n)
				for j := range words {
					words[j] = m.Words[random.IntN(len(m.Words))]
				}
				texts[i] = strings.Join(words, " ")
			}
			texts[17], texts[4499] = "", "unknown words only"
			got, err := model.Documents(context.Background(), texts)
			if err != nil {
				t.Fatal(err)
			}
			for i, text := range texts {
				want, err := model.Query(context.Background(), text)
				if (err != nil || got[i].Err != nil) && !errors.Is(err, got[i].Err) {
					t.Fatalf("seed %d, text %d: alone %v, in a batch %v", seed, i, err, got[i].Err)
				}
				if !near(got[i].Vector, want) {
					t.Fatalf("seed %d, text %d %.40q: alone %v, in a batch %v", seed, i, text, want, got[i].Vector)
				}
				if cut := i%97 == 0; err == nil && (got[i].Cut != cut || got[i].Tokens > 512) {
					t.Fatalf("seed %d, text %d: %d tokens, cut %t", seed, i, got[i].Tokens, got[i].Cut)
				}
			}
			if !errors.Is(got[17].Err, embed.ErrNoTokens) || !errors.Is(got[4499].Err, embed.ErrNoTokens) {
				t.Errorf("empty text gives %v, unknown words give %v; need ErrNoTokens", got[17].Err, got[4499].Err)
			}
		})
	}
}

func TestBadVectorIsOfItsTextAlone(t *testing.T) {
	m := small()
	m.Vectors[4] = []float32{float32(math.NaN()), 0} // graph
	m.Vectors[5] = []float32{0, 0}                   // neural
	m.Vectors[6] = []float32{0, float32(math.Inf(1))}
	m.Words = append(m.Words, "good")
	m.Vectors = append(m.Vectors, []float32{0, 2})
	got, err := open(t, m).Documents(context.Background(), []string{"graph", "good", "neural", "network", "good neural"})
	if err != nil {
		t.Fatal(err)
	}
	for i, bad := range []bool{true, false, true, true, false} {
		if errors.Is(got[i].Err, embed.ErrBadVector) != bad || (got[i].Vector == nil) != bad {
			t.Errorf("text %d: vector %v, error %v; need bad %t", i, got[i].Vector, got[i].Err, bad)
		}
	}
	if want := []float32{0, 1}; !near(got[1].Vector, want) || !near(got[4].Vector, want) {
		t.Errorf("got %v and %v, need %v", got[1].Vector, got[4].Vector, want)
	}
}

func TestOddTexts(t *testing.T) {
	m := open(t, small())
	f := func(name, text string, tokens int, cut bool, want error) {
		t.Helper()
		got, err := m.Documents(context.Background(), []string{text})
		if err != nil {
			t.Fatal(err)
		}
		if e := got[0]; e.Tokens != tokens || e.Cut != cut || !errors.Is(e.Err, want) {
			t.Errorf("%s: %d tokens, cut %t, error %v; need %d, %t, %v", name, e.Tokens, e.Cut, e.Err, tokens, cut, want)
		}
	}
	f("empty", "", 0, false, embed.ErrNoTokens)
	f("white space", " \t\n\u00a0\u2009", 0, false, embed.ErrNoTokens)
	f("unknown", "quux", 0, false, embed.ErrNoTokens)
	f("invalid UTF-8", "gra\xff\xfeph", 1, false, nil)
	f("only invalid UTF-8", "\xff\xfe\xc3", 0, false, embed.ErrNoTokens)
	f("10 MB of words", strings.Repeat("neural network ", 10<<20/15), 512, true, nil)
	f("10 MB in one word, then one", strings.Repeat("x", 10<<20)+" graph", 2, false, nil)
}

func TestBuiltin(t *testing.T) {
	m, err := embed.OpenFS(models.Builtin(), models.BuiltinName, embed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	docs, err := m.Documents(context.Background(), []string{
		"Attention heads in transformers can be pruned without losing accuracy.",
		"We measure the rotation curves of dwarf galaxies in the local group.",
	})
	if err != nil {
		t.Fatal(err)
	}
	query, err := m.Query(context.Background(), "pruning transformer attention heads")
	if err != nil {
		t.Fatal(err)
	}
	dot := func(a, b []float32) (sum float32) {
		for i := range a {
			sum += a[i] * b[i]
		}
		return sum
	}
	if near, far := dot(query, docs[0].Vector), dot(query, docs[1].Vector); near < far+0.2 {
		t.Errorf("cosine %.3f with the paper asked for and %.3f with another", near, far)
	}
	if m.Settings().Name != models.BuiltinName || m.Settings().MaxTokens != 512 {
		t.Errorf("settings are %+v", m.Settings())
	}
}
