package tokenize

import (
	"encoding/json"
	"fmt"
	"math"
)

// file is a tokenizer.json, as far as ids depend on it. Parts that have several shapes stay raw.
type file struct {
	Truncation    *truncation     `json:"truncation"`
	Padding       *padding        `json:"padding"`
	AddedTokens   []addedToken    `json:"added_tokens"`
	Normalizer    json.RawMessage `json:"normalizer"`
	PreTokenizer  json.RawMessage `json:"pre_tokenizer"`
	PostProcessor json.RawMessage `json:"post_processor"`
	Model         *model          `json:"model"`
}

type truncation struct {
	Direction string `json:"direction"`
	MaxLength int    `json:"max_length"`
}

type padding struct {
	PadID int64 `json:"pad_id"`
}

type addedToken struct {
	ID         int64  `json:"id"`
	Content    string `json:"content"`
	SingleWord bool   `json:"single_word"`
	Lstrip     bool   `json:"lstrip"`
	Rstrip     bool   `json:"rstrip"`
	Normalized bool   `json:"normalized"`
	Special    bool   `json:"special"`
}

// model is the "model" of a tokenizer.json; which fields are there depends on Type, which files of 2020 leave out.
type model struct {
	Type                    string            `json:"type"`
	Vocab                   json.RawMessage   `json:"vocab"`
	Merges                  []json.RawMessage `json:"merges"`
	UnkToken                *string           `json:"unk_token"`
	UnkID                   *int              `json:"unk_id"`
	ContinuingSubwordPrefix *string           `json:"continuing_subword_prefix"`
	EndOfWordSuffix         *string           `json:"end_of_word_suffix"`
	MaxInputCharsPerWord    *int              `json:"max_input_chars_per_word"`
	Dropout                 *float64          `json:"dropout"`
	FuseUnk                 bool              `json:"fuse_unk"`
	ByteFallback            bool              `json:"byte_fallback"`
	IgnoreMerges            bool              `json:"ignore_merges"`
}

// typed is the part that all tagged objects of the file share.
type typed struct {
	Type string `json:"type"`
}

// typeOf gives the "type" of a tagged object, "" when it is absent or null.
func typeOf(raw json.RawMessage) (string, error) {
	if isNull(raw) {
		return "", nil
	}
	var t typed
	if err := json.Unmarshal(raw, &t); err != nil {
		return "", err
	}
	return t.Type, nil
}

func isNull(raw json.RawMessage) bool { return len(raw) == 0 || string(raw) == "null" }

func parseFile(data []byte) (*file, *model, error) {
	f := new(file)
	if err := json.Unmarshal(data, f); err != nil {
		return nil, nil, fmt.Errorf("%w: it is not JSON of the expected shape: %w; download it again", ErrMalformed, err)
	}
	m := f.Model
	if m == nil {
		return nil, nil, fmt.Errorf(`%w: it has no "model"; give the tokenizer.json of a Hugging Face repository`, ErrMalformed)
	}
	if m.Type == "" {
		m.Type = m.guessType()
	}
	for _, a := range f.AddedTokens {
		if a.ID < 0 || a.ID >= math.MaxInt32 {
			return nil, nil, fmt.Errorf("%w: the added token %q has the id %d; ids go from 0 to %d", ErrMalformed, a.Content, a.ID, math.MaxInt32-1)
		}
	}
	return f, m, nil
}

// guessType names the model of a file without a type, by the fields that only that kind has.
func (m *model) guessType() string {
	switch {
	case m.Merges != nil:
		return "BPE"
	case m.MaxInputCharsPerWord != nil || m.ContinuingSubwordPrefix != nil:
		return "WordPiece"
	case m.UnkID != nil:
		return "Unigram"
	}
	return "WordLevel"
}
