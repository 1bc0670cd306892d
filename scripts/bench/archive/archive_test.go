package main

import (
	"bufio"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/klauspost/compress/zstd"
)

func TestParseSummary(t *testing.T) {
	got, err := parseSummary("a line before\nadded 12, updated 3, unchanged 4, rejected 1, 2.5s, 8/s; 20 read, 2 merged")
	if want := (summary{Added: 12, Updated: 3, Unchanged: 4, Rejected: 1, Read: 20, Merged: 2}); err != nil || got != want {
		t.Errorf("got %+v, %v, need %+v", got, err, want)
	}
	for _, out := range []string{"", "added 12, updated 3", "added 99999999999999999999, updated 3, unchanged 4, rejected 1, 2.5s, 8/s; 20 read, 2 merged"} {
		if got, err := parseSummary(out); err == nil {
			t.Errorf("%q is read as %+v", out, got)
		}
	}
}

func TestCompare(t *testing.T) {
	make := func(papers ...corpus.Paper) identities {
		all := identities{}
		for _, p := range papers {
			if err := all.add(&p); err != nil {
				t.Fatal(err)
			}
		}
		return all
	}
	want := make(corpus.Paper{ID: "a", Title: "one"}, corpus.Paper{ID: "b", Title: "two"}, corpus.Paper{ID: "c", Title: "three"})
	got := make(corpus.Paper{ID: "a", Title: "one"}, corpus.Paper{ID: "b", Title: "two", Abstract: "more"}, corpus.Paper{ID: "d"}, corpus.Paper{ID: "e"})
	if d := compare(want, got); d != (difference{Lost: 1, Extra: 2, Changed: 1}) {
		t.Errorf("got %+v", d)
	}
	if d := compare(want, want); d != (difference{}) {
		t.Errorf("a store differs from itself: %+v", d)
	}
	if err := want.add(&corpus.Paper{ID: "a"}); err == nil {
		t.Error("a paper that is there twice is not noticed")
	}
}

func TestCopyOf(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 1))
	abstract := strings.Repeat("many words are said of what robots learn ", 50)
	p := corpus.Paper{ID: "hep-th/9901001", Aliases: []string{"doi:10.1000/x"}, DOI: "10.1000/x", URL: "https://arxiv.org/abs/hep-th/9901001", Title: "robots learn", Abstract: abstract}
	c := copyOf(p, 2, random)
	c.Clean()
	if c.ID != "copy/2/hep-th/9901001" || len(c.Aliases) > 0 {
		t.Errorf("the copy is known as %s and %v", c.ID, c.Aliases)
	}
	if c.Title != "learn robots" || c.Abstract == abstract {
		t.Errorf("the copy has the text of the paper: %q", c.Title)
	}
	before, after := len(strings.Fields(abstract)), len(strings.Fields(c.Abstract))
	if after < before*9/10 || after >= before {
		t.Errorf("%d of %d words are left", after, before)
	}
	for _, text := range []string{"", "one"} {
		if got := alter(text, random); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	for range 1000 {
		if got := alter("a b c", random); got == "a b c" || got == "" {
			t.Fatalf("a text of three words became %q", got)
		}
	}
}

func TestGaps(t *testing.T) {
	got := gaps(rand.New(rand.NewPCG(7, 7)), 10, time.Minute)
	var sum time.Duration
	for _, g := range got {
		sum += g
		if g < 0 {
			t.Errorf("a run takes %v", g)
		}
	}
	if len(got) != 10 || sum > time.Minute || sum < 30*time.Second { // the last of ten is hardly in the first half
		t.Errorf("%v in all: %v", sum, got)
	}
}

func TestCutRecords(t *testing.T) {
	from, to := filepath.Join(t.TempDir(), "all.zst"), filepath.Join(t.TempDir(), "part.zst")
	lines := []string{"{}\n", `"` + strings.Repeat("long ", 500_000) + "\"\n", "[]\n", "last, without a line break"}
	if err := writeCompressed(from, func(w io.Writer) error {
		_, err := io.WriteString(w, strings.Join(lines, ""))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	for n, want := range []int{0, 1, 2, 3, 4, 4} {
		copied, err := cutRecords(from, to, n)
		if err != nil || copied != want {
			t.Fatalf("%d of %d were copied, %v; need %d", copied, n, err, want)
		}
		f, err := os.Open(to)
		if err != nil {
			t.Fatal(err)
		}
		d, err := zstd.NewReader(f)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(bufio.NewReader(d))
		d.Close()
		f.Close()
		if err != nil || string(got) != strings.Join(lines[:want], "") {
			t.Errorf("%d lines became %d bytes, %v", n, len(got), err)
		}
	}
}

func TestReadLog(t *testing.T) {
	name := filepath.Join(t.TempDir(), "log")
	text := `{"time":"2026-01-01T00:00:00Z","level":"INFO","msg":"papers opened","path":"x","papers":512,"changes since":7,"took":1}
{"level":"WARN","msg":"the index cannot be saved"}
{"level":"INFO","msg":"index sa`
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var s stopped
	if err := s.readLog(name); err != nil || s.From == nil || *s.From != (opened{512, 7}) || s.Faults != 1 || s.Read != 0 {
		t.Errorf("got %+v, %v", s, err)
	}
	if err := new(stopped).readLog(name + ".none"); err != nil {
		t.Error(err)
	}
}

func TestCountTexts(t *testing.T) {
	name := filepath.Join(t.TempDir(), "counts")
	if n, err := countTexts(name); n != 0 || err != nil {
		t.Errorf("before the first run: %d, %v", n, err)
	}
	if err := os.WriteFile(name, []byte("512\n3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if n, err := countTexts(name); n != 515 || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
}

func TestPartTable(t *testing.T) {
	parts := []part{{"tiny", 5}, {"large", 5000}, {"small", 85}}
	sortParts(parts)
	if names := []string{parts[0].Name, parts[1].Name, parts[2].Name}; !slices.Equal(names, []string{"large", "small", "tiny"}) {
		t.Errorf("sorted: %v", names)
	}
	var out strings.Builder
	partTable(&out, "Parts", parts, &diskResult{Papers: 1000, Text: 10_000})
	for _, want := range []string{"| large | 5000 | 5.0 | 0.500 |", "| others | 90 | 0.1 | 0.009 |"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in %s", want, out.String())
		}
	}
}

// Each figure of the table comes from the step it belongs to, and only if that has run.
func TestRows(t *testing.T) {
	f := func(m measured, figure, want string) {
		t.Helper()
		rows := m.rows()
		at := slices.IndexFunc(rows, func(r row) bool { return r.figure == figure })
		if at < 0 || rows[at].measured != want {
			t.Errorf("%s: got %v, need %s", figure, rows, want)
		}
	}
	if rows := new(measured).rows(); len(rows) > 0 {
		t.Errorf("nothing has run, and %v was measured", rows)
	}
	run := func(records int, peak int64, rate float64) (i imported) {
		i.Read, i.Added, i.Peak, i.Rate = records, records, peak, rate
		return i
	}
	large := run(20, 3000, 0)
	m := measured{imports: &importResult{All: run(10, 1000, 5)}, large: &large}
	f(m, "import of 10 records, records/s", "5")
	f(m, "peak memory a paper, large import against the import of all", "150 against 100 bytes: 1.50")
	f(measured{disk: &diskResult{Papers: 10, Text: 1000, Store: 1500, Folder: 500}}, "both, of the text", "2.00")
	f(measured{again: []imported{run(1, 1, 7), run(1, 1, 9), run(1, 1, 8)}}, "the same import again, records/s, best (all)", "9 ([7 9 8])")
	stops := &stopsResult{Texts: 110, Whole: stopped{Texts: 100}, Papers: 99, Runs: []stopped{{}, {From: &opened{}}, {Read: 5}, {From: &opened{}}}, Difference: difference{Lost: 1}}
	f(measured{stops: stops}, "ten times stopped: texts embedded, of those of a whole import", "110 of 100: 1.100")
	f(measured{stops: stops}, "papers lost, extra, of another text", "1, 0, 0 of 99")
	f(measured{stops: stops}, "runs that went on from a checkpoint, that read the papers from the store, others", "2, 1, 1")
}
