package format_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// collect reads a text to its end, and fails the test when an error of the file
// is not the last.
func collect(tb testing.TB, text string, opts format.Options) (papers []corpus.Paper, errs []error) {
	tb.Helper()
	for p, err := range format.Read(strings.NewReader(text), opts) {
		if n := len(errs); n > 0 && rejected(errs[n-1]) == nil {
			tb.Fatalf("something follows %v: %+v, %v", errs[n-1], p, err)
		}
		if err == nil {
			papers = append(papers, p)
		} else {
			errs = append(errs, err)
		}
	}
	return papers, errs
}

func show(n *int) string {
	if n == nil {
		return "none"
	}
	return strconv.Itoa(*n)
}

// Each file of testdata beside its .golden: the papers as JSON Lines, the errors
// as comments. The golden files were written by hand.
func TestGolden(t *testing.T) {
	goldens, err := filepath.Glob("testdata/*.golden")
	if err != nil || len(goldens) < 8 {
		t.Fatalf("found %d golden files (%v)", len(goldens), err)
	}
	for _, golden := range goldens {
		file := strings.TrimSuffix(golden, ".golden")
		t.Run(filepath.Base(file), func(t *testing.T) {
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			enc := json.NewEncoder(&got)
			enc.SetEscapeHTML(false)
			for p, err := range format.ReadFile(file, format.Options{Name: filepath.Base(file)}) {
				if err != nil {
					fmt.Fprintf(&got, "# %v\n", err)
				} else if err := enc.Encode(p); err != nil {
					t.Fatal(err)
				}
			}
			gotLines, wantLines := strings.Split(got.String(), "\n"), strings.Split(string(want), "\n")
			for i := range max(len(gotLines), len(wantLines)) {
				g, w := "nothing", "nothing"
				if i < len(gotLines) {
					g = gotLines[i]
				}
				if i < len(wantLines) {
					w = wantLines[i]
				}
				if g != w {
					t.Errorf("line %d:\ngot  %s\nneed %s", i+1, g, w)
				}
			}
		})
	}
}

func TestEmpty(t *testing.T) {
	for _, text := range []string{"", "\n\n", "\xef\xbb\xbf", " [ ] ", "\xef\xbb\xbf[]\r\n"} {
		if papers, errs := collect(t, text, format.Options{}); len(papers) != 0 || len(errs) != 0 {
			t.Errorf("%q: got %v and %v", text, papers, errs)
		}
	}
}

func TestNoSuchFile(t *testing.T) {
	for _, err := range format.ReadFile(filepath.Join(t.TempDir(), "no.jsonl"), format.Options{}) {
		var end *format.FileError
		if !errors.As(err, &end) || !errors.Is(err, os.ErrNotExist) || rejected(err) != nil {
			t.Errorf("got %v", err)
		}
	}
}

func TestLeavingTheLoop(t *testing.T) {
	for name, text := range map[string]string{
		"lines": "{\"title\":\"a\"}\n{\"title\":\"b\"}\n",
		"array": `[{"title":"a"},{"title":"b"}`,
		"csv":   "title,year\na,2001\nb,2002\n",
		"page":  "Daily Papers\n\nA\n\nText.\n\n·\nJan 2, 2024\n\nB\n\nText.\n\n·\nJan 2, 2024\n",
		"error": "{\"title\":7}\n{\"title\":true}\n",
	} {
		seen := 0
		for range format.Read(strings.NewReader(text), format.Options{}) {
			seen++
			break
		}
		if seen != 1 {
			t.Errorf("%s: got %d values", name, seen)
		}
	}
}

// A file can be read again, and the progress ends at its size.
func TestReadFileTwice(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.jsonl")
	text := strings.Repeat("{\"title\":\"a b c\"}\n", 20_000)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var read int64
	seq := format.ReadFile(path, format.Options{Progress: func(n int64) {
		if n < read {
			t.Errorf("progress went from %d to %d", read, n)
		}
		read = n
	}})
	for range 2 {
		n := 0
		read = 0
		for _, err := range seq {
			if err != nil {
				t.Fatal(err)
			}
			n++
		}
		if n != 20_000 || read != int64(len(text)) {
			t.Errorf("got %d papers and %d bytes; need 20000 and %d", n, read, len(text))
		}
	}
}

// Each paper of testdata says who says so.
func TestSources(t *testing.T) {
	for file, want := range map[string]string{
		"arxiv.jsonl": corpus.SourceArxiv, "atom.xml": corpus.SourceArxiv, "oai-arxiv.xml": corpus.SourceArxiv, "oai-raw.xml": corpus.SourceArxiv, "rss.xml": corpus.SourceArxiv,
		"daily-array.json": corpus.SourceDaily, "daily-one.json": corpus.SourceDaily, "page.txt": corpus.SourceDaily, "flat.tsv": corpus.SourceDaily,
		"openalex-page.json": corpus.SourceOpenAlex, "scholar-page.json": corpus.SourceScholar, "scholar-papers.jsonl": corpus.SourceScholar, "scholar-abstracts.jsonl": corpus.SourceScholar,
		"pubmed.xml": corpus.SourcePubMed, "library.bib": corpus.SourceLibrary, "export.ris": corpus.SourceLibrary, "csl.json": corpus.SourceLibrary,
		"table.csv": corpus.SourcePlain,
	} {
		papers := 0
		for p, err := range format.ReadFile("testdata/"+file, format.Options{}) {
			if err != nil {
				continue
			}
			if papers++; p.Source != want {
				t.Errorf("%s: %s is of %q, need %q", file, p.ID, p.Source, want)
			}
		}
		if papers == 0 {
			t.Errorf("%s has no papers", file)
		}
	}
}
