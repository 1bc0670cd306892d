package format_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// archive makes a zip of names and contents.
func archive(t *testing.T, files ...string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i := 0; i < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(w, files[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// collectFile reads a file of the content, called name.
func collectFile(t *testing.T, name string, content []byte, opts format.Options) (papers []corpus.Paper, errs []error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	var read int64
	opts.Name, opts.Progress = name, func(n int64) {
		if n < read || n > int64(len(content)) {
			t.Errorf("%s: progress went from %d to %d of %d bytes", name, read, n, len(content))
		}
		read = n
	}
	for p, err := range format.ReadFile(path, opts) {
		if err == nil {
			papers = append(papers, p)
		} else {
			errs = append(errs, err)
		}
	}
	if len(errs) == 0 && read != int64(len(content)) {
		t.Errorf("%s: progress ended at %d of %d bytes", name, read, len(content))
	}
	return papers, errs
}

func TestZip(t *testing.T) {
	snapshot, err := os.ReadFile("testdata/arxiv.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	want, wrong := collect(t, string(snapshot), format.Options{})
	packed := archive(t, "arxiv-metadata-oai-snapshot.json", string(snapshot))
	papers, errs := collectFile(t, "archive.zip", packed, format.Options{})
	if len(papers) != len(want) || papers[0].Title != want[0].Title || len(errs) != len(wrong) ||
		!strings.HasPrefix(errs[0].Error(), "archive.zip/arxiv-metadata-oai-snapshot.json: line 5: ") {
		t.Errorf("got %d papers and %v; need %d and %v", len(papers), errs, len(want), wrong)
	}

	var gz bytes.Buffer
	w := gzip.NewWriter(&gz)
	_, _ = io.WriteString(w, "title,year\nc,2001\n")
	_ = w.Close()
	many := archive(t, "a.json", `[{"title":"a"}]`, "dir/", "", "dir/README.txt", "Dear all", "../b.bib", "@misc{x, title={b}}", "__MACOSX/x", "x", "dir/.hidden", "x", "c.csv.gz", gz.String())
	papers, errs = collectFile(t, "many.zip", many, format.Options{})
	if len(papers) != 3 || len(errs) != 1 || rejected(errs[0]) == nil || !errors.Is(errs[0], format.ErrUnknownFormat) ||
		!strings.HasPrefix(errs[0].Error(), `many.zip/dir/README.txt: unknown format: it begins with "Dear all"`) {
		t.Errorf("got %v and %v", papers, errs)
	}
	if papers, errs := collectFile(t, "empty.zip", archive(t), format.Options{}); len(papers)+len(errs) != 0 {
		t.Errorf("got %v and %v", papers, errs)
	}
	seen := 0
	path := filepath.Join(t.TempDir(), "x.zip")
	if err := os.WriteFile(path, many, 0o600); err != nil {
		t.Fatal(err)
	}
	for range format.ReadFile(path, format.Options{}) {
		if seen++; seen == 2 { // at the file that is unknown
			break
		}
	}
	if seen != 2 {
		t.Errorf("got %d values", seen)
	}
}

// An archive that is broken says where; what is whole in it is read.
func TestBrokenZip(t *testing.T) {
	whole := archive(t, "a.json", `[{"title":"a"}]`, "b.json", `[{"title":"b"}]`)
	f := func(name string, content []byte, papers int, bad bool, want string) {
		t.Helper()
		got, errs := collectFile(t, name, content, format.Options{})
		if len(got) != papers || len(errs) != 1 || !errors.Is(errs[0], format.ErrDamaged) || (rejected(errs[0]) != nil) != bad || !strings.Contains(errs[0].Error(), want) {
			t.Errorf("%s: got %d papers and %v; need %d and %s", name, len(got), errs, papers, want)
		}
	}
	f("cut.zip", whole[:len(whole)-10], 0, false, "cut.zip: damaged: its zip directory cannot be read")
	flipped := bytes.Clone(whole)
	flipped[bytes.Index(flipped, []byte("a.json"))+len("a.json")+3] ^= 0xff
	f("flipped.zip", flipped, 1, true, "flipped.zip/a.json: damaged: its zip data cannot be unpacked")
	encrypted := bytes.Clone(whole)
	directory := bytes.Index(encrypted, []byte("PK\x01\x02"))
	encrypted[directory+8] |= 1
	f("encrypted.zip", encrypted, 1, true, "encrypted.zip/a.json: damaged: it is encrypted; unpack it first")
}

// What unpacks to very much more than its size ends there, with little memory.
func TestBombs(t *testing.T) {
	spaces := bytes.Repeat([]byte(" "), 1<<20)
	fill := func(w io.Writer) {
		_, _ = io.WriteString(w, "{\"title\":\"a\"}\n")
		for range 40 {
			_, _ = w.Write(spaces)
		}
	}
	var gz, zst, packed bytes.Buffer
	g := gzip.NewWriter(&gz)
	fill(g)
	_ = g.Close()
	s, _ := zstd.NewWriter(&zst)
	fill(s)
	_ = s.Close()
	z := zip.NewWriter(&packed)
	w, _ := z.Create("papers.jsonl")
	fill(w)
	_ = z.Close()
	for name, content := range map[string][]byte{"bomb.gz": gz.Bytes(), "bomb.zst": zst.Bytes(), "bomb.zip": packed.Bytes()} {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		papers, errs := collectFile(t, name, content, format.Options{MaxRecord: 1 << 20})
		runtime.GC()
		runtime.ReadMemStats(&after)
		if len(papers) != 1 || len(errs) != 2 || !errors.Is(errs[0], format.ErrTooLong) || !errors.Is(errs[1], format.ErrDamaged) || !strings.Contains(errs[1].Error(), "unpacks to more than 200 times its size") {
			t.Errorf("%s: got %d papers and %v", name, len(papers), errs)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 64<<20 {
			t.Errorf("%s: %d bytes were allocated to read it; need at most 64 MB", name, grown)
		}
	}
}

func FuzzZip(f *testing.F) {
	for _, files := range [][2]string{{"a.json", `[{"title":"a"}]`}, {"b.csv", "title,year\nb,2001\n"}} {
		var out bytes.Buffer
		z := zip.NewWriter(&out)
		w, _ := z.Create(files[0])
		_, _ = io.WriteString(w, files[1])
		_ = z.Close()
		f.Add(out.Bytes())
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if !bytes.HasPrefix(data, []byte("PK\x03\x04")) {
			return
		}
		path := filepath.Join(t.TempDir(), "x.zip")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		ended := false
		for p, err := range format.ReadFile(path, format.Options{MaxRecord: 1000}) {
			if ended {
				t.Fatal("a value follows the error of the file")
			}
			if err != nil {
				ended = rejected(err) == nil
			} else if err := p.Validate(); err != nil {
				t.Fatal(err)
			}
		}
	})
}
