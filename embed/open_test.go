package embed_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/embed/embedtest"
)

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
	}, embed.ErrUnsupported, "cls with mean")
	f("a pooling we do not do", func(m *embedtest.Model) { m.Files = pooled("max") }, embed.ErrUnsupported, `"max"`)
	f("a misspelt key", func(m *embedtest.Model) { m.Files["model.json"] = `{"poolling":"mean"}` }, nil, "poolling")
	f("a prompt that the pooling leaves out", func(m *embedtest.Model) {
		m.Files["1_Pooling/config.json"] = `{"pooling_mode_mean_tokens":true,"include_prompt":false}`
	}, embed.ErrUnsupported, "prompt")
	f("a fixed length", func(m *embedtest.Model) { m.Shape = []int64{-1, 128} }, embed.ErrUnsupported, "128", "dynamic axes")
	f("a fixed batch", func(m *embedtest.Model) { m.Shape = []int64{8, -1} }, embed.ErrUnsupported, "dynamic axes")
	f("a reranker", func(m *embedtest.Model) { m.Outputs = []string{"logits"} }, embed.ErrUnsupported, "logits")
	f("weights that are not there", func(m *embedtest.Model) { m.External = true; m.Files["model.onnx_data"] = "" }, nil, "model.onnx_data")
	f("no room for text", func(m *embedtest.Model) { m.Special = true; m.Files["model.json"] = `{"max_tokens":2}` }, embed.ErrMismatch, "max_tokens")
	f("two objects", func(m *embedtest.Model) { m.Files["model.json"] = `{"name":"a"} {"name":"b"}` }, nil, "after the object")
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
		"output":          func(m *embedtest.Model) { m.Both = true },
		"lower-casing":    func(m *embedtest.Model) { m.Files["model.json"] = `{"lowercase":false}` },
		"outside weights": func(m *embedtest.Model) { m.External = true },
		"maximum length":  func(m *embedtest.Model) { m.Files["model.json"] = `{"max_tokens":100}` },
	} {
		id := identity(change)
		if other, twice := seen[id]; twice {
			t.Errorf("a change of %s gives the identity of %s", name, other)
		}
		seen[id] = name
	}
}
