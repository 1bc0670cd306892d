package embed

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// sharedFile finds a file of the corpora that are kept beside the checkout
// (KINDRED_SHARED names another place), and skips the benchmark without it.
func sharedFile(tb testing.TB, name string) string {
	tb.Helper()
	root := os.Getenv("KINDRED_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "shared")
	}
	file := filepath.Join(root, name)
	if _, err := os.Stat(file); err != nil {
		tb.Skipf("needs %s, which is not part of the project: %v; set KINDRED_SHARED", name, err)
	}
	return file
}

// dailyPapers returns title and abstract of the daily papers, at most n of
// them, in file order; all of them when n is 0.
func dailyPapers(tb testing.TB, n int) []string {
	tb.Helper()
	file, err := os.Open(sharedFile(tb, filepath.Join("corpora", "hf-daily.json.zst")))
	if err != nil {
		tb.Fatal(err)
	}
	defer file.Close()
	r, err := zstd.NewReader(file)
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Close()
	var records []struct {
		Paper struct{ Title, Summary string }
	}
	if err := json.NewDecoder(r).Decode(&records); err != nil {
		tb.Fatal(err)
	}
	texts := make([]string, 0, len(records))
	for _, rec := range records {
		texts = append(texts, DocumentText(rec.Paper.Title, rec.Paper.Summary))
	}
	if n > 0 {
		texts = texts[:min(n, len(texts))]
	}
	return texts
}
