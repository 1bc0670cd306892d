package tokenize

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// Small files of each kind, from which the tests of Load make broken ones.
const (
	tinyWordPiece = `{"added_tokens": [{"id": 0, "content": "[PAD]", "special": true}, {"id": 2, "content": "[CLS]", "special": true}],
		"normalizer": {"type": "BertNormalizer", "clean_text": true, "handle_chinese_chars": true, "strip_accents": null, "lowercase": true},
		"pre_tokenizer": {"type": "BertPreTokenizer"},
		"post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
		"model": {"type": "WordPiece", "unk_token": "[UNK]", "continuing_subword_prefix": "##", "max_input_chars_per_word": 100,
			"vocab": {"[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, "a": 4, "##b": 5, "é": 6}}}`
	tinyBPE = `{"added_tokens": [{"id": 6, "content": "<x>", "special": false, "normalized": true, "lstrip": true}], "normalizer": {"type": "NFC"},
		"pre_tokenizer": {"type": "Split", "pattern": {"Regex": "\\w+|\\s+(?!\\S)|\\s+"}, "behavior": "Isolated", "invert": false},
		"post_processor": {"type": "Sequence", "processors": [{"type": "ByteLevel"}, {"type": "RobertaProcessing", "sep": ["s", 5], "cls": ["c", 4]}]},
		"model": {"type": "BPE", "unk_token": "a", "fuse_unk": true, "vocab": {"a": 0, "b": 1, "ab": 2, "abab": 3, "c": 4, "s": 5}, "merges": ["a b", ["ab", "ab"]]}}`
	tinyUnigram = `{"truncation": {"direction": "Right", "max_length": 128, "strategy": "LongestFirst", "stride": 0}, "padding": {"pad_id": 1},
		"normalizer": {"type": "Sequence", "normalizers": [{"type": "Nmt"}, {"type": "NFKC"}, {"type": "Replace", "pattern": {"Regex": " {2,}"}, "content": " "}]},
		"pre_tokenizer": {"type": "Metaspace", "replacement": "▁", "add_prefix_space": true},
		"post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>"}}, {"Sequence": {"id": "A"}}],
			"special_tokens": {"<s>": {"ids": [0]}}},
		"model": {"type": "Unigram", "unk_id": 2, "vocab": [["<s>", 0], ["<pad>", 0], ["<unk>", 0], ["▁a", -1.5], ["a", -2], ["b", -2.5]]}}`
	tinyWordLevel = `{"pre_tokenizer": {"type": "Whitespace"}, "model": {"type": "WordLevel", "unk_token": "?", "vocab": {"?": 0, "a": 7}}}`
)

func TestLoadReadsWhatTheFileDeclares(t *testing.T) {
	f := func(data, kind string, vocabSize int, padID int64, lowercase bool, maxTokens int, text string, want ...int64) {
		t.Helper()
		tok, err := Load([]byte(data), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if tok.Kind() != kind || tok.VocabSize() != vocabSize || tok.PadID() != padID || tok.Lowercase() != lowercase || tok.MaxTokens() != maxTokens {
			t.Errorf("got %s, %d ids, pad %d, lowercase %v, %d tokens; want %s, %d, %d, %v, %d",
				tok.Kind(), tok.VocabSize(), tok.PadID(), tok.Lowercase(), tok.MaxTokens(), kind, vocabSize, padID, lowercase, maxTokens)
		}
		if got := idsOf(t, tok, text, 0); !slices.Equal(got, want) {
			t.Errorf("%q: got %v, want %v", text, got, want)
		}
	}
	f(tinyWordPiece, "WordPiece", 7, 0, true, 0, "A abb ac", 2, 4, 4, 5, 5, 1, 3)
	f(strings.Replace(tinyWordPiece, `"type": "WordPiece", `, "", 1), "WordPiece", 7, 0, true, 0, "AB", 2, 4, 5, 3)
	f(tinyBPE, "BPE", 7, 0, false, 0, "ababab <x>zz", 4, 3, 2, 6, 0, 5)
	f(tinyUnigram, "Unigram", 6, 1, false, 128, "a  ab", 0, 3, 3, 5)
	f(tinyWordLevel, "WordLevel", 8, 0, false, 0, "a b, a", 7, 0, 0, 7)
}

func TestTheCallerCanOverrideLowercase(t *testing.T) {
	yes, no := true, false
	f := func(data string, lowercase *bool, text string, lowers bool, want ...int64) {
		t.Helper()
		tok, err := Load([]byte(data), Options{Lowercase: lowercase})
		if err != nil {
			t.Fatal(err)
		}
		if got := idsOf(t, tok, text, 0); !slices.Equal(got, want) || tok.Lowercase() != lowers {
			t.Errorf("%q: got %v, lowercase %v; want %v, %v", text, got, tok.Lowercase(), want, lowers)
		}
	}
	f(tinyWordPiece, &no, "A é", false, 2, 1, 6, 3) // accents stay too, for strip_accents is open
	f(tinyWordPiece, &yes, "A é", true, 2, 4, 1, 3) // é becomes e, which is not in the vocabulary
	f(tinyUnigram, &yes, "A", true, 0, 3)           // the file does not lower-case
	f(tinyUnigram, &no, "a", false, 0, 3)
	f(tinyWordLevel, &yes, "A", true, 7)
}

func TestLoadRefusesWhatItDoesNotKnowByName(t *testing.T) {
	f := func(data, old, new string, want error, names string) {
		t.Helper()
		if old != "" && !strings.Contains(data, old) {
			t.Fatalf("%q is not in the file", old)
		}
		_, err := Load([]byte(strings.Replace(data, old, new, 1)), Options{})
		if !errors.Is(err, want) || !strings.Contains(err.Error(), names) {
			t.Errorf("%s in place of %s: got %v; want %v naming %q", new, old, err, want, names)
		}
	}
	f("", "", "", ErrMalformed, "JSON")
	f("[]", "", "", ErrMalformed, "JSON")
	f("{}", "", "", ErrMalformed, "model")
	f(tinyWordPiece, `"WordPiece"`, `"Rwkv"`, ErrUnsupported, "Rwkv")
	f(tinyWordPiece, `"BertNormalizer"`, `"Cyrillic"`, ErrUnsupported, "Cyrillic")
	f(tinyWordPiece, `"BertPreTokenizer"`, `"UnicodeScripts"`, ErrUnsupported, "UnicodeScripts")
	f(tinyWordPiece, `"BertProcessing"`, `"PairProcessing"`, ErrUnsupported, "PairProcessing")
	f(tinyWordPiece, `"unk_token": "[UNK]"`, `"unk_token": "<unk>"`, ErrMalformed, "<unk>")
	f(tinyWordPiece, `"a": 4`, `"a": -4`, ErrMalformed, "-4")
	f(tinyWordPiece, `"a": 4`, `"a": 4000000000`, ErrMalformed, "vocabulary")
	f(tinyWordPiece, `{"id": 2,`, `{"id": -2,`, ErrMalformed, "-2")
	f(tinyWordPiece, `"sep": ["[SEP]", 3]`, `"sep": ["[SEP]"]`, ErrMalformed, "post_processor")
	f(tinyWordPiece, `"cls": ["[CLS]", 2]`, `"cls": ["[CLS]", -1]`, ErrMalformed, "-1")
	f(tinyUnigram, `"Right"`, `"Left"`, ErrUnsupported, "Left")
	f(tinyUnigram, `"pad_id": 1`, `"pad_id": -1`, ErrMalformed, "-1")
	f(tinyUnigram, `"unk_id": 2`, `"unk_id": 6`, ErrMalformed, "6")
	f(tinyUnigram, `["a", -2]`, `["a"]`, ErrMalformed, "entry 4")
	f(tinyUnigram, `{"Sequence": {"id": "A"}}`, `{"Sequence": {"id": "B"}}`, ErrUnsupported, "template")
	f(tinyUnigram, `, {"Sequence": {"id": "A"}}`, ``, ErrMalformed, "template")
	f(tinyUnigram, `{"SpecialToken": {"id": "<s>"}}`, `{"SpecialToken": {"id": "<t>"}}`, ErrMalformed, "<t>")
	f(tinyUnigram, ` {2,}`, `(?<=a) `, ErrUnsupported, "(?<=a)")
	f(tinyUnigram, ` {2,}`, `\\b `, ErrUnsupported, `\b`)
	f(tinyUnigram, `"▁", "add_prefix_space"`, `"ab", "add_prefix_space"`, ErrMalformed, "ab")
	f(tinyUnigram, `"add_prefix_space": true`, `"prepend_scheme": "last"`, ErrUnsupported, "last")
	f(tinyBPE, `"Isolated"`, `"Shuffled"`, ErrUnsupported, "Shuffled")
	f(tinyBPE, `"a b"`, `"a z"`, ErrMalformed, `"z"`)
	f(tinyBPE, `"a b"`, `"a b c"`, ErrMalformed, "3 parts")
	f(tinyBPE, `"unk_token": "a"`, `"unk_token": "a", "dropout": 0.1`, ErrUnsupported, "dropout")
	f(tinyWordLevel, `"unk_token": "?", `, ``, ErrUnsupported, "unknown token")
}

func TestTheTemplateOfEveryPostProcessor(t *testing.T) {
	f := func(raw string, before, after []int64) {
		t.Helper()
		got, err := parseTemplate(json.RawMessage(raw))
		if err != nil || !slices.Equal(got.before, before) || !slices.Equal(got.after, after) {
			t.Errorf("%s: got %v, %v; want %v and %v around the text", raw, got, err, before, after)
		}
	}
	f(`null`, nil, nil)
	f(`{"type": "ByteLevel", "trim_offsets": true}`, nil, nil)
	f(`{"type": "BertProcessing", "sep": ["s", 3], "cls": ["c", 2]}`, []int64{2}, []int64{3})
	f(`{"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "x"}}, {"Sequence": {"id": "A"}}, {"SpecialToken": {"id": "y"}}, {"SpecialToken": {"id": "x"}}],
		"special_tokens": {"x": {"ids": [7, 8]}, "y": {"ids": [9]}}}`, []int64{7, 8}, []int64{9, 7, 8})
	f(`{"type": "Sequence", "processors": [{"type": "BertProcessing", "sep": ["s", 3], "cls": ["c", 2]}, {"type": "BertProcessing", "sep": ["t", 5], "cls": ["d", 4]}]}`,
		[]int64{4, 2}, []int64{3, 5})
}

func FuzzLoad(f *testing.F) {
	for _, data := range []string{tinyWordPiece, tinyBPE, tinyUnigram, tinyWordLevel} {
		f.Add([]byte(data), "a ab é <x> 中文\xff")
	}
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		tok, err := Load(data, Options{})
		if err != nil {
			return
		}
		r, err := tok.AppendIDs(nil, text, 0)
		if err != nil {
			return
		}
		for _, id := range r.IDs {
			if id < 0 || id >= int64(tok.VocabSize()) {
				t.Errorf("%q gives the id %d; the vocabulary has %d", text, id, tok.VocabSize())
			}
		}
		if !utf8.ValidString(text) || r.Known > len(r.IDs) {
			return
		}
		if cut, err := tok.AppendIDs(nil, text, 5); err == nil && len(cut.IDs) > 5 {
			t.Errorf("%q: %d ids, at most 5 were allowed", text, len(cut.IDs))
		}
	})
}
