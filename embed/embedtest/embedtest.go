// Package embedtest makes small model folders for tests: an ONNX graph whose
// vectors can be worked out by hand, and a tokenizer.json of whole words.
package embedtest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Model is a folder to write. The zero value, with Words and Vectors, gives a
// graph that looks each token up in Vectors and returns the token vectors.
type Model struct {
	// Words are the whole words of the tokenizer. Their ids start at 4, behind
	// [PAD] 0, [UNK] 1, [CLS] 2, [SEP] 3.
	Words []string

	// Vectors holds one row per id, the four special ones first. A shorter
	// table than the tokenizer has ids is a model that does not fit.
	Vectors [][]float32

	// Special puts [CLS] and [SEP] around each text. Default: no.
	Special bool

	// Pooled makes the graph return one vector per text, the sum of its tokens
	// under the attention mask, as "sentence_embedding". Default: token vectors,
	// as "last_hidden_state".
	Pooled bool

	// Outputs, when set, are the names of as many equal outputs. Default: one.
	Outputs []string

	// Both makes the graph return token vectors as "token_embeddings" and their
	// sum as "sentence_embedding", as exports of sentence-transformers do.
	Both bool

	// Shape is that of the inputs; below 0 is any size. Default: {-1, -1}.
	Shape []int64

	// External keeps the table in model.onnx_data. Default: in the graph's file.
	External bool

	// Inputs are the graph's inputs. Default: input_ids and attention_mask.
	Inputs []string

	// Half makes the graph return float16. Default: float32.
	Half bool

	// Files are more files of the folder, by their paths. One that is empty is
	// left out of the folder, also when it would be there otherwise.
	Files map[string]string
}

// Folder writes the model into a new temporary folder and returns it.
func Folder(t testing.TB, m Model) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{"model.onnx": string(m.onnx()), "tokenizer.json": string(m.tokenizer(t))}
	if m.External {
		files["model.onnx_data"] = string(floats(m.table()))
	}
	for name, content := range m.Files {
		files[name] = content
	}
	for name, content := range files {
		if content == "" {
			continue
		}
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// table is Vectors, row by row.
func (m Model) table() []float32 { return slices.Concat(m.Vectors...) }

func (m Model) onnx() []byte {
	dim := int64(len(m.Vectors[0]))
	table := tensor("table", m.table(), int64(len(m.Vectors)), dim)
	if m.External {
		table = externalTensor("table", "model.onnx_data", int64(len(m.Vectors)), dim)
	}
	initializers := []message{table, integers("axis", 1), integers("end", 2)}
	names, shape := m.Inputs, m.Shape
	if names == nil {
		names = []string{"input_ids", "attention_mask"}
	}
	if shape == nil {
		shape = []int64{-1, -1}
	}
	var inputs []message
	for _, name := range names {
		inputs = append(inputs, value(name, int64Type, shape...))
	}
	nodes := []message{node("Gather", []string{"table", "input_ids"}, "tokens")}
	if m.Pooled || m.Both {
		nodes = append(nodes,
			node("Cast", []string{"attention_mask"}, "weights", attribute("to", float32Type)),
			node("Unsqueeze", []string{"weights", "end"}, "columns"),
			node("Mul", []string{"tokens", "columns"}, "masked"),
			node("ReduceSum", []string{"masked", "axis"}, "sum", attribute("keepdims", 0)))
	}
	elem := int64(float32Type)
	if m.Half {
		elem = float16Type
	}
	var outputs []message
	give := func(from, name string, dims ...int64) {
		nodes = append(nodes, node("Cast", []string{from}, name, attribute("to", elem)))
		outputs = append(outputs, value(name, elem, dims...))
	}
	switch {
	case m.Outputs != nil:
		for _, name := range m.Outputs {
			give("tokens", name, -1, -1, dim)
		}
	case m.Both:
		give("tokens", "token_embeddings", -1, -1, dim)
		give("sum", "sentence_embedding", -1, dim)
	case m.Pooled:
		give("sum", "sentence_embedding", -1, dim)
	default:
		give("tokens", "last_hidden_state", -1, -1, dim)
	}
	return graph(nodes, initializers, inputs, outputs)
}

func (m Model) tokenizer(t testing.TB) []byte {
	t.Helper()
	vocab := map[string]int{"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3}
	for i, w := range m.Words {
		vocab[w] = 4 + i
	}
	type object = map[string]any
	var added []object
	for id, name := range []string{"[PAD]", "[UNK]", "[CLS]", "[SEP]"} {
		added = append(added, object{"id": id, "content": name, "special": true, "single_word": false, "lstrip": false, "rstrip": false, "normalized": false})
	}
	var around any
	if m.Special {
		special := func(name string) object { return object{"SpecialToken": object{"id": name, "type_id": 0}} }
		sequence := object{"Sequence": object{"id": "A", "type_id": 0}}
		around = object{
			"type":   "TemplateProcessing",
			"single": []object{special("[CLS]"), sequence, special("[SEP]")},
			"pair":   []object{special("[CLS]"), sequence, special("[SEP]")},
			"special_tokens": object{
				"[CLS]": object{"id": "[CLS]", "ids": []int{2}, "tokens": []string{"[CLS]"}},
				"[SEP]": object{"id": "[SEP]", "ids": []int{3}, "tokens": []string{"[SEP]"}},
			},
		}
	}
	data, err := json.Marshal(object{
		"version": "1.0", "truncation": nil, "padding": nil, "added_tokens": added,
		"normalizer":     object{"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": nil, "lowercase": true},
		"pre_tokenizer":  object{"type": "BertPreTokenizer"},
		"post_processor": around,
		"decoder":        object{"type": "WordPiece", "prefix": "##", "cleanup": true},
		"model": object{"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##",
			"max_input_chars_per_word": 100, "vocab": vocab},
	})
	if err != nil {
		t.Fatal(err)
	}
	return data
}
