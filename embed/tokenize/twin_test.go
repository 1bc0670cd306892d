package tokenize

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/kindred-search/kindred/text"
)

// twin is WordPiece as its papers describe it: normalise the whole text, split it, look every piece up in a map, the longest
// first. It shares with the fast path only the normaliser and the two tests on characters.
type twin struct {
	bert     text.Bert
	vocab    map[string]int32
	maxChars int
}

func newTwin(t testing.TB, data []byte) twin {
	t.Helper()
	f, m, err := parseFile(data)
	if err != nil {
		t.Fatal(err)
	}
	bert, ok, err := bertSteps(f, Options{})
	if err != nil || !ok {
		t.Fatalf("the twin needs a BERT tokenizer: %v", err)
	}
	vocab, err := m.vocab()
	if err != nil {
		t.Fatal(err)
	}
	return twin{bert, vocab.table(nil), *m.MaxInputCharsPerWord}
}

func (w twin) ids(s string) (ids []int64) {
	for _, word := range strings.FieldsFunc(w.bert.Normalize(s), text.IsSpace) {
		for word != "" {
			end := strings.IndexFunc(word, text.IsPunct)
			if end == 0 {
				_, end = utf8.DecodeRuneInString(word)
			} else if end < 0 {
				end = len(word)
			}
			ids = append(ids, w.word(word[:end])...)
			word = word[end:]
		}
	}
	return ids
}

func (w twin) word(word string) (ids []int64) {
	unknown := []int64{int64(w.vocab["[UNK]"])}
	if utf8.RuneCountInString(word) > w.maxChars {
		return unknown
	}
	prefix := ""
	for word != "" {
		end := len(word)
		for ; end > 0; end-- {
			if id, ok := w.vocab[prefix+word[:end]]; ok {
				ids = append(ids, int64(id))
				break
			}
		}
		if end == 0 {
			return unknown
		}
		word, prefix = word[end:], "##"
	}
	return ids
}

// bertVariants are the normalizers under which the fast path is compared.
func bertVariants(t testing.TB) map[string]map[string]json.RawMessage {
	t.Helper()
	g, _ := readGolden(t)
	variants := map[string]map[string]json.RawMessage{}
	for _, tok := range g.Tokenizers {
		if strings.HasPrefix(tok.Name, "bert") {
			variants[tok.Name] = tok.Replace
		}
	}
	return variants
}

// content gives the ids of a text without the two special tokens around them.
func content(t testing.TB, tok *Tokenizer, s string) []int64 {
	t.Helper()
	ids := idsOf(t, tok, s, 0)
	return ids[1 : len(ids)-1]
}

func FuzzWordPieceAgainstItsTwin(f *testing.F) {
	_, texts := readGolden(f)
	for _, s := range texts {
		if len(s) < 5000 {
			f.Add(s)
		}
	}
	f.Add("bad \xff\xfe bytes a\xc3b \xed\xa0\x80 \xf5")
	f.Add("[CLS] and [MASK] are plain text [SEP]")
	type pair struct {
		fast *Tokenizer
		slow twin
	}
	pairs := map[string]pair{}
	for name, replace := range bertVariants(f) {
		pairs[name] = pair{readTokenizer(f, "bert.json", replace), newTwin(f, tokenizerJSON(f, "bert.json", replace))}
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, p := range pairs {
			want := p.slow.ids(s)
			for range 2 {
				if got := content(t, p.fast, s); !slices.Equal(got, want) {
					t.Errorf("%s: %q\n got %v\nwant %v", name, s, got, want)
				}
			}
		}
	})
}

func TestLongRunsAreCutOnlyWhereWordsEnd(t *testing.T) {
	tok, slow := readTokenizer(t, "bert.json", nil), newTwin(t, tokenizerJSON(t, "bert.json", nil))
	fillers := []string{"a", "é", "中", "\u3000", "\u0301", "\u00ad", "—", "\xff", "가", "ab\u2014cd"}
	for _, filler := range fillers {
		for _, around := range []int{maxPart - 3, maxPart - 2, maxPart - 1, maxPart, maxPart + 1, 2*maxPart + 1} {
			for _, tail := range []string{"", "the", "\u0301the", "—the", "中", "\u3000the", ".", " the", "\u0085the"} {
				s := strings.Repeat(filler, around/len(filler)) + tail
				if got, want := content(t, tok, s), slow.ids(s); !slices.Equal(got, want) {
					t.Errorf("%d bytes of %q and %q: got %d ids, want %d, or they differ", around, filler, tail, len(got), len(want))
				}
			}
		}
	}
}
