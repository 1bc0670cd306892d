package models

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestCatalog(t *testing.T) {
	names := map[string]bool{}
	all := Catalog()
	for _, m := range all {
		if names[m.Name] {
			t.Errorf("%s is in the catalog twice", m.Name)
		}
		names[m.Name] = true
		if strings.Count(m.Repository, "/") != 1 || !strings.HasSuffix(m.Graph, ".onnx") || m.Dimension < 1 || m.MaxTokens < 1 || m.Licence == "" || m.Languages == "" || m.Megabytes < 1 {
			t.Errorf("%+v lacks something", m)
		}
		if !slices.Contains([]string{"mean", "cls"}, m.Pooling) {
			t.Errorf("%s: pooling %q", m.Name, m.Pooling)
		}
		// A prefix goes directly before the text: what was forgotten is a space.
		for _, p := range []string{m.QueryPrefix, m.DocumentPrefix} {
			if p != "" && !strings.HasSuffix(p, ": ") {
				t.Errorf("%s: prefix %q does not end in a colon and a space", m.Name, p)
			}
		}
	}
	for _, name := range []string{"all-MiniLM-L6-v2", "bge-small-en-v1.5", "e5-small-v2", "snowflake-arctic-embed-s", "granite-embedding-small-english-r2", "multilingual-e5-small"} {
		if !names[name] {
			t.Errorf("%s is not in the catalog", name)
		}
	}
	if !slices.IsSortedFunc(all, func(a, b Model) int { return a.Megabytes - b.Megabytes }) {
		t.Error("the smallest is not the first")
	}
	all[0].Name = "changed"
	if Catalog()[0].Name == "changed" {
		t.Error("a caller can change the catalog")
	}
}

func TestFind(t *testing.T) {
	for _, name := range []string{"e5-small-v2", "E5-Small-V2", "intfloat/e5-small-v2"} {
		if m, err := Find(name); err != nil || m.Name != "e5-small-v2" {
			t.Errorf("Find(%q) = %q, %v", name, m.Name, err)
		}
	}
	for typed, nearest := range map[string]string{
		"e5-small": "e5-small-v2", "minilm": "all-MiniLM-L6-v2", "bge-smal-en": "bge-small-en-v1.5", "arctic": "snowflake-arctic-embed-s",
		"granite": "granite-embedding-small-english-r2", "multilingual": "multilingual-e5-small",
	} {
		_, err := Find(typed)
		if !errors.Is(err, ErrUnknown) || !strings.Contains(err.Error(), "the nearest names are "+nearest+",") {
			t.Errorf("Find(%q): %v; want %s first", typed, err, nearest)
		}
	}
	for _, odd := range []string{"", "\x00", strings.Repeat("x", 1<<20)} {
		if _, err := Find(odd); !errors.Is(err, ErrUnknown) {
			t.Errorf("Find of an odd name gave %v", err)
		}
	}
}

// By hand: "kitten" to "sitting" changes two letters (4 each) and puts one in (1).
func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		typed, name string
		want        int
	}{{"kitten", "sitting", 9}, {"", "abc", 3}, {"abc", "", 12}, {"ABC", "abc", 0}, {"ac", "abc", 1}} {
		if got := distance(tt.typed, tt.name); got != tt.want {
			t.Errorf("distance(%q, %q) = %d, want %d", tt.typed, tt.name, got, tt.want)
		}
	}
}

func TestFiles(t *testing.T) {
	miniLM, err := Find("all-MiniLM-L6-v2")
	if err != nil {
		t.Fatal(err)
	}
	got, err := miniLM.Files([]string{".gitattributes", "1_Pooling/config.json", "README.md", "config.json", "config_sentence_transformers.json", "data_config.json",
		"model.safetensors", "modules.json", "onnx/model.onnx", "onnx/model_O1.onnx", "onnx/model_qint8_arm64.onnx", "openvino/openvino_model.bin",
		"pytorch_model.bin", "sentence_bert_config.json", "tokenizer.json", "tokenizer_config.json", "train_script.py", "vocab.txt", "onnx/config.json"})
	want := []string{"1_Pooling/config.json", "README.md", "config.json", "config_sentence_transformers.json", "modules.json", "onnx/model.onnx",
		"sentence_bert_config.json", "tokenizer.json", "tokenizer_config.json"}
	slices.Sort(got)
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}

	for name, tt := range map[string]struct {
		model     Model
		available []string
		want      []string // the graph and the weights beside it
		words     []string // of the error
	}{
		"at the root":          {Model{}, []string{"tokenizer.json", "onnx/model.onnx", "model.onnx"}, []string{"model.onnx"}, nil},
		"known place":          {Model{Graph: "onnx/model.onnx"}, []string{"tokenizer.json", "onnx/model.onnx", "model.onnx"}, []string{"onnx/model.onnx"}, nil},
		"known place is empty": {Model{Graph: "model.onnx"}, []string{"tokenizer.json", "onnx/model.onnx"}, []string{"onnx/model.onnx"}, nil},
		"weights beside it": {Model{}, []string{"tokenizer.json", "onnx/model.onnx", "onnx/model.onnx_data", "onnx/model.onnx_data_1", "onnx/model_q4.onnx", "onnx/model_q4.onnx_data", "model.onnx_data"},
			[]string{"onnx/model.onnx", "onnx/model.onnx_data", "onnx/model.onnx_data_1"}, nil},
		"only a quantized one": {Model{}, []string{"tokenizer.json", "onnx/model_quantized.onnx"}, []string{"onnx/model_quantized.onnx"}, nil},
		"several":              {Model{}, []string{"tokenizer.json", "onnx/model_a.onnx", "onnx/model_b.onnx"}, nil, []string{"onnx/model_a.onnx, onnx/model_b.onnx", "add the folder"}},
		"unusual name":         {Model{}, []string{"tokenizer.json", "encoder.onnx"}, nil, []string{"encoder.onnx", "call it model.onnx"}},
		"no graph":             {Model{}, []string{"tokenizer.json", "model.safetensors"}, nil, []string{"no ONNX file", "optimum-cli"}},
		"no tokenizer":         {Model{}, []string{"vocab.txt", "model.onnx"}, nil, []string{"tokenizer.json"}},
		"nothing":              {Model{}, nil, nil, []string{"no ONNX file"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := tt.model.Files(tt.available)
			if tt.want == nil {
				if !errors.Is(err, ErrNotUsable) {
					t.Fatalf("got %q, %v; want ErrNotUsable", got, err)
				}
				for _, w := range tt.words {
					if !strings.Contains(err.Error(), w) {
						t.Errorf("the error does not say %q: %v", w, err)
					}
				}
				return
			}
			if want := append(tt.want, "tokenizer.json"); err != nil || !sameSet(got, want) {
				t.Errorf("got %q, %v; want %q", got, err, want)
			}
		})
	}
}

func sameSet(a, b []string) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}

func TestManifest(t *testing.T) {
	m, err := Find("e5-small-v2")
	if err != nil {
		t.Fatal(err)
	}
	const want = `{
  "name": "e5-small-v2",
  "pooling": "mean",
  "max_tokens": 512,
  "query_prefix": "query: ",
  "document_prefix": "passage: ",
  "dimension": 384,
  "licence": "MIT"
}
`
	if got := string(m.Manifest()); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got := (Model{}).Manifest(); got != nil {
		t.Errorf("for a model of which nothing is known: %s", got)
	}
	for _, m := range Catalog() {
		var back map[string]any
		if err := json.Unmarshal(m.Manifest(), &back); err != nil {
			t.Errorf("%s: %v", m.Name, err)
		}
		if got, want := fmt.Sprint(back["name"], back["dimension"]), fmt.Sprint(m.Name, m.Dimension); got != want {
			t.Errorf("%s: the manifest says %s", m.Name, got)
		}
	}
}
