package format_test

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// shared finds a file that is not part of the project, in ../shared beside the
// repository (KINDRED_SHARED names another place), and skips the test without it.
func shared(tb testing.TB, name string) string {
	tb.Helper()
	root := os.Getenv("KINDRED_SHARED")
	if root == "" {
		root = filepath.Join("..", "..", "..", "shared")
	}
	path := filepath.Join(root, name)
	if _, err := os.Stat(path); err != nil {
		tb.Skipf("needs %s, which is not part of the project: %v; set KINDRED_SHARED", name, err)
	}
	return path
}

// The corpora, whole. Only the small one runs by default.
func TestCorpora(t *testing.T) {
	for _, c := range []struct {
		file           string
		papers         int
		big            bool
		authors, dated int // papers that have them
	}{
		{file: "corpora/hf-daily.json.zst", papers: 10_644},
		{file: "corpora/venues.jsonl.zst", papers: 87_249, big: true},
		{file: "corpora/arxiv.jsonl.zst", papers: 314_720, big: true},
	} {
		t.Run(filepath.Base(c.file), func(t *testing.T) {
			path := shared(t, c.file)
			if c.big && os.Getenv("KINDRED_TEST_CORPORA") == "" {
				t.Skip("takes some seconds: set KINDRED_TEST_CORPORA=1")
			}
			var most uint64
			var stats runtime.MemStats
			papers, odd := 0, 0
			var read int64
			for p, err := range format.ReadFile(path, format.Options{Progress: func(n int64) { read = n }}) {
				if err != nil {
					t.Fatal(err)
				}
				if papers++; papers%5000 == 0 {
					runtime.ReadMemStats(&stats)
					most = max(most, stats.HeapInuse)
				}
				if p.Title == "" || p.Abstract == "" || p.Published.IsZero() || p.AuthorCount == 0 {
					odd++
					if odd < 10 {
						t.Logf("%s lacks something: title %d, abstract %d, %v, %d authors", p.ID, len(p.Title), len(p.Abstract), p.Published, p.AuthorCount)
					}
				}
				if filepath.Base(c.file) == "arxiv.jsonl.zst" && !corpus.IsArxivID(p.ID) {
					t.Errorf("%q is not an id of arXiv", p.ID)
				}
			}
			if papers != c.papers {
				t.Errorf("got %d papers; need %d", papers, c.papers)
			}
			if info, err := os.Stat(path); err != nil || info.Size() != read {
				t.Errorf("progress ended at %d bytes; the file has %d (%v)", read, info.Size(), err)
			}
			if most > 64<<20 {
				t.Errorf("the heap grew to %d MB; need at most 64", most>>20)
			}
			t.Logf("%d papers, %d with something missing, heap at most %d MB", papers, odd, most>>20)
		})
	}
}

func rejected(err error) *format.RecordError {
	var bad *format.RecordError
	if errors.As(err, &bad) {
		return bad
	}
	return nil
}
