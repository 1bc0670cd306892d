// Package tokenize turns text into the ids that a model was trained with, from the model's tokenizer.json.
//
// Load reads the file once; AppendIDs does the work and may be called from any number of goroutines. There are two paths
// behind it. BERT-family files (WordPiece, BertNormalizer, BertPreTokenizer) take one pass over the bytes, with a bounded
// table of words already met and no allocation per word. Every other file takes the general path: added tokens, the
// declared normalizer from package text, the declared pre-tokenizer, and the model (BPE, Unigram, WordPiece, WordLevel).
//
// The ids are those of Hugging Face's tokenizers 0.22, held to them by testdata/golden.json. github.com/sugarme/tokenizer
// is what the tests measure us against and compare with; it does not serve here, because on 414 of those texts its BPE
// gives other ids for 34 and its Unigram for 24. There are three exceptions, two of them deliberate. A text that spells a
// special token ("[MASK]", "</s>") gets the ids of those letters, not the special token: a paper about BERT must not put a
// separator into its own vector. Bytes that are not UTF-8 count as U+FFFD, one for each byte. And in patterns that
// a file declares, the letters and digits that Unicode 15.1 and later added are none yet, as in Go's tables.
//
// What must never happen: an id at or above VocabSize, more ids than asked for, a panic on any text, a text whose
// cost grows faster than its length, and ids that differ from the reference because a part of the file was ignored:
// Load refuses by name what it does not know.
package tokenize

import "fmt"

// Tokenizer turns text into ids. It is safe for concurrent use.
type Tokenizer struct {
	content   contentEncoder
	template  template
	kind      string
	vocabSize int
	padID     int64
	lowercase bool
	maxTokens int
}

// Result is what AppendIDs found.
type Result struct {
	IDs       []int64 // dst with the ids of the text appended, special tokens included
	Known     int     // how many of the appended ids are neither special nor unknown nor mere white space
	Truncated bool    // the text has more tokens than were allowed
}

// contentEncoder appends the ids of a text without special tokens, at most limit of them.
type contentEncoder interface {
	appendContent(dst []int64, text string, limit int) (Result, error)
}

// noLimit allows any number of ids.
const noLimit = int(^uint(0) >> 1)

// AppendIDs appends the ids of text to dst, special tokens included, at most max of them; 0 means any number. A longer
// text is cut and keeps its special tokens, as Hugging Face truncates, and is not read beyond the cut. It fails when max
// leaves no room for the special tokens or when the model cannot express the text at all.
func (t *Tokenizer) AppendIDs(dst []int64, text string, max int) (Result, error) {
	limit := noLimit
	if max > 0 {
		limit = max - t.template.size()
		if limit < 0 {
			return Result{IDs: dst}, fmt.Errorf("cannot tokenize a text into %d tokens: %w (%d); allow at least %d",
				max, ErrNoRoom, t.template.size(), t.template.size()+1)
		}
	}
	start := len(dst)
	r, err := t.content.appendContent(append(dst, t.template.before...), text, limit)
	if err != nil {
		return Result{IDs: dst[:start]}, err
	}
	r.IDs = append(r.IDs, t.template.after...)
	return r, nil
}

// VocabSize is the largest id that the tokenizer can produce, plus one. A graph whose embedding table has fewer rows does
// not fit this tokenizer.
func (t *Tokenizer) VocabSize() int { return t.vocabSize }

// PadID is the id that fills a batch up: the declared one, else that of [PAD] or <pad>, else 0.
func (t *Tokenizer) PadID() int64 { return t.padID }

// Kind is the model's name in tokenizer.json: WordPiece, BPE, Unigram or WordLevel.
func (t *Tokenizer) Kind() string { return t.kind }

// Lowercase reports whether text is lower-cased before it is looked up.
func (t *Tokenizer) Lowercase() bool { return t.lowercase }

// MaxTokens is the length, special tokens included, that the file declares under "truncation"; 0 when it declares none.
func (t *Tokenizer) MaxTokens() int { return t.maxTokens }
