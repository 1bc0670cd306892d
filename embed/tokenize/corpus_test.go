package tokenize

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"
)

// TestCorpusIDsAreThoseOfHuggingFace compares every document of hf-daily with what scripts/golden/corpus.mjs wrote.
func TestCorpusIDsAreThoseOfHuggingFace(t *testing.T) {
	path := os.Getenv("KINDRED_CORPUS_IDS")
	if path == "" {
		t.Skip("needs KINDRED_CORPUS_IDS, a file made by scripts/golden/corpus.mjs from the corpus hf-daily")
	}
	docs := hfDaily(t)
	if docs == nil {
		t.Skip("needs the corpus hf-daily: set KINDRED_SHARED to the folder above corpora/")
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var tokenizers []struct {
		File   string
		Hashes []string
	}
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&tokenizers); err != nil {
		t.Fatal(err)
	}
	for _, want := range tokenizers {
		if len(want.Hashes) != len(docs) {
			t.Fatalf("%s: %d documents in %s, %d in the corpus", want.File, len(want.Hashes), path, len(docs))
		}
		tok := readTokenizer(t, want.File, nil)
		f, _, err := parseFile(tokenizerJSON(t, want.File, nil))
		if err != nil {
			t.Fatal(err)
		}
		differ, spelled := 0, 0
		for i, doc := range docs {
			if spellsSpecial(doc, f.AddedTokens) {
				spelled++
				continue
			}
			if hashIDs(idsOf(t, tok, doc, 0)) != want.Hashes[i] {
				differ++
				t.Errorf("%s: document %d differs: %.200q", want.File, i, doc)
			}
		}
		t.Logf("%s: %d of %d documents differ; %d that spell a special token were left out", want.File, differ, len(docs)-spelled, spelled)
	}
}

// spellsSpecial reports whether a text contains a special token, which we take for plain text and the reference does not.
func spellsSpecial(s string, added []addedToken) bool {
	for _, a := range added {
		if a.Special && strings.Contains(s, a.Content) {
			return true
		}
	}
	return false
}
