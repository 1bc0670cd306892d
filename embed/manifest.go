package embed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
)

// manifest is our own model.json. Everything in it is optional, and what it
// declares stands above what the Hugging Face files say.
type manifest struct {
	Name           string  `json:"name"`
	File           string  `json:"file"`   // the graph's path in the folder
	Output         string  `json:"output"` // the graph's output to use
	Pooling        Pooling `json:"pooling"`
	Normalize      *bool   `json:"normalize"` // whether the graph's vectors are meant for the cosine; we always bring them to length 1
	MaxTokens      int     `json:"max_tokens"`
	Lowercase      *bool   `json:"lowercase"`
	QueryPrefix    *string `json:"query_prefix"`
	DocumentPrefix *string `json:"document_prefix"`
	Dimension      int     `json:"dimension"`
	BatchTokens    int     `json:"batch_tokens"` // how many are fastest in one run
	Licence        string  `json:"licence"`
	Language       string  `json:"language"`
	Description    string  `json:"description"`
}

// ManifestFile is the name of our own file in a model's folder: pooling,
// lengths and prefixes, above what the Hugging Face files say.
const ManifestFile = "model.json"

func readManifest(f folder) (manifest, error) {
	var m manifest
	data, err := f.read(ManifestFile)
	if err != nil || data == nil {
		return m, err
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields() // a misspelt key would silently change every vector
	err = dec.Decode(&m)
	if err == nil && dec.More() {
		err = errors.New("it goes on after the object")
	}
	if err != nil {
		return m, fmt.Errorf("cannot read %s of %s: %w; correct it or take it away", ManifestFile, f, err)
	}
	if m.Pooling != "" && !m.Pooling.valid() {
		return m, fmt.Errorf("%w: %s of %s declares pooling %q, need mean, cls, last or none", ErrUnsupported, ManifestFile, f, m.Pooling)
	}
	if m.MaxTokens < 0 || m.Dimension < 0 || m.BatchTokens < 0 {
		return m, fmt.Errorf("%w: %s of %s declares max_tokens %d, dimension %d and batch_tokens %d, need numbers above 0",
			ErrUnsupported, ManifestFile, f, m.MaxTokens, m.Dimension, m.BatchTokens)
	}
	return m, nil
}
