package embed_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
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

func TestPooling(t *testing.T) {
	f := func(name string, m embedtest.Model, text string, want []float32) {
		t.Run(name, func(t *testing.T) {
			got, err := open(t, m).Query(context.Background(), text)
			if err != nil {
				t.Fatal(err)
			}
			if !near(got, want) {
				t.Errorf("%q gives %v, need %v", text, got, want)
			}
		})
	}
	with := func(m embedtest.Model, change func(*embedtest.Model)) embedtest.Model { change(&m); return m }
	half := float32(math.Sqrt(0.5))
	// neural + network = (1, 1), of length 1 after all.
	f("mean by default", small(), "Neural network!", []float32{half, half})
	f("one word", small(), "graph", []float32{0.6, 0.8})
	// [CLS] (0,5), graph (3,4), [SEP] (2,0).
	special := with(small(), func(m *embedtest.Model) { m.Special = true })
	f("mean with special tokens", special, "graph", []float32{5 / float32(math.Sqrt(106)), 9 / float32(math.Sqrt(106))})
	f("cls", with(special, func(m *embedtest.Model) { m.Files = pooled("cls") }), "graph", []float32{0, 1})
	f("last", with(special, func(m *embedtest.Model) { m.Files = pooled("last") }), "graph", []float32{1, 0})
	f("the graph pools", with(small(), func(m *embedtest.Model) { m.Pooled = true }), "graph neural", []float32{half, half})
	f("sentence-transformers files", with(special, func(m *embedtest.Model) {
		m.Files = map[string]string{
			"modules.json":          `[{"idx":0,"path":"","type":"sentence_transformers.models.Transformer"},{"idx":1,"path":"1_Pooling","type":"sentence_transformers.models.Pooling"}]`,
			"1_Pooling/config.json": `{"word_embedding_dimension":2,"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":false}`,
		}
	}), "graph", []float32{0, 1})
	f("token types are sent when asked for", with(small(), func(m *embedtest.Model) {
		m.Inputs = []string{"input_ids", "token_type_ids", "attention_mask"}
	}), "graph", []float32{0.6, 0.8})
	f("query prefix", with(small(), func(m *embedtest.Model) {
		m.Files = map[string]string{"config_sentence_transformers.json": `{"prompts":{"query":"neural ","passage":"network "}}`}
	}), "network", []float32{half, half})
}

// The slow twin of batching: every text by itself, in whatever order.
func TestBatchedEqualsOneByOne(t *testing.T) {
	for name, m := range map[string]embedtest.Model{"tokens": small(), "pooled by the graph": func() embedtest.Model { m := small(); m.Pooled = true; return m }()} {
		t.Run(name, func(t *testing.T) {
			dir := embedtest.Folder(t, m)
			model, err := embed.Open(dir, embed.Options{BatchTokens: 64, Workers: 3})
			if err != nil {
				t.Fatal(err)
			}
			defer model.Close()
			const seed = 7
			random := rand.New(rand.NewPCG(seed, 0))
			texts := make([]string, 5000) // more than one window
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
			texts[17], texts[4999] = "", "unknown words only"
			got, err := model.Documents(context.Background(), texts)
			if err != nil {
				t.Fatal(err)
			}
			for i, text := range texts {
				want, err := model.Query(context.Background(), text)
				if !errors.Is(err, got[i].Err) && (err == nil) != (got[i].Err == nil) {
					t.Fatalf("seed %d, text %d: alone %v, in a batch %v", seed, i, err, got[i].Err)
				}
				if !near(got[i].Vector, want) {
					t.Fatalf("seed %d, text %d %.40q: alone %v, in a batch %v", seed, i, text, want, got[i].Vector)
				}
				if cut := i%97 == 0; err == nil && (got[i].Cut != cut || got[i].Tokens > 512) {
					t.Fatalf("seed %d, text %d: %d tokens, cut %t", seed, i, got[i].Tokens, got[i].Cut)
				}
			}
			if !errors.Is(got[17].Err, embed.ErrNoTokens) || !errors.Is(got[4999].Err, embed.ErrNoTokens) {
				t.Errorf("empty text gives %v, unknown words give %v; need ErrNoTokens", got[17].Err, got[4999].Err)
			}
		})
	}
}

// What a model's folder can have wrong, and what the message must name.
func TestOpenRefuses(t *testing.T) {
	f := func(name string, change func(*embedtest.Model), want error, words ...string) {
		t.Run(name, func(t *testing.T) {
			m := small()
			m.Files = map[string]string{}
			change(&m)
			got, err := embed.Open(embedtest.Folder(t, m), embed.Options{})
			if err == nil {
				got.Close()
				t.Fatal("opened")
			}
			if want != nil && !errors.Is(err, want) {
				t.Errorf("got %v, need one that is %v", err, want)
			}
			for _, word := range words {
				if !strings.Contains(err.Error(), word) {
					t.Errorf("got %q, need one that names %q", err, word)
				}
			}
		})
	}
	f("no graph", func(m *embedtest.Model) { m.Files["model.onnx"] = "" }, embed.ErrNoModel, "onnx/model*.onnx")
	f("no tokenizer", func(m *embedtest.Model) { m.Files["tokenizer.json"] = "" }, embed.ErrNoModel, "tokenizer.json")
	f("a graph that is none", func(m *embedtest.Model) { m.Files["model.onnx"] = "<html>not found</html>" }, nil, "model.onnx", "no ONNX graph")
	f("a tokenizer that is none", func(m *embedtest.Model) { m.Files["tokenizer.json"] = "{" }, nil, "tokenizer")
	f("three outputs", func(m *embedtest.Model) { m.Outputs = []string{"a", "b", "c"} }, embed.ErrUnsupported, "3 outputs", "a, b, c", "model.json")
	f("an output that is not there", func(m *embedtest.Model) { m.Files["model.json"] = `{"output":"z"}` }, embed.ErrUnsupported, `"z"`)
	f("an unknown input", func(m *embedtest.Model) { m.Inputs = []string{"input_ids", "pixel_values"} }, embed.ErrUnsupported, "pixel_values")
	f("float16", func(m *embedtest.Model) { m.Half = true }, embed.ErrUnsupported, "float32")
	f("ids beyond the table", func(m *embedtest.Model) { m.Words = append(m.Words, "extra") }, embed.ErrMismatch, "token id 7", "tokenizer.json")
	f("another dimension", func(m *embedtest.Model) { m.Files["model.json"] = `{"dimension":384}` }, embed.ErrMismatch, "384")
	f("declared pooled and is not", func(m *embedtest.Model) { m.Files = pooled("none") }, embed.ErrMismatch, "last_hidden_state")
	f("a Dense module", func(m *embedtest.Model) {
		m.Files["modules.json"] = `[{"idx":0,"path":"","type":"sentence_transformers.models.Transformer"},{"idx":1,"path":"2_Dense","type":"sentence_transformers.models.Dense"}]`
	}, embed.ErrUnsupported, "Dense")
	f("two poolings", func(m *embedtest.Model) {
		m.Files["1_Pooling/config.json"] = `{"pooling_mode_cls_token":true,"pooling_mode_mean_tokens":true}`
	}, embed.ErrUnsupported, "pooling_mode_cls_token")
	f("a pooling we do not do", func(m *embedtest.Model) { m.Files = pooled("max") }, embed.ErrUnsupported, `"max"`)
	f("a misspelt key", func(m *embedtest.Model) { m.Files["model.json"] = `{"poolling":"mean"}` }, nil, "poolling")
	f("two graphs", func(m *embedtest.Model) {
		m.Files["model.onnx"], m.Files["onnx/model_a.onnx"], m.Files["onnx/model_b.onnx"] = "", "x", "y"
	}, embed.ErrNoModel, "onnx/model_a.onnx", "model.json")
}

func TestOpenWhatIsNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, filepath.Join(t.TempDir(), "absent")} {
		if _, err := embed.Open(path, embed.Options{}); !errors.Is(err, embed.ErrNoModel) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: got %v, need ErrNoModel with the path", path, err)
		}
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

func TestCancelled(t *testing.T) {
	m := open(t, small())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := m.Query(ctx, "graph"); !errors.Is(err, context.Canceled) {
		t.Errorf("Query gives %v, need context.Canceled", err)
	}
	if _, err := m.Documents(ctx, []string{"graph"}); !errors.Is(err, context.Canceled) {
		t.Errorf("Documents gives %v, need context.Canceled", err)
	}
}

func TestClosed(t *testing.T) {
	m, err := embed.Open(embedtest.Folder(t, small()), embed.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := m.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := m.Query(context.Background(), "graph"); !errors.Is(err, embed.ErrClosed) {
		t.Errorf("Query gives %v, need ErrClosed", err)
	}
	if _, err := m.Documents(context.Background(), []string{"graph"}); !errors.Is(err, embed.ErrClosed) {
		t.Errorf("Documents gives %v, need ErrClosed", err)
	}
}

// Two models in one process share ONNX Runtime; it goes with the last of them
// and can come back.
func TestTwoModels(t *testing.T) {
	for range 3 {
		a, err := embed.Open(embedtest.Folder(t, small()), embed.Options{})
		if err != nil {
			t.Fatal(err)
		}
		b := open(t, func() embedtest.Model { m := small(); m.Vectors[4] = []float32{4, 3}; return m }())
		va, errA := a.Query(context.Background(), "graph")
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		vb, errB := b.Query(context.Background(), "graph")
		if errA != nil || errB != nil || !near(va, []float32{0.6, 0.8}) || !near(vb, []float32{0.8, 0.6}) {
			t.Fatalf("got %v %v and %v %v", va, errA, vb, errB)
		}
		if v := embed.RuntimeVersion(); !strings.HasPrefix(v, "1.24.") {
			t.Errorf("runtime version %q, need 1.24.x", v)
		}
		b.Close()
	}
	if v := embed.RuntimeVersion(); v != "" {
		t.Errorf("runtime version %q after the last Close, need none", v)
	}
}

func TestAnotherRuntimeIsRefused(t *testing.T) {
	m := open(t, small())
	lib, err := os.ReadFile(m.Library().Path)
	if err != nil {
		t.Fatal(err)
	}
	other := filepath.Join(t.TempDir(), filepath.Base(m.Library().Path))
	if err := os.WriteFile(other, lib, 0o755); err != nil {
		t.Fatal(err)
	}
	_, err = embed.Open(embedtest.Folder(t, small()), embed.Options{Runtime: other})
	if !errors.Is(err, embed.ErrOtherRuntime) {
		t.Errorf("got %v, need ErrOtherRuntime", err)
	}
}

func TestConcurrentUse(t *testing.T) {
	m := open(t, small())
	var wg sync.WaitGroup
	for i := range 16 {
		wg.Go(func() {
			for range 20 {
				if i%2 == 0 {
					v, err := m.Query(context.Background(), "graph")
					if err != nil || !near(v, []float32{0.6, 0.8}) {
						t.Errorf("query gives %v, %v", v, err)
					}
					continue
				}
				got, err := m.Documents(context.Background(), []string{"network", "neural neural", "graph"})
				if err != nil || !near(got[0].Vector, []float32{0, 1}) || !near(got[1].Vector, []float32{1, 0}) || !near(got[2].Vector, []float32{0.6, 0.8}) {
					t.Errorf("documents give %v, %v", got, err)
				}
			}
		})
	}
	wg.Wait()
}

func TestIdentityChangesWithEverythingThatDecidesAVector(t *testing.T) {
	identity := func(change func(*embedtest.Model)) string {
		m := small()
		m.Files = map[string]string{}
		change(&m)
		id, err := open(t, m).Identity()
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	base := identity(func(*embedtest.Model) {})
	if again := identity(func(*embedtest.Model) {}); again != base {
		t.Errorf("the same model gives %s and %s", base, again)
	}
	if named := identity(func(m *embedtest.Model) { m.Files["model.json"] = `{"name":"other"}` }); named != base {
		t.Error("the name changes the identity, and it changes no vector")
	}
	seen := map[string]string{base: "the unchanged model"}
	for name, change := range map[string]func(*embedtest.Model){
		"weights":         func(m *embedtest.Model) { m.Vectors[4] = []float32{3, 5} },
		"tokenizer":       func(m *embedtest.Model) { m.Words = []string{"neural", "graph", "network"} },
		"pooling":         func(m *embedtest.Model) { m.Files = pooled("cls") },
		"query prefix":    func(m *embedtest.Model) { m.Files["model.json"] = `{"query_prefix":"graph "}` },
		"document prefix": func(m *embedtest.Model) { m.Files["model.json"] = `{"document_prefix":"graph "}` },
		"maximum length":  func(m *embedtest.Model) { m.Files["model.json"] = `{"max_tokens":100}` },
	} {
		id := identity(change)
		if other, twice := seen[id]; twice {
			t.Errorf("a change of %s gives the identity of %s", name, other)
		}
		seen[id] = name
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
