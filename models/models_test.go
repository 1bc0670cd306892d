package models

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"testing"
)

// The graph that is read where it lies is the one of the folder.
func TestBuiltin(t *testing.T) {
	f, err := Builtin().Open("model.onnx")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	want, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := fs.ReadFile(Builtin(), "model.onnx"); err != nil || len(got) < 1<<20 || !bytes.Equal(got, want) {
		t.Errorf("got %d bytes, %v; need the %d of the folder", len(got), err, len(want))
	}
	if got, err := fs.ReadFile(Builtin(), "config.json"); err != nil || !json.Valid(got) {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := fs.ReadFile(Builtin(), "none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v", err)
	}
}
