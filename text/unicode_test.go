package text

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"strings"
	"testing"
)

// reference holds, per step, a hash of what Hugging Face's tokenizers returns for each block of 1024 code points.
func reference(t *testing.T) map[string]json.RawMessage {
	t.Helper()
	data, err := os.ReadFile("testdata/unicode.json")
	if err != nil {
		t.Fatal(err)
	}
	var steps map[string]json.RawMessage
	if err := json.Unmarshal(data, &steps); err != nil {
		t.Fatal(err)
	}
	return steps
}

func TestEveryCodePointIsNormalizedAsTheReferenceDoes(t *testing.T) {
	steps := map[string]Normalizer{
		"BertClean":    Bert{CleanText: true},
		"BertChinese":  Bert{PadChinese: true},
		"BertStrip":    Bert{StripAccents: true},
		"BertLower":    Bert{LowercaseText: true},
		"BertUncased":  Bert{CleanText: true, PadChinese: true, StripAccents: true, LowercaseText: true},
		"BertCased":    Bert{CleanText: true, PadChinese: true},
		"Lowercase":    Lowercase{},
		"NFC":          NFC,
		"NFD":          NFD,
		"NFKC":         NFKC,
		"NFKD":         NFKD,
		"Nmt":          Nmt{},
		"Strip":        Strip{Left: true, Right: true},
		"StripAccents": StripAccents{},
	}
	want := reference(t)
	for name, step := range steps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var hashes string
			if err := json.Unmarshal(want[name], &hashes); err != nil {
				t.Fatal(err)
			}
			for block := 0; block < 0x110000/1024; block++ {
				h := fnv.New32a()
				for c := rune(block * 1024); c < rune(block+1)*1024; c++ {
					if c < 0xD800 || c >= 0xE000 {
						h.Write([]byte(step.Normalize(string(c)) + "\n"))
					}
				}
				if got := fmt.Sprintf("%08x", h.Sum32()); got != hashes[block*8:block*8+8] {
					t.Errorf("a code point from U+%04X to U+%04X differs from the reference", block*1024, block*1024+1023)
				}
			}
		})
	}
}

func TestEveryCodePointIsInTheClassesOfTheReference(t *testing.T) {
	want := reference(t)
	for name, is := range map[string]func(rune) bool{"punctuation": IsPunct, "words": IsWord, "numbers": IsNumber} {
		var got []rune // first and last of each range
		for c := rune(0); c < 0x110000; c++ {
			switch n := len(got); {
			case 0xD800 <= c && c < 0xE000 || !is(c):
			case n > 0 && got[n-1] == c-1:
				got[n-1] = c
			default:
				got = append(got, c, c)
			}
		}
		var pairs string
		if err := json.Unmarshal(want[name], &pairs); err != nil {
			t.Fatal(err)
		}
		if spelled := strings.Trim(fmt.Sprint(got), "[]"); spelled != pairs {
			t.Errorf("%s has %d ranges, the reference %d, or they differ", name, len(got)/2, len(strings.Fields(pairs))/2)
		}
	}
}
