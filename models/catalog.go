package models

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// ErrUnknown is returned for a name that the catalog does not have.
var ErrUnknown = errors.New("unknown model")

// Model is what is known of a model that can be added. The zero Model stands
// for one of which nothing is known but what its own files say.
type Model struct {
	Name           string
	Repository     string // on the Hugging Face hub
	Graph          string // path of the ONNX file there; empty: as Files says
	Pooling        string // mean or cls; empty: as the model's files say
	QueryPrefix    string // put before every query
	DocumentPrefix string // put before every document
	MaxTokens      int    // longest input that is used
	Dimension      int    // components of a vector
	Licence        string // SPDX identifier
	Languages      string // "en", or how many
	Megabytes      int    // about what is downloaded, in 10^6 bytes
}

// The instruction that BGE 1.5 and Arctic Embed put before a query; nothing
// before a document.
const representSentence = "Represent this sentence for searching relevant passages: "

// Catalog returns the models that can be added by name, the smallest first.
//
// Where the facts come from: repository, dimension, longest input, prefixes,
// pooling and licence from each model's card on the hub; the place of the ONNX
// file and its size from the repository's file list. E5's card asks for
// "query: " and "passage: " before every text, and average pooling. The
// maximum of all-MiniLM-L6-v2 is that of its sentence_bert_config.json, below
// what its graph takes. IBM publishes granite's weights without an ONNX file;
// the repository named here is the conversion of the hub's onnx-community,
// which keeps the weights beside the graph and leaves out the files that say
// the pooling. Its size is 47 million parameters of 4 bytes. No hash is written
// here: the hub announces them.
func Catalog() []Model {
	return []Model{
		{
			Name:       "all-MiniLM-L6-v2",
			Repository: "sentence-transformers/all-MiniLM-L6-v2",
			Graph:      "onnx/model.onnx",
			Pooling:    "mean",
			MaxTokens:  256,
			Dimension:  384,
			Licence:    "Apache-2.0",
			Languages:  "en",
			Megabytes:  91,
		},
		{
			Name:        "bge-small-en-v1.5",
			Repository:  "BAAI/bge-small-en-v1.5",
			Graph:       "onnx/model.onnx",
			Pooling:     "cls",
			QueryPrefix: representSentence,
			MaxTokens:   512,
			Dimension:   384,
			Licence:     "MIT",
			Languages:   "en",
			Megabytes:   134,
		},
		{
			Name:           "e5-small-v2",
			Repository:     "intfloat/e5-small-v2",
			Graph:          "model.onnx",
			Pooling:        "mean",
			QueryPrefix:    "query: ",
			DocumentPrefix: "passage: ",
			MaxTokens:      512,
			Dimension:      384,
			Licence:        "MIT",
			Languages:      "en",
			Megabytes:      134,
		},
		{
			Name:        "snowflake-arctic-embed-s",
			Repository:  "Snowflake/snowflake-arctic-embed-s",
			Graph:       "onnx/model.onnx",
			Pooling:     "cls",
			QueryPrefix: representSentence,
			MaxTokens:   512,
			Dimension:   384,
			Licence:     "Apache-2.0",
			Languages:   "en",
			Megabytes:   134,
		},
		{
			Name:       "granite-embedding-small-english-r2",
			Repository: "onnx-community/granite-embedding-small-english-r2-ONNX",
			Graph:      "onnx/model.onnx",
			Pooling:    "cls",
			MaxTokens:  1024, // it takes 8,192; the memory of attention grows with the square, and abstracts are short
			Dimension:  384,
			Licence:    "Apache-2.0",
			Languages:  "en",
			Megabytes:  190,
		},
		{
			Name:           "multilingual-e5-small",
			Repository:     "intfloat/multilingual-e5-small",
			Graph:          "onnx/model.onnx",
			Pooling:        "mean",
			QueryPrefix:    "query: ",
			DocumentPrefix: "passage: ",
			MaxTokens:      512,
			Dimension:      384,
			Licence:        "MIT",
			Languages:      "94 languages",
			Megabytes:      488,
		},
	}
}

// Find returns the model of the catalog with this name, or of this repository,
// whatever the case of its letters. ErrUnknown names the nearest ones.
func Find(name string) (Model, error) {
	all := Catalog()
	for _, m := range all {
		if strings.EqualFold(name, m.Name) || strings.EqualFold(name, m.Repository) {
			return m, nil
		}
	}
	slices.SortStableFunc(all, func(a, b Model) int { return cmp.Compare(far(name, a.Name), far(name, b.Name)) })
	return Model{}, fmt.Errorf("%w %q: the nearest names are %s, %s and %s; `kindred model list` shows all", ErrUnknown, name, all[0].Name, all[1].Name, all[2].Name)
}

// far is 0 for a part of a name, else the distance.
func far(typed, name string) int {
	if typed != "" && strings.Contains(strings.ToLower(name), strings.ToLower(typed)) {
		return 0
	}
	return distance(typed, name)
}

// distance says how far what was typed is from a name: the letters that must
// be changed, left out or put in (Levenshtein's distance), where what the name
// has beyond the typed text costs a quarter, because names are typed short.
func distance(typed, name string) int {
	const put, other = 1, 4
	a, b := strings.ToLower(typed), strings.ToLower(name)
	if len(a) > 100 {
		a = a[:100]
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = put * j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] += other
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change += other
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j+1]+other, row[j]+put)
		}
	}
	return row[len(b)]
}
