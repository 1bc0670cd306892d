package tokenize

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode"

	sugarme "github.com/sugarme/tokenizer"
	"github.com/sugarme/tokenizer/pretrained"

	"github.com/kindred-search/kindred/text"
)

// peer is github.com/sugarme/tokenizer with the normaliser taken out and ours put before it.
type peer struct {
	tokenizer *sugarme.Tokenizer
	bert      text.Bert
}

func newPeer(t testing.TB, file string) peer {
	t.Helper()
	data := tokenizerJSON(t, file, map[string]json.RawMessage{"normalizer": json.RawMessage("null")})
	tok, err := pretrained.FromReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return peer{tok, readTokenizer(t, file, nil).content.(*wordPiece).bert}
}

func (p peer) ids(t testing.TB, s string) (ids []int64) {
	t.Helper()
	input := sugarme.NewSingleEncodeInput(sugarme.NewInputSequence(p.bert.Normalize(s)))
	encoding, err := p.tokenizer.Encode(input, true)
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range encoding.GetIds() {
		ids = append(ids, int64(id))
	}
	return ids
}

// disagrees reports whether the peer is known to differ from Hugging Face on a text, whatever we do: it finds special tokens
// that a text spells, and has punctuation and spaces of another Unicode.
func disagrees(bert text.Bert, s string) bool {
	s = bert.Normalize(s)
	for _, special := range []string{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"} {
		if strings.Contains(s, special) {
			return true
		}
	}
	for _, c := range s {
		punct := unicode.IsPunct(c) || c < 0x80 && unicode.IsSymbol(c)
		if punct != text.IsPunct(c) || c > 0x80 && text.IsSpace(c) || c < ' ' {
			return true
		}
	}
	return false
}

func FuzzWordPieceAgainstSugarme(f *testing.F) {
	_, texts := readGolden(f)
	for _, s := range texts {
		if len(s) < 300 {
			f.Add(s)
		}
	}
	tok, other := readTokenizer(f, "bert.json", nil), newPeer(f, "bert.json")
	f.Fuzz(func(t *testing.T, s string) {
		if disagrees(other.bert, s) || strings.TrimSpace(other.bert.Normalize(s)) == "" {
			t.Skip()
		}
		if got, want := idsOf(t, tok, s, 0), other.ids(t, s); !slices.Equal(got, want) {
			t.Errorf("%q:\n got %v\nwant %v", s, got, want)
		}
	})
}
