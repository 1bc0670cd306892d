package eval

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
)

const (
	someCorpus  = `{"_id":"d1","title":"One","text":"first"}` + "\n" + `{"_id":"d2","text":"second"}` + "\n"
	someQueries = `{"_id":"q1","text":"which"}` + "\n" + `{"_id":"q2","text":"what"}` + "\n"
	someQrels   = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t2\n"
)

// folder writes files into a new folder named "set".
func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "set")
	for name, content := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func mustOpen(t *testing.T, dir string) *Collection {
	t.Helper()
	c, err := Open(dir, OpenOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func zipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.String()
}

func zstandard(t *testing.T, text string) string {
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(w.EncodeAll([]byte(text), nil))
}

func TestOpenPlainAndCompressed(t *testing.T) {
	halves := strings.SplitAfterN(someCorpus, "\n", 2)
	// A skippable frame of 3 bytes, as parallel compressors put first (RFC 8878, 3.1.2).
	const skippable = "\x50\x2a\x4d\x18\x03\x00\x00\x00abc"
	for name, files := range map[string]map[string]string{
		"plain":                   {"corpus.jsonl": someCorpus, "queries.jsonl": someQueries, "qrels/test.tsv": someQrels},
		"gzip":                    {"corpus.jsonl.gz": zipped(someCorpus), "queries.jsonl.gz": zipped(someQueries), "qrels/test.tsv.gz": zipped(someQrels)},
		"zstd":                    {"corpus.jsonl.zst": zstandard(t, someCorpus), "queries.jsonl.zst": zstandard(t, someQueries), "qrels/test.tsv.zst": zstandard(t, someQrels)},
		"content against name":    {"corpus.jsonl": zstandard(t, someCorpus), "queries.jsonl.gz": someQueries, "qrels/test.tsv.zst": zipped(someQrels)},
		"several gzip members":    {"corpus.jsonl.gz": zipped(halves[0]) + zipped(halves[1]), "queries.jsonl": someQueries, "qrels/test.tsv": someQrels},
		"several zstd frames":     {"corpus.jsonl.zst": skippable + zstandard(t, halves[0]) + zstandard(t, halves[1]), "queries.jsonl": someQueries, "qrels/test.tsv": someQrels},
		"plain before compressed": {"corpus.jsonl": someCorpus, "corpus.jsonl.gz": "damaged", "queries.jsonl": someQueries, "qrels/test.tsv": someQrels},
		"only one split":          {"corpus.jsonl": someCorpus, "queries.jsonl": someQueries, "qrels/dev.tsv": someQrels},
	} {
		t.Run(name, func(t *testing.T) {
			c := mustOpen(t, folder(t, files))
			if c.Name != "set" {
				t.Errorf("name %q, want that of the folder", c.Name)
			}
			if want := []Query{{"q1", "which", nil}, {"q2", "what", nil}}; !reflect.DeepEqual(c.Queries, want) {
				t.Errorf("queries %q, want %q", c.Queries, want)
			}
			if want := map[string]map[string]int{"q1": {"d1": 1}, "q2": {"d2": 2}}; !reflect.DeepEqual(c.Judgments, want) {
				t.Errorf("judgments %v, want %v", c.Judgments, want)
			}
			for range 2 { // documents can be read again
				got, err := collect(c.Documents())
				if want := []Document{{"d1", "One", "first"}, {"d2", "", "second"}}; err != nil || !reflect.DeepEqual(got, want) {
					t.Errorf("documents %q, %v, want %q", got, err, want)
				}
			}
		})
	}
}

func TestQueriesWithoutPositiveJudgmentAreSkippedAndCounted(t *testing.T) {
	c := mustOpen(t, folder(t, map[string]string{
		"corpus.jsonl": someCorpus,
		"queries.jsonl": `{"_id":"none","text":"never judged"}` + "\n" +
			`{"_id":"zero","text":"judged 0 and -1"}` + "\n" +
			`{"_id":"one","text":"judged 1"}` + "\n" +
			`{"_id":"one","text":"the same id"}` + "\n",
		"qrels/test.tsv": "zero\td1\t0\nzero\td2\t-1\none\td1\t1\none\td1\t2\nlost\td1\t1\n",
	}))
	if want := []Query{{"one", "judged 1", nil}}; !reflect.DeepEqual(c.Queries, want) {
		t.Errorf("queries %q, want %q", c.Queries, want)
	}
	if c.Skipped != 2 || c.Duplicates != 1 || c.Unknown != 1 || c.Conflicting != 1 {
		t.Errorf("skipped %d, duplicates %d, unknown %d, conflicting %d; want 2, 1, 1, 1", c.Skipped, c.Duplicates, c.Unknown, c.Conflicting)
	}
}

func TestOpenChoosesSplit(t *testing.T) {
	dir := folder(t, map[string]string{"corpus.jsonl": someCorpus, "queries.jsonl": someQueries,
		"qrels/dev.tsv": "q1\td1\t1\n", "qrels/train.tsv.gz": zipped("q2\td2\t1\n"), "qrels/notes.txt": "no split"})
	c, err := Open(dir, OpenOptions{Split: "train"})
	if err != nil || c.Split != "train" || c.Queries[0].ID != "q2" {
		t.Fatalf("got %+v, %v, want the split train", c, err)
	}
	for _, split := range []string{"", "prod"} {
		_, err := Open(dir, OpenOptions{Split: split})
		if !errors.Is(err, ErrSplit) || !strings.Contains(err.Error(), "dev, train") {
			t.Errorf("split %q: error %v, want ErrSplit with the names there are", split, err)
		}
	}
}

func TestOpenRefusesWhatIsNoCollection(t *testing.T) {
	all := map[string]string{"corpus.jsonl": someCorpus, "queries.jsonl": someQueries, "qrels/test.tsv": someQrels}
	without := func(name string) map[string]string {
		files := map[string]string{}
		for n, content := range all {
			if n != name {
				files[n] = content
			}
		}
		return files
	}
	file := filepath.Join(folder(t, all), "corpus.jsonl")
	for _, c := range []struct {
		name, dir string
		want      error
		word      string
	}{
		{"no folder", filepath.Join(t.TempDir(), "none"), fs.ErrNotExist, "none"},
		{"a file", file, ErrNotCollection, "corpus.jsonl"},
		{"no corpus", folder(t, without("corpus.jsonl")), ErrNotCollection, "has no corpus.jsonl"},
		{"no queries", folder(t, without("queries.jsonl")), ErrNotCollection, "has no queries.jsonl"},
		{"no qrels", folder(t, without("qrels/test.tsv")), ErrNotCollection, filepath.Join("qrels", "test.tsv")},
		{"no tsv", folder(t, map[string]string{"corpus.jsonl": "", "queries.jsonl": "", "qrels/a.txt": ""}), ErrNotCollection, "no .tsv"},
		{"a folder for a file", folder(t, map[string]string{"corpus.jsonl/x": ""}), ErrNotCollection, "is a folder"},
		{"ids that never meet", folder(t, map[string]string{"corpus.jsonl": someCorpus, "queries.jsonl": someQueries, "qrels/test.tsv": "other\td1\t1"}),
			ErrNoJudgments, "first column"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Open(c.dir, OpenOptions{})
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.word) {
				t.Errorf("error %v, want %v and %q", err, c.want, c.word)
			}
		})
	}
}

func TestBadRecordNamesFileAndLine(t *testing.T) {
	files := map[string]string{"corpus.jsonl": someCorpus + "oops", "queries.jsonl": someQueries, "qrels/test.tsv": someQrels}
	dir := folder(t, files)
	_, err := collect(mustOpen(t, dir).Documents())
	wantLine(t, err, 3, filepath.Join(dir, "corpus.jsonl"))

	files["queries.jsonl"] = "oops"
	dir = folder(t, files)
	_, err = Open(dir, OpenOptions{})
	wantLine(t, err, 1, filepath.Join(dir, "queries.jsonl"))

	files["qrels/test.tsv"] = someQrels + "oops"
	dir = folder(t, files)
	_, err = Open(dir, OpenOptions{})
	wantLine(t, err, 4, filepath.Join(dir, "qrels", "test.tsv"))
}

// A download cut short must not pass for a smaller collection.
func TestTruncatedFilesAreErrors(t *testing.T) {
	long := strings.Repeat(someCorpus, 1000)
	for name, content := range map[string]string{"corpus.jsonl.gz": zipped(long), "corpus.jsonl.zst": zstandard(t, long)} {
		for _, keep := range []int{5, len(content) / 2, len(content) - 1} {
			dir := folder(t, map[string]string{name: content[:keep], "queries.jsonl": someQueries, "qrels/test.tsv": someQrels})
			_, err := collect(mustOpen(t, dir).Documents())
			if err == nil || !strings.Contains(err.Error(), filepath.Join(dir, name)) || !strings.Contains(err.Error(), "fetch it again") {
				t.Errorf("%s cut to %d of %d bytes: error %v, want one that names the file and the remedy", name, keep, len(content), err)
			}
		}
	}
}

func FuzzDecompress(f *testing.F) {
	f.Add([]byte(zipped(someCorpus)))
	f.Add([]byte("\x28\xb5\x2f\xfd\x04\x00\x01\x00\x00a"))
	f.Add([]byte("\x50\x2a\x4d\x18\x03\x00\x00\x00abc"))
	f.Add([]byte(someCorpus))
	f.Fuzz(func(t *testing.T, input []byte) {
		r, err := decompress(bytes.NewReader(input))
		if err != nil {
			return
		}
		if z, ok := r.(*zstd.Decoder); ok {
			defer z.Close()
		}
		total := 0
		for l, err := range lines(r) {
			if total += len(l.text); err != nil || total > 1<<20 {
				return
			}
		}
	})
}
