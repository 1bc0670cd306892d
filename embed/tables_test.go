package embed

import (
	"bytes"
	"context"
	"os"
	"slices"
	"testing"

	"github.com/kindred-search/kindred/embed/embedtest"
	"github.com/kindred-search/kindred/models"
)

// shifts returns copies of a file that lie at four places beside each other: floats must
// lie at a multiple of four.
func shifts(file []byte) (all [4][]byte) {
	for i := range all {
		all[i] = append(make([]byte, i, i+len(file)), file...)[i:]
	}
	return all
}

// What is taken out of a graph's file is the table, whole; the rest is a graph that takes
// it as an input and is otherwise the same.
func TestDetachTables(t *testing.T) {
	var (
		file, rest []byte
		tables     []table
		err        error
	)
	for _, file = range shifts(testGraph(t, embedtest.Model{})) {
		if rest, tables, err = detachTables(file, 1); err != nil {
			t.Fatal(err)
		}
		if len(tables) > 0 {
			break
		}
	}
	if len(tables) != 1 || tables[0].elem != elemFloat32 || !slices.Equal(tables[0].dims, []int64{5, 2}) || len(tables[0].data) != 40 {
		t.Fatalf("tables %+v, need one of 5 rows of 2 float32", tables)
	}
	was, err := readONNX(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	is, err := readONNX(bytes.NewReader(rest), int64(len(rest)))
	if err != nil {
		t.Fatal(err)
	}
	same := func(a, b onnxValue) bool { return a.name == b.name && a.elem == b.elem && slices.Equal(a.dims, b.dims) }
	table := onnxValue{tables[0].name, tables[0].elem, tables[0].dims}
	if !slices.EqualFunc(is.inputs, append(was.inputs, table), same) || !slices.EqualFunc(is.outputs, was.outputs, same) {
		t.Errorf("inputs %v and outputs %v, need %v with %v, and %v", is.inputs, is.outputs, was.inputs, table, was.outputs)
	}
	if is.initializers[table.name] || len(is.initializers) != len(was.initializers)-1 {
		t.Errorf("weights %v, need %v without %s", is.initializers, was.initializers, table.name)
	}
}

// A weight that is small, lies in another file, or is more than a table stays where it is.
func TestDetachTablesLeaves(t *testing.T) {
	small := testGraph(t, embedtest.Model{})
	used := bytes.Replace(small, []byte("Gather"), []byte("Divide"), 2) // the node's name and its operation
	for name, test := range map[string]struct {
		file  []byte
		least int
	}{
		"a small one":            {small, 41},
		"one of another file":    {testGraph(t, embedtest.Model{External: true}), 1},
		"one that is calculated": {used, 1},
	} {
		for _, file := range shifts(test.file) {
			rest, tables, err := detachTables(file, test.least)
			if err != nil || len(tables) > 0 || !bytes.Equal(rest, file) {
				t.Errorf("%s: %d tables and %v, need the file as it is", name, len(tables), err)
			}
		}
	}
}

// The vectors with the table where it lies are those of the whole graph in ONNX Runtime.
func TestTablesChangeNothing(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, models.Builtin()); err != nil {
		t.Fatal(err)
	}
	whole, err := Open(dir, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer whole.Close()
	detached := openBuiltin(t, Options{})
	if len(whole.session.tables) != 0 || len(detached.session.tables) != 1 {
		t.Fatalf("%d and %d tables, need none and 1", len(whole.session.tables), len(detached.session.tables))
	}
	for _, text := range append(benchQuestions, "", "a", "ünknown ☃ wörds") {
		want, wantErr := whole.Query(context.Background(), text)
		got, gotErr := detached.Query(context.Background(), text)
		if !slices.Equal(got, want) || (gotErr == nil) != (wantErr == nil) {
			t.Errorf("%q gives %v (%v), need %v (%v)", text, got, gotErr, want, wantErr)
		}
	}
}

func FuzzDetachTables(f *testing.F) {
	f.Add(testGraph(f, embedtest.Model{}))
	f.Add(testGraph(f, embedtest.Model{Both: true, External: true}))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, file []byte) {
		rest, tables, err := detachTables(file, 1)
		if err != nil || len(tables) == 0 {
			if !bytes.Equal(rest, file) {
				t.Error("nothing is taken out, and the file is another")
			}
			return
		}
		is, err := readONNX(bytes.NewReader(rest), int64(len(rest)))
		for _, table := range tables {
			if size := elemSize(table.elem); size == 0 || len(table.data) == 0 {
				t.Errorf("a table of %d bytes of type %d", len(table.data), table.elem)
			}
			if err == nil && !slices.ContainsFunc(is.inputs, func(v onnxValue) bool { return v.name == table.name }) {
				t.Errorf("%s is no input of the rest", table.name)
			}
		}
	})
}
