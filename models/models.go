// Package models holds the built-in model and the list of models that can be
// added. It gives files and facts; package embed runs them, package hub brings
// them. Everything in it is safe for concurrent use.
package models

import (
	"embed"
	"fmt"
	"io/fs"
)

// BuiltinName is the model that every Kindred binary carries; see its card,
// models/kindred-static-v1/README.md.
const BuiltinName = "kindred-static-v1"

// BuiltinDimension is the number of components of its vectors.
const BuiltinDimension = 384

//go:embed kindred-static-v1
var files embed.FS

// Builtin returns the built-in model's folder, in Hugging Face layout.
func Builtin() fs.FS {
	sub, err := fs.Sub(files, BuiltinName)
	if err != nil {
		panic(fmt.Sprintf("internal error: %s is not embedded: %v", BuiltinName, err)) // the name is a constant of this file
	}
	return sub
}
