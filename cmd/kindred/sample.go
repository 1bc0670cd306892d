package main

import (
	"bytes"
	_ "embed"
	"iter"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// sampleFile is the built-in sample; sample/README.md says what is in it.
//
//go:embed sample/papers.jsonl
var sampleFile []byte

// samplePapers are the papers of the built-in sample.
func samplePapers() iter.Seq2[corpus.Paper, error] {
	return format.Read(bytes.NewReader(sampleFile), format.Options{Name: "the built-in sample", Format: format.JSONL})
}
