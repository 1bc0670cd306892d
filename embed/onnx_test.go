package embed

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/kindred-search/kindred/embed/embedtest"
)

func testGraph(tb testing.TB, m embedtest.Model) []byte {
	tb.Helper()
	m.Words, m.Vectors = []string{"a"}, [][]float32{{1, 2}, {3, 4}, {5, 6}, {7, 8}, {9, 10}}
	data, err := os.ReadFile(filepath.Join(embedtest.Folder(tb, m), "model.onnx"))
	if err != nil {
		tb.Fatal(err)
	}
	return data
}

func TestReadONNX(t *testing.T) {
	data := testGraph(t, embedtest.Model{Both: true, External: true, Shape: []int64{1, -1}})
	f, err := readONNX(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	value := func(name string, elem int64, dims ...int64) onnxValue { return onnxValue{name, elem, dims} }
	same := func(a, b onnxValue) bool { return a.name == b.name && a.elem == b.elem && slices.Equal(a.dims, b.dims) }
	if want := []onnxValue{value("input_ids", elemInt64, 1, -1), value("attention_mask", elemInt64, 1, -1)}; !slices.EqualFunc(f.inputs, want, same) {
		t.Errorf("inputs %v, need %v", f.inputs, want)
	}
	if want := []onnxValue{value("token_embeddings", elemFloat32, -1, -1, 2), value("sentence_embedding", elemFloat32, -1, 2)}; !slices.EqualFunc(f.outputs, want, same) {
		t.Errorf("outputs %v, need %v", f.outputs, want)
	}
	if want := []string{"model.onnx_data"}; !slices.Equal(f.external, want) {
		t.Errorf("external files %v, need %v", f.external, want)
	}
	if !f.operations["Gather"] || f.operations["DynamicQuantizeLinear"] {
		t.Errorf("operations %v", f.operations)
	}
}

// A file that is cut anywhere is noticed or gives what the whole one gives: the
// parts behind what we read may be missing, nothing may be made up.
func TestReadONNXCutShort(t *testing.T) {
	data := testGraph(t, embedtest.Model{})
	for n := range data {
		if f, err := readONNX(bytes.NewReader(data[:n]), int64(n)); err == nil && (len(f.outputs) != 1 || len(f.inputs) != 2) {
			t.Errorf("%d of %d bytes give %+v and no error", n, len(data), f)
		}
	}
}

func FuzzReadONNX(f *testing.F) {
	f.Add(testGraph(f, embedtest.Model{}))
	f.Add(testGraph(f, embedtest.Model{Both: true, External: true}))
	f.Add([]byte("<html>"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := readONNX(bytes.NewReader(data), int64(len(data)))
		if err == nil && len(file.outputs) == 0 {
			t.Error("no output and no error")
		}
	})
}
