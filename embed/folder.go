package embed

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
)

// folder is a model in Hugging Face layout: an fs.FS and, when it lies on disk,
// the path that ONNX Runtime can read itself (it must, where the weights are in
// a file beside the graph).
type folder struct {
	fsys fs.FS
	dir  string // on disk; empty for any other fs.FS
	name string // what the model is called unless it names itself
}

// graphFile returns the graph's path in the folder: the one that model.json
// names, else model.onnx, else onnx/model.onnx, else the only onnx/model*.onnx.
func (f folder) graphFile(declared string) (string, error) {
	if declared != "" {
		if !f.has(declared) {
			return "", fmt.Errorf("%w: %s has no %s, which its model.json names as the graph; correct \"file\" there or bring the file", ErrNoModel, f, declared)
		}
		return declared, nil
	}
	for _, name := range []string{"model.onnx", "onnx/model.onnx"} {
		if f.has(name) {
			return name, nil
		}
	}
	found, err := fs.Glob(f.fsys, "onnx/model*.onnx")
	if err != nil {
		return "", fmt.Errorf("cannot list %s/onnx: %w", f, err)
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return "", fmt.Errorf("%w: %s has neither model.onnx nor onnx/model*.onnx; export the model to ONNX, or name the graph as \"file\" in a model.json there", ErrNoModel, f)
	}
	return "", fmt.Errorf("%w: %s has %s and none called model.onnx; name the one to use as \"file\" in a model.json there", ErrNoModel, f, strings.Join(found, ", "))
}

func (f folder) has(name string) bool {
	info, err := fs.Stat(f.fsys, name)
	return err == nil && !info.IsDir()
}

// read returns a file's bytes; a file that is not there gives nil and no error.
func (f folder) read(name string) ([]byte, error) {
	data, err := fs.ReadFile(f.fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("cannot read %s of %s: %w", name, f, err)
	}
	return data, nil
}

// path returns where ONNX Runtime finds a file of a folder on disk.
func (f folder) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

// String is the folder as messages name it.
func (f folder) String() string {
	if f.dir != "" {
		return f.dir
	}
	return f.name
}
