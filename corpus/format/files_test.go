package format_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// put writes files, by their names and contents, into a new folder.
func put(t *testing.T, files map[string]string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestWalk(t *testing.T) {
	dir := put(t, map[string]string{
		"b/papers.txt": `{"title":"a"}`, "a.bib": "@misc{x, title={a}}", "b/c/z.zip": string(archive(t)), ".git/x.json": `{"title":"a"}`, "b/.hidden.json": `{"title":"a"}`,
		"b/readme.md": "Dear all", "empty.json": "",
	})
	files, errs := format.Walk(dir)
	want := []string{filepath.Join(dir, "a.bib"), filepath.Join(dir, "b", "c", "z.zip"), filepath.Join(dir, "b", "papers.txt")}
	if !slices.Equal(files, want) {
		t.Errorf("got  %q\nneed %q", files, want)
	}
	if len(errs) != 2 || !strings.Contains(errs[0].Error(), `readme.md: unknown format: it begins with "Dear all"`) || !strings.Contains(errs[1].Error(), "empty.json: unknown format: it is empty") {
		t.Errorf("got %v", errs)
	}
	if files, errs := format.Walk(want[0]); len(files) != 1 || len(errs) != 0 {
		t.Errorf("a file: got %v and %v", files, errs)
	}
	if files, errs := format.Walk(filepath.Join(dir, "none")); len(files) != 0 || len(errs) != 1 {
		t.Errorf("nothing: got %v and %v", files, errs)
	}
}

// Links to files are followed; those to folders, in a circle or not, are not,
// and one to nothing is told of, as is a folder that cannot be opened.
func TestWalkLinks(t *testing.T) {
	dir := put(t, map[string]string{"blobs/1": `{"title":"a"}`, "set/x.json": `{"title":"b"}`, "set/deep/y.json": `{"title":"c"}`})
	set := filepath.Join(dir, "set")
	for link, target := range map[string]string{
		"papers.json": "../blobs/1", "again": "..", "deep/circle": ".", "self": "self", "nothing": "../blobs/2",
	} {
		if err := os.Symlink(filepath.FromSlash(target), filepath.Join(set, filepath.FromSlash(link))); err != nil {
			t.Skipf("needs symbolic links: %v", err)
		}
	}
	if err := os.Symlink(set, filepath.Join(dir, "root")); err != nil {
		t.Fatal(err)
	}
	for _, root := range []string{set, filepath.Join(dir, "root")} {
		files, errs := format.Walk(root)
		want := []string{filepath.Join(set, "deep", "y.json"), filepath.Join(set, "papers.json"), filepath.Join(set, "x.json")}
		if !slices.Equal(files, want) {
			t.Errorf("got  %q\nneed %q", files, want)
		}
		if len(errs) != 2 || !strings.Contains(errs[0].Error(), "nothing: ") || !strings.Contains(errs[1].Error(), "self: ") {
			t.Errorf("got %v", errs)
		}
	}
	if os.Getuid() == 0 {
		return // who may read everything
	}
	locked := filepath.Join(set, "deep")
	if err := os.Chmod(locked, 0); err != nil {
		t.Fatal(err)
	}
	defer os.Chmod(locked, 0o700)
	if files, errs := format.Walk(set); len(files) != 2 || len(errs) != 3 || !errors.Is(errs[0], os.ErrPermission) {
		t.Errorf("got %q and %v", files, errs)
	}
}

// Of a folder of anything the papers are found, and every other file is named
// with what it is.
func TestWalkAnything(t *testing.T) {
	dir := put(t, map[string]string{
		"a.jsonl": `{"title":"a"}`, "b.pdf": "%PDF-1.7\n%\xe2\xe3", "c.png": "\x89PNG\r\n\x1a\n\x00\x00", "d.json": "<!doctype html><html><body>Too many requests", "e.json": "",
		"f.csv": "\xef\xbb\xbf", "g.gz": "\x1f\x8b\x08", "h.xlsx": string(archive(t, "[Content_Types].xml", "<Types/>", "xl/workbook.xml", "<workbook/>")), "i.db": "SQLite format 3\x00",
		"j.bin": "\x00\x01\x02", "k.txt": "Dear all", "l.tar": "x" + strings.Repeat("\x00", 256) + "ustar\x0000",
	})
	files, errs := format.Walk(dir)
	if len(files) != 1 || filepath.Base(files[0]) != "a.jsonl" {
		t.Errorf("got %q", files)
	}
	for i, want := range []string{
		"b.pdf: unknown format: it begins with the bytes of a PDF", "c.png: unknown format: it begins with the bytes of a picture", `d.json: unknown format: it begins with "<", as HTML`, "e.json: unknown format: it is empty",
		"f.csv: unknown format: it is empty", "g.gz: damaged: its gzip data ends too early", "h.xlsx: unknown format: it is an Office document; save it as CSV", "i.db: unknown format: it begins with the bytes of an SQLite",
		"j.bin: unknown format", `k.txt: unknown format: it begins with "Dear all"`, "l.tar: unknown format: it begins with the bytes of a tar archive",
	} {
		if i >= len(errs) || !strings.Contains(errs[i].Error(), want) {
			t.Fatalf("got %v; need %s", errs, want)
		}
	}
}

// collectFiles reads files, and holds the progress to their size.
func collectFiles(t *testing.T, paths []string) (papers []corpus.Paper, errs []string) {
	t.Helper()
	var size, read int64
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil {
			size += info.Size()
		}
	}
	for p, err := range format.ReadFiles(paths, format.Options{Progress: func(n int64) {
		if n < read {
			t.Errorf("progress went from %d to %d", read, n)
		}
		read = n
	}}) {
		if err == nil {
			papers = append(papers, p)
		} else {
			errs = append(errs, err.Error())
		}
	}
	if read != size {
		t.Errorf("progress ended at %d bytes; the files have %d", read, size)
	}
	return papers, errs
}

// One file that ends early costs no other.
func TestReadFiles(t *testing.T) {
	dir := put(t, map[string]string{"a.json": `[{"title":"a"},`, "b.csv": "title,year\nb,2001\n", "c.txt": "Dear all"})
	paths := []string{filepath.Join(dir, "a.json"), filepath.Join(dir, "c.txt"), filepath.Join(dir, "none"), filepath.Join(dir, "b.csv")}
	papers, errs := collectFiles(t, paths)
	if len(papers) != 2 || len(errs) != 3 || !strings.Contains(errs[0], "a.json: cut short") || !strings.Contains(errs[1], "c.txt: unknown format") || !strings.Contains(errs[2], "none") {
		t.Errorf("got %v and %q", papers, errs)
	}
}

// The two datasets are joined by their ids, whatever the order of their files
// and records.
func TestScholarJoin(t *testing.T) {
	var papers, abstracts, gz strings.Builder
	const n = 3000
	for i := range n {
		fmt.Fprintf(&papers, `{"corpusid":%d,"externalids":{"PubMed":"%d"},"title":"Title %d"}`+"\n", i, i+1, i)
		if k := n - 1 - i; k%3 != 0 {
			fmt.Fprintf(&abstracts, `{"corpusid":%d,"openaccessinfo":{"externalids":{"DOI":null}},"abstract":"Abstract\n%d"}`+"\n", k, k)
		}
	}
	papers.WriteString(`{"corpusid":"x","title":"An id that is none"}` + "\n" + `{"corpusid":7000,"title":"Its own","abstract":"Mine."}` + "\n{\n" + `{"corpusid":7001,"title":null}` + "\n")
	abstracts.WriteString(`{"corpusid":7000,"abstract":"Not this."}` + "\n" + `{"corpusid":7001,"abstract":["x"]}` + "\n" + `{"corpusid":9999,"abstract":"Of no paper."}` + "\n")
	z := gzip.NewWriter(&gz)
	_, _ = z.Write([]byte(abstracts.String()))
	_ = z.Close()
	dir := put(t, map[string]string{"papers": papers.String(), "abstracts.gz": gz.String(), "other.json": `{"title":"Other"}`})
	t.Setenv("TMPDIR", filepath.Join(dir, "tmp"))
	t.Setenv("TMP", filepath.Join(dir, "tmp"))
	if err := os.Mkdir(filepath.Join(dir, "tmp"), 0o700); err != nil {
		t.Fatal(err)
	}
	paths := []string{filepath.Join(dir, "papers"), filepath.Join(dir, "abstracts.gz"), filepath.Join(dir, "other.json")}
	got, errs := collectFiles(t, paths)
	if len(got) != n+2 {
		t.Fatalf("got %d papers and %q; need %d", len(got), errs, n+2)
	}
	seen := map[string]bool{}
	for _, p := range got {
		seen[p.ID] = true
		var i int
		if _, err := fmt.Sscanf(p.Title, "Title %d", &i); err != nil {
			if p.Title == "Its own" && p.Abstract != "Mine." || p.Title == "Other" && p.Abstract != "" {
				t.Errorf("got %+v", p)
			}
			continue
		}
		want := fmt.Sprintf("Abstract %d", i)
		if i%3 == 0 {
			want = ""
		}
		if p.Abstract != want || p.ID != fmt.Sprintf("pmid:%d", i+1) {
			t.Errorf("got %+v; need the abstract %q", p, want)
		}
	}
	if len(seen) != len(got) {
		t.Errorf("got %d ids of %d papers", len(seen), len(got))
	}
	for i, want := range []string{"abstracts.gz: line 2002: abstract: a field", `papers: line 3001: corpusid: a field cannot be read: got "x"`, "papers: line 3003: the record cannot be read", "papers: line 3004: the paper is not valid"} {
		if i >= len(errs) || !strings.Contains(errs[i], want) {
			t.Errorf("got %q; need %s", errs, want)
		}
	}
	for range format.ReadFiles(paths, format.Options{}) {
		break
	}
	left := 0
	for p := range format.ReadFiles(paths, format.Options{}) {
		if left++; p.Title == "Title 0" || left == 10 {
			break
		}
	}
	if rest, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(rest) != 0 {
		t.Errorf("%v is left behind (%v)", rest, err)
	}
	// Without abstracts there is nothing to join, and an id that is none is no fault.
	alone, _ := collectFiles(t, paths[:1])
	if len(alone) != n+2 || alone[0].Title != "Title 0" {
		t.Errorf("got %d papers", len(alone))
	}
}
