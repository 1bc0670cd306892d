package tokenize

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
)

// tokenizerFiles are the tokenizers of testdata, one of each kind.
var tokenizerFiles = []string{"bert.json", "bpe.json", "bpe-fallback.json", "bpe-word-end.json", "unigram.json"}

func TestLongTextsAreCutAndKeepTheirSpecialTokens(t *testing.T) {
	_, texts := readGolden(t)
	for _, file := range tokenizerFiles {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			tok := readTokenizer(t, file, nil)
			before, after := tok.template.before, tok.template.after
			for _, text := range texts {
				if len(text) > 20_000 {
					continue
				}
				all := idsOf(t, tok, text, 0)
				inner := all[len(before) : len(all)-len(after)]
				for _, max := range []int{len(before) + len(after) + 1, 7, 32, len(all), len(all) + 1} {
					if max <= len(before)+len(after) {
						continue
					}
					room := min(max-len(before)-len(after), len(inner))
					want := slices.Concat(before, inner[:room], after)
					got, err := tok.AppendIDs(nil, text, max)
					if err != nil {
						t.Fatal(err)
					}
					if !slices.Equal(got.IDs, want) || got.Truncated != (room < len(inner)) {
						t.Errorf("%.60q at most %d: got %v, truncated %v; want %v, %v", text, max, got.IDs, got.Truncated, want, room < len(inner))
					}
				}
			}
		})
	}
}

func TestTheBeginningOfAMegabyteHasTheIDsOfTheWhole(t *testing.T) {
	units := []string{"the quick model learns. ", "深度学习模型", "aaaa ", "a", "x1-y2/", "é", "...", "the. The"}
	for _, file := range tokenizerFiles {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			tok := readTokenizer(t, file, nil)
			for _, unit := range units {
				s := strings.Repeat(unit, 30_000/len(unit))
				all := content512(t, tok, s, 0)
				for _, max := range []int{66, 512} {
					got := content512(t, tok, s, max)
					if want := all[:min(len(all), max-tok.template.size())]; !slices.Equal(got, want) {
						t.Errorf("%q repeated, at most %d: the ids differ from those of the whole text", unit, max)
					}
				}
			}
		})
	}
}

func TestTenMegabytesGiveNoMoreThanWasAskedFor(t *testing.T) {
	for _, file := range []string{"bert.json", "bpe.json", "unigram.json"} {
		tok := readTokenizer(t, file, nil)
		for _, unit := range []string{"the quick model ", "1", "\u00ad"} {
			r, err := tok.AppendIDs(nil, strings.Repeat(unit, 10<<20/len(unit)), 512)
			if err != nil || len(r.IDs) > 512 || r.Truncated != (len(r.IDs) == 512) {
				t.Errorf("%s, %q repeated: got %d ids, truncated %v, %v", file, unit, len(r.IDs), r.Truncated, err)
			}
		}
	}
}

// content512 gives the ids of a text, at most max with the special tokens, without those.
func content512(t *testing.T, tok *Tokenizer, s string, max int) []int64 {
	t.Helper()
	ids := idsOf(t, tok, s, max)
	return ids[len(tok.template.before) : len(ids)-len(tok.template.after)]
}

func TestIDsAreAppended(t *testing.T) {
	tok := readTokenizer(t, "bert.json", nil)
	r, err := tok.AppendIDs([]int64{-7}, "the model", 0)
	if err != nil {
		t.Fatal(err)
	}
	if want := append([]int64{-7}, idsOf(t, tok, "the model", 0)...); !slices.Equal(r.IDs, want) {
		t.Errorf("got %v, want %v", r.IDs, want)
	}
}

func TestNoRoomForTheSpecialTokensIsAnError(t *testing.T) {
	tok := readTokenizer(t, "bert.json", nil)
	r, err := tok.AppendIDs([]int64{5}, "the", 1)
	if !errors.Is(err, ErrNoRoom) || !slices.Equal(r.IDs, []int64{5}) {
		t.Errorf("got %v, %v; want the ids as they were and ErrNoRoom", r.IDs, err)
	}
	if r, err := tok.AppendIDs(nil, "the", 2); err != nil || len(r.IDs) != 2 || !r.Truncated || r.Known != 0 {
		t.Errorf("two tokens: got %+v, %v; want the special tokens alone, truncated", r, err)
	}
}

func TestKnownCountsNeitherSpecialNorUnknownNorBlankTokens(t *testing.T) {
	f := func(file, text string, max, want int) {
		t.Helper()
		tok := readTokenizer(t, file, nil)
		for range 2 {
			if r, err := tok.AppendIDs(nil, text, max); err != nil || r.Known != want {
				t.Errorf("%s, %q at most %d: got %d known, %v; want %d", file, text, max, r.Known, err, want)
			}
		}
	}
	f("bert.json", "", 0, 0)
	f("bert.json", "\u200b \n", 0, 0)
	f("bert.json", "ꙮ ꙮꙮ", 0, 0)
	f("bert.json", "ꙮ the ꙮ.", 0, 2)
	f("bert.json", "the the the ꙮ", 4, 2)
	f("bert.json", "the ꙮ ꙮ ꙮ", 4, 1)
	f("unigram.json", "", 0, 0)
	f("unigram.json", "ꙮ", 0, 0) // the mark for the space before it does not count
	f("unigram.json", "ꙮ the", 0, 1)
	f("bpe.json", "", 0, 0)
	f("bpe.json", "%", 0, 1)
	f("bpe.json", " \n  \t \r\n    ", 0, 0)
	f("bpe.json", " č ", 0, 2) // two bytes, neither of them the carriage return that is written č
	f("bpe-word-end.json", "ꙮ ꙮ", 0, 0)
}

func TestSpecialTokensSpelledInATextArePlainText(t *testing.T) {
	for file, spelled := range map[string]string{"bert.json": "[CLS] [SEP] [MASK] [PAD] [UNK]", "unigram.json": "<s> </s> <mask> <pad> a</s>b", "bpe.json": "[CLS] [SEP][MASK]", "bpe-fallback.json": "<s> </s>"} {
		tok := readTokenizer(t, file, nil)
		f, _, err := parseFile(tokenizerJSON(t, file, nil))
		if err != nil {
			t.Fatal(err)
		}
		special := map[int64]bool{}
		for _, a := range f.AddedTokens {
			special[a.ID] = a.Special && a.Content != "[UNK]" && a.Content != "<unk>"
		}
		ids := content512(t, tok, spelled, 0)
		if len(ids) == 0 || slices.ContainsFunc(ids, func(id int64) bool { return special[id] }) {
			t.Errorf("%s: %q gives %v, with a special token in it", file, spelled, ids)
		}
	}
}

func TestEachByteThatIsNotUTF8CountsAsAReplacementCharacter(t *testing.T) {
	for _, file := range tokenizerFiles {
		tok := readTokenizer(t, file, nil)
		bad := idsOf(t, tok, "the mo\xffdel \xc3(\xe2\x82 end\xf0\x9f", 0)
		good := idsOf(t, tok, "the mo\uFFFDdel \uFFFD(\uFFFD\uFFFD end\uFFFD\uFFFD", 0)
		if !slices.Equal(bad, good) {
			t.Errorf("%s: got %v, want %v", file, bad, good)
		}
	}
}

func TestConcurrentCallsGiveTheSameIDs(t *testing.T) {
	_, texts := readGolden(t)
	texts = texts[:120]
	for _, file := range tokenizerFiles {
		want := make([][]int64, len(texts))
		reference := readTokenizer(t, file, nil)
		for i, text := range texts {
			want[i] = idsOf(t, reference, text, 0)
		}
		tok := readTokenizer(t, file, nil)
		var group sync.WaitGroup
		for g := range 4 {
			group.Go(func() {
				for k := range texts {
					i := (k + 31*g) % len(texts)
					if r, err := tok.AppendIDs(nil, texts[i], 0); err != nil || !slices.Equal(r.IDs, want[i]) {
						t.Errorf("%s, %.60q: got %v, %v; want %v", file, texts[i], r.IDs, err, want[i])
					}
				}
			})
		}
		group.Wait()
	}
}

func TestKnownWordsAllocateNothing(t *testing.T) {
	tok := readTokenizer(t, "bert.json", nil)
	_, texts := readGolden(t)
	doc := strings.Join(texts[:20], " ")
	dst := make([]int64, 0, 10_000)
	run := func() { dst = dst[:0]; dst, _ = tokenizeInto(tok, dst, doc) }
	run()
	if n := testing.AllocsPerRun(100, run); n != 0 {
		t.Errorf("%v allocations for a text whose words are in the table, want 0", n)
	}
}
