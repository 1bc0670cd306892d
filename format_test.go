package kindred

import (
	"encoding/hex"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/section"
)

// TestGenerationFormat holds a generation to FORMAT.md, with literals.
func TestGenerationFormat(t *testing.T) {
	path := filepath.Join(t.TempDir(), "papers.db")
	b := &bag{name: "one", dim: 2}
	e, _ := openSaving(t, path, b, Options{}, 1<<30)
	add(t, e,
		corpus.Paper{ID: "a", Title: "planning", Authors: []string{"Li Wei", "Wei Li"}, Categories: []string{"cs.CL"}, Venue: "ICML", Published: date(t, "2024-02"), Votes: new(3)},
		corpus.Paper{ID: "b", Title: "?!", Listed: date(t, "1970-01-01T00:00:01.5Z"), Repository: "https://example.org", Organization: "MIT"},
		corpus.Paper{ID: "c", Title: "gone"})
	if _, err := e.Delete(t.Context(), "c"); err != nil {
		t.Fatal(err)
	}
	e.saves.atClose = 1
	closed(t, e)

	f, err := section.Open(section.Path(indexFolder(path), generations, generationOf(t, path)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	h := f.Header()
	meta := regexp.MustCompile(`[0-9a-f]{32}`).ReplaceAllString(string(h.Meta), "NAME")
	meta = regexp.MustCompile(`"squares":[0-9.]+`).ReplaceAllString(meta, `"squares":S`)
	if need := `{"store":"NAME","model":{"Identity":"bag of one","Name":"one","Dim":2},"seq":4,"slots":3,"papers":2,"index":{"kind":"flat"},"pairs":{"n":1,"squares":S}}`; h.Kind != "kindred papers" || h.Version != 2 || meta != need {
		t.Errorf("the header is %q version %d\n%s\nneed\n%s", h.Kind, h.Version, meta, need)
	}
	var names []string
	for _, s := range f.Sections() {
		if !strings.HasPrefix(s.Name(), "flat") && !strings.HasPrefix(s.Name(), "lexical/") {
			names = append(names, s.Name())
		}
	}
	need := strings.Fields(`numbers numbers.table ids.ends ids.bytes ids.table prints published published.nanos listed listed.nanos repository votes live bare tally pairs retired`)
	for _, d := range []string{"authors", "venues", "organizations", "categories"} {
		for _, w := range []string{"", ".words"} {
			for _, part := range []string{".ends", ".bytes", ".table", ".lists", ".members"} {
				need = append(need, d+w+part)
			}
		}
	}
	if !slices.Equal(names, need) {
		t.Errorf("the sections are\n%v\nneed\n%v", names, need)
	}
	for name, want := range map[string]string{
		"numbers":               "0100000000000000 0200000000000000 0300000000000000",
		"ids.bytes":             "616263",
		"published":             "02f8d62d03000000 0000000000000000 0000000000000000", // 8 * 1706745600 + 2
		"published.nanos":       "00000000 00000000 00000000",
		"listed":                "0000000000000000 0c00000000000000 0000000000000000", // 8 * 1 + 4
		"listed.nanos":          "00000000 0065cd1d 00000000",
		"repository":            "00 01 00",
		"votes":                 "03000000 00000000 00000000",
		"live":                  "0300000000000000",
		"bare":                  "0200000000000000",
		"tally":                 "0300000000000000 0100000000000000",
		"authors.bytes":         hex.EncodeToString([]byte("Li WeiWei Li")),
		"authors.members":       "00000000 00000000",
		"authors.words.bytes":   hex.EncodeToString([]byte("liwei")),
		"authors.words.members": "00000000 01000000 00000000 01000000",
		"organizations.members": "01000000",
		"retired":               "",
	} {
		s, err := f.Section(name)
		if err != nil {
			t.Fatal(err)
		}
		got, err := section.View[byte](s)
		if err != nil {
			t.Fatal(err)
		}
		if hex.EncodeToString(got) != strings.ReplaceAll(want, " ", "") {
			t.Errorf("section %s is %x, need %s", name, got, want)
		}
	}
}
