// Package models holds the built-in model and the list of models that can be
// added. It gives files and facts; package embed runs them, package hub brings
// them. Everything in it is safe for concurrent use.
package models

import (
	"embed"
	"io/fs"
	"unsafe"
)

// BuiltinName is the model that every Kindred binary carries; see its card,
// models/kindred-static-v1/README.md.
const BuiltinName = "kindred-static-v1"

// BuiltinDimension is the number of components of its vectors.
const BuiltinDimension = 384

//go:embed kindred-static-v1
var files embed.FS

// graph is one of files: the linker keeps equal strings once.
//
//go:embed kindred-static-v1/model.onnx
var graph string

// builtin is the folder, whose graph is read where it lies: to copy its 23 MB takes a
// third of the time in which a model opens.
type builtin struct{ fs.FS }

// ReadFile is that of fs.ReadFileFS, but what it returns must not be changed.
func (f builtin) ReadFile(name string) ([]byte, error) {
	if name == "model.onnx" {
		return unsafe.Slice(unsafe.StringData(graph), len(graph)), nil
	}
	return fs.ReadFile(f.FS, name)
}

// Builtin returns the built-in model's folder, in Hugging Face layout. What its ReadFile
// returns must not be changed.
func Builtin() fs.FS {
	sub, _ := fs.Sub(files, BuiltinName) // fails for names that are no path, only
	return builtin{sub}
}
