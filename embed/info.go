package embed

import "github.com/kindred-search/kindred/embed/ort"

// Dimension is the number of components of every vector.
func (m *Model) Dimension() int { return m.session.graph.dimension }

// Settings is how the model is used: what its files declare, made definite.
func (m *Model) Settings() Settings { return m.settings }

// Library is the ONNX Runtime library that runs the model.
func (m *Model) Library() ort.Library { return m.library }

// Tokenizer is the kind of the model's tokenizer: WordPiece, BPE or Unigram.
func (m *Model) Tokenizer() string { return m.tokenizer.Kind() }

// VocabSize is the number of token ids.
func (m *Model) VocabSize() int { return m.tokenizer.VocabSize() }

// Identity is the SHA-256, in hexadecimal, over weights, tokenizer, pooling,
// prefixes, maximum length and the document template: vectors of equal
// identity are comparable, others are not. It reads the model's files, which
// takes milliseconds for the built-in model: keep what it returns.
func (m *Model) Identity() (string, error) { return identify(m.folder, m.settings, m.session.graph) }
