package format_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/klauspost/compress/gzip"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// onCores has this many read a file, whatever the machine has.
func onCores(t *testing.T, n int) {
	before := runtime.GOMAXPROCS(n)
	t.Cleanup(func() { runtime.GOMAXPROCS(before) })
}

// given is a value of a sequence, with all that it says.
func given(p corpus.Paper, err error) string {
	if bad := (*format.RecordError)(nil); errors.As(err, &bad) {
		return fmt.Sprintf("%v, line %d, record %d, byte %d", err, bad.Line, bad.Record, bad.Offset)
	}
	fields, _ := json.Marshal(p)
	return fmt.Sprintf("%s from %q, %v", fields, p.Source, err)
}

// sameAhead holds a file, which is read on all cores, to the same bytes as a stream,
// which one goroutine reads.
func sameAhead(t *testing.T, data []byte, opts format.Options) (n int) {
	t.Helper()
	opts.Name = filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(opts.Name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for p, err := range format.Read(bytes.NewReader(data), opts) {
		want = append(want, given(p, err))
	}
	var read int64
	fileOpts := opts
	fileOpts.Progress = func(n int64) {
		if n < read {
			t.Errorf("progress went from %d to %d", read, n)
		}
		read = n
	}
	for p, err := range format.ReadFile(opts.Name, fileOpts) {
		got = append(got, given(p, err))
	}
	if !reflect.DeepEqual(got, want) {
		for i := range max(len(got), len(want)) {
			if i >= len(got) || i >= len(want) || got[i] != want[i] {
				t.Fatalf("%d values on all cores, %d on one; number %d differs:\n%.300v\n%.300v", len(got), len(want), i, got[min(i, len(got)):min(i+1, len(got))], want[min(i, len(want)):min(i+1, len(want))])
			}
		}
	}
	return len(got)
}

func TestAheadReadsTestdataTheSame(t *testing.T) {
	onCores(t, 4)
	files, err := filepath.Glob("testdata/*.*")
	if err != nil || len(files) < 20 {
		t.Fatalf("found %v (%v)", files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, most := range []int{0, 300} {
			sameAhead(t, data, format.Options{MaxRecord: most})
			sameAhead(t, bytes.Repeat(data, 3), format.Options{MaxRecord: most})
		}
	}
}

// Lines of every kind, in every order: more than a chunk has, longer than a chunk is,
// longer than a record may be, broken, blank, of another type, at the end of no line.
func TestAheadReadsRandomLinesTheSame(t *testing.T) {
	onCores(t, 4)
	rng := rand.New(rand.NewPCG(3, 9))
	line := func(i int) string {
		switch rng.IntN(150) {
		case 0:
			return ""
		case 1:
			return " \t\r"
		case 2:
			return "{\"title\":\"cut"
		case 3:
			return "[1,2]"
		case 4:
			return "{}"
		case 5:
			return "{\"title\":\"not \xff UTF-8\"}"
		case 6:
			return "\ufeff{\"id\":\"marked\",\"title\":\"M\"}\r"
		case 7:
			return `{"error":"too many requests"}`
		case 8:
			return fmt.Sprintf(`{"id":"long%d","title":"L","x":"%s"}`, i, strings.Repeat("x", 200_000+rng.IntN(300_000)))
		case 9:
			return fmt.Sprintf(`{"id":"longer%d","title":"%s"}`, i, strings.Repeat("x", 700_000))
		}
		return fmt.Sprintf(`{"id":"p%d","title":"T %d","abstract":"%s","authors":["A","B"],"year":%d}`, i, i, strings.Repeat("word ", rng.IntN(200)), 1990+i%30)
	}
	rounds := 5
	if underRace {
		rounds = 2
	}
	for round := range rounds {
		var lines, rows bytes.Buffer
		rows.WriteString("id,title,abstract\n")
		n := rng.IntN(3000)
		for i := range n {
			lines.WriteString(line(i))
			lines.WriteByte('\n')
			fmt.Fprintf(&rows, "p%d,\"a \"\"title\"\",\n%d\",%s\n", i, i, []string{"text", "\"more, text\"", "a,b", "\"open"}[min(3, rng.IntN(1000)/330)])
		}
		lines.WriteString(line(n))
		opts := format.Options{MaxRecord: 600_000}
		if got := sameAhead(t, lines.Bytes(), opts); got < n/2 {
			t.Errorf("round %d: %d values of %d lines", round, got, n)
		}
		array := append(append([]byte("["), bytes.ReplaceAll(bytes.TrimSpace(lines.Bytes()), []byte("\n"), []byte(","))...), ']')
		sameAhead(t, array, opts)
		sameAhead(t, rows.Bytes(), opts)

		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		_, _ = z.Write(lines.Bytes())
		_ = z.Close()
		sameAhead(t, packed.Bytes(), opts)
		sameAhead(t, packed.Bytes()[:packed.Len()*2/3], opts) // it ends too early
	}
}

// The records that tell the schema may come behind others that cannot be read.
func TestAheadTellsTheSchemaByTheFirstRecord(t *testing.T) {
	onCores(t, 4)
	arxiv := `{"id":"704.001","title":"A","versions":[],"authors_parsed":[["Lark","A.",""]]}` + "\n"
	for _, bad := range []int{0, 1, 300, 2000} {
		data := []byte(strings.Repeat("{\"broken}\n", bad) + strings.Repeat(arxiv, 700))
		if n := sameAhead(t, data, format.Options{}); n != bad+700 {
			t.Errorf("%d values behind %d broken ones", n, bad)
		}
	}
}

// A loop that is left leaves no goroutine behind: one would end the bubble with a panic.
func TestAheadEndsWithTheLoop(t *testing.T) {
	onCores(t, 4)
	path := filepath.Join(t.TempDir(), "papers.jsonl")
	if err := os.WriteFile(path, bytes.Repeat([]byte(`{"id":"a","title":"A"}`+"\n"), 20_000), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, most := range []int{1, 256, 257, 5000, 20_000} {
		synctest.Test(t, func(t *testing.T) {
			n := 0
			for _, err := range format.ReadFile(path, format.Options{}) {
				if err != nil {
					t.Fatal(err)
				}
				if n++; n == most {
					break
				}
			}
			if n != most {
				t.Errorf("got %d papers, need %d", n, most)
			}
		})
	}
	synctest.Test(t, func(t *testing.T) {
		defer func() {
			if recover() == nil {
				t.Error("the panic of the loop is gone")
			}
		}()
		for range format.ReadFile(path, format.Options{}) {
			panic("enough")
		}
	})
}

// However long the file, no more of it is in memory than the chunks hold.
func TestAheadKeepsToItsMemory(t *testing.T) {
	onCores(t, 2)
	path := filepath.Join(t.TempDir(), "papers.jsonl")
	record := []byte(`{"id":"p","title":"A title","abstract":"` + strings.Repeat("word ", 300) + "\"}\n")
	const n = 20_000 // 31 MB
	if err := os.WriteFile(path, bytes.Repeat(record, n), 0o600); err != nil {
		t.Fatal(err)
	}
	seen, grown := heapGrowth(t, format.ReadFile(path, format.Options{}), 5_000, nil)
	if seen != n {
		t.Errorf("got %d papers", seen)
	}
	if grown > 8<<20 {
		t.Errorf("the heap grew by %d bytes; need at most 8 MB", grown)
	}
}
