package models

import (
	"encoding/json"
)

// Manifest returns the model.json to be written beside the files of a model
// of the catalog, which says what they do not (prefixes, or the pooling) and
// what must be checked (the dimension); nil for the zero Model.
func (m Model) Manifest() []byte {
	if m == (Model{}) {
		return nil
	}
	data, _ := json.MarshalIndent(struct {
		Name           string `json:"name"`
		Pooling        string `json:"pooling,omitempty"`
		MaxTokens      int    `json:"max_tokens,omitempty"`
		QueryPrefix    string `json:"query_prefix,omitempty"`
		DocumentPrefix string `json:"document_prefix,omitempty"`
		Dimension      int    `json:"dimension,omitempty"`
		Licence        string `json:"licence,omitempty"`
	}{m.Name, m.Pooling, m.MaxTokens, m.QueryPrefix, m.DocumentPrefix, m.Dimension, m.Licence}, "", "  ") // strings and numbers always are JSON
	return append(data, '\n')
}
