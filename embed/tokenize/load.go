package tokenize

import (
	"fmt"

	"github.com/kindred-search/kindred/text"
)

// Options changes what a tokenizer.json says.
type Options struct {
	// Lowercase overrides the file: true lower-cases every text first, false leaves lower-casing out. With
	// BertNormalizer, accents whose stripping the file leaves open (null) go with it. Default: what the file says.
	Lowercase *bool
}

// Load reads a tokenizer.json. It returns ErrMalformed or ErrUnsupported, wrapped, with the part that is at fault.
func Load(tokenizerJSON []byte, o Options) (*Tokenizer, error) {
	t, err := load(tokenizerJSON, o)
	if err != nil {
		return nil, fmt.Errorf("cannot load the tokenizer: %w", err)
	}
	return t, nil
}

func load(data []byte, o Options) (*Tokenizer, error) {
	f, m, err := parseFile(data)
	if err != nil {
		return nil, err
	}
	t := &Tokenizer{kind: m.Type}
	if t.template, err = parseTemplate(f.PostProcessor); err != nil {
		return nil, err
	}
	if tr := f.Truncation; tr != nil {
		if tr.Direction == "Left" {
			return nil, fmt.Errorf("%w: it keeps the end of a long text (truncation direction Left), and only keeping the beginning is known here", ErrUnsupported)
		}
		t.maxTokens = max(tr.MaxLength, 0)
	}
	if f.Padding != nil && f.Padding.PadID < 0 {
		return nil, fmt.Errorf("%w: its padding has the id %d; ids begin at 0", ErrMalformed, f.Padding.PadID)
	}
	vocab, err := t.build(f, m, o)
	if err != nil {
		return nil, err
	}
	t.vocabSize = vocab.size(f.AddedTokens, t.template)
	t.padID = vocab.pad(f)
	return t, nil
}

// build makes the path for this file and returns its vocabulary.
func (t *Tokenizer) build(f *file, m *model, o Options) (vocabulary, error) {
	if m.Type == "WordPiece" && hasOnlySpecial(f.AddedTokens) {
		bert, ok, err := bertSteps(f, o)
		if err != nil {
			return nil, err
		}
		if ok {
			vocab, p, err := m.wordPieces(specialContent(f.AddedTokens))
			if err != nil {
				return nil, err
			}
			t.content, t.lowercase = newWordPiece(bert, p), bert.LowercaseText
			return vocab, nil
		}
	}
	return t.buildGeneral(f, m, o)
}

// specialContent is what the special tokens look like as text.
func specialContent(added []addedToken) map[string]bool {
	special := map[string]bool{}
	for _, a := range added {
		if a.Special {
			special[a.Content] = true
		}
	}
	return special
}

func hasOnlySpecial(added []addedToken) bool {
	for _, a := range added {
		if !a.Special {
			return false
		}
	}
	return true
}

// bertSteps reads normalizer and pre_tokenizer; ok is false unless they are BERT's, which the fast path is for.
func bertSteps(f *file, o Options) (b text.Bert, ok bool, err error) {
	pre, err := typeOf(f.PreTokenizer)
	if err != nil || pre != "BertPreTokenizer" {
		return b, false, err
	}
	kind, err := typeOf(f.Normalizer)
	if err != nil || kind != "BertNormalizer" && kind != "" {
		return b, false, err
	}
	if kind == "" {
		return text.Bert{LowercaseText: o.Lowercase != nil && *o.Lowercase}, true, nil
	}
	b, err = text.ParseBert(f.Normalizer, o.Lowercase)
	return b, err == nil, err
}
