package eval

import (
	"bytes"
	"errors"
	"iter"
	"reflect"
	"strings"
	"testing"
)

// collect drains a reader; what came before an error is returned with it.
func collect[T any](seq iter.Seq2[T, error]) ([]T, error) {
	var all []T
	for v, err := range seq {
		if err != nil {
			return all, err
		}
		all = append(all, v)
	}
	return all, nil
}

func wantLine(t *testing.T, err error, number int, words ...string) {
	t.Helper()
	var e *LineError
	if !errors.As(err, &e) {
		t.Fatalf("error %v (%T), want a *LineError", err, err)
	}
	if e.Line != number {
		t.Errorf("line %d, want %d: %v", e.Line, number, err)
	}
	for _, word := range append(words, e.File) {
		if !strings.Contains(err.Error(), word) {
			t.Errorf("error %q does not say %q", err, word)
		}
	}
	if e.File == "" || e.Remedy == "" {
		t.Errorf("error without file or remedy: %#v", e)
	}
}

func TestDocuments(t *testing.T) {
	input := "\xef\xbb\xbf" + `{"_id": "a", "title": "T", "text": "x y"}` + "\r\n" +
		"\r\n   \n" +
		`{"_id": 7, "title": null, "text": "only text", "metadata": {"url": 1}}` + "\n" +
		`{"text": "é\u00e9", "_id": "c"}` // no line end
	got, err := collect(documents(strings.NewReader(input), "corpus.jsonl"))
	want := []Document{{"a", "T", "x y"}, {"7", "", "only text"}, {"c", "", "éé"}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestContent(t *testing.T) {
	for _, c := range []struct{ title, text, want string }{
		{"Title", "Text", "Title. Text"},
		{"Title", "", "Title"},
		{"", "Text", "Text"},
		{" \t", "\n", ""},
		{" Title ", " Text\n", "Title. Text"},
	} {
		if got := (Document{"id", c.title, c.text}).Content(); got != c.want {
			t.Errorf("content of %q and %q = %q, want %q", c.title, c.text, got, c.want)
		}
	}
}

func TestBadDocuments(t *testing.T) {
	for _, c := range []struct {
		name, input string
		line        int
		word        string
	}{
		{"no object", "{\"_id\":\"a\"}\n\nhello\n", 3, "hello"},
		{"cut short", `{"_id":"a","text":"x`, 1, "unexpected end"},
		{"no id", `{"text":"x"}`, 1, "no _id"},
		{"empty id", `{"_id":" ","text":"x"}`, 1, "no _id"},
		{"null id", `{"_id":null,"text":"x"}`, 1, "neither a string nor a number"},
		{"id of another kind", `{"_id":["a"],"text":"x"}`, 1, "neither a string nor a number"},
		{"text of another kind", `{"_id":"a","text":["x"]}`, 1, "array"},
		{"two records on a line", `{"_id":"a"}{"_id":"b"}`, 1, "after top-level value"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := collect(documents(strings.NewReader(c.input), "dir/corpus.jsonl"))
			wantLine(t, err, c.line, "dir/corpus.jsonl", c.word)
		})
	}
}

func TestLongLine(t *testing.T) {
	const size = 10 << 20
	text := strings.Repeat("x", size)
	input := `{"_id":"a","text":"` + text + `"}` + "\n" + `{"_id":"b","text":"y"}`
	got, err := collect(documents(strings.NewReader(input), "corpus.jsonl"))
	if err != nil || len(got) != 2 || got[0].Text != text || got[1] != (Document{"b", "", "y"}) {
		t.Errorf("%d documents, %v; want one of %d bytes and one of 1", len(got), err, size)
	}
}

// endless is a line that never ends.
type endless struct{}

func (endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = 'x'
	}
	return len(p), nil
}

func TestEndlessLineEndsInAnError(t *testing.T) {
	_, err := collect(documents(endless{}, "corpus.jsonl"))
	wantLine(t, err, 1, "longer than", "one record on each line")
}

func TestReadErrorKeepsLine(t *testing.T) {
	broken := errors.New("disk on fire")
	r := &failing{strings.NewReader("{\"_id\":\"a\"}\n{\"_id\":"), broken}
	got, err := collect(documents(r, "corpus.jsonl"))
	wantLine(t, err, 2, "disk on fire", "fetch it again")
	if !errors.Is(err, broken) || len(got) != 1 {
		t.Errorf("%d documents and %v, want 1 and the cause", len(got), err)
	}
}

type failing struct {
	r   *strings.Reader
	err error
}

func (f *failing) Read(p []byte) (int, error) {
	if f.r.Len() == 0 {
		return 0, f.err
	}
	return f.r.Read(p)
}

func TestQueries(t *testing.T) {
	input := `{"_id":"1","text":"first","metadata":{"exclude":["d1",2],"other":true}}` + "\n" +
		`{"_id":2,"text":"second","metadata":{}}` + "\n" +
		`{"_id":"3","text":"third","metadata":null}` + "\n" +
		`{"_id":"4","text":"fourth","metadata":"a word"}` + "\n" +
		`{"_id":"5","text":"fifth","metadata":{"exclude":null}}` + "\n"
	got, err := collect(queries(strings.NewReader(input), "queries.jsonl"))
	want := []Query{{"1", "first", []string{"d1", "2"}}, {"2", "second", nil}, {"3", "third", nil}, {"4", "fourth", nil}, {"5", "fifth", nil}}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %q, %v, want %q", got, err, want)
	}
}

func TestBadQueries(t *testing.T) {
	for _, c := range []struct{ name, input, word string }{
		{"no text", `{"_id":"1"}`, "without text"},
		{"blank text", `{"_id":"1","text":" "}`, "without text"},
		{"exclude of another kind", `{"_id":"1","text":"x","metadata":{"exclude":"d1"}}`, "metadata.exclude"},
		{"excluded id of another kind", `{"_id":"1","text":"x","metadata":{"exclude":[{}]}}`, "metadata.exclude"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := collect(queries(strings.NewReader("\n"+c.input), "queries.jsonl"))
			wantLine(t, err, 2, "queries.jsonl", c.word)
		})
	}
}

// A reader that stops early must be left in peace.
func TestReadingCanStop(t *testing.T) {
	input := "{\"_id\":\"a\"}\n{\"_id\":\"b\"}\nnot read"
	for d, err := range documents(strings.NewReader(input), "corpus.jsonl") {
		if err != nil || d.ID != "a" {
			t.Errorf("got %v, %v", d, err)
		}
		break
	}
}

func FuzzDocuments(f *testing.F) {
	f.Add([]byte(`{"_id":"a","title":"T","text":"x"}` + "\r\n\n{}"))
	f.Add([]byte("\xef\xbb\xbf{\"_id\":1}\n{\"_id\":\"\xff\"}"))
	f.Add([]byte("[\n\x00\n\"_id\""))
	f.Fuzz(func(t *testing.T, input []byte) {
		got, err := collect(documents(bytes.NewReader(input), "f"))
		for _, d := range got {
			if strings.TrimSpace(d.ID) == "" {
				t.Errorf("document without id: %q", d)
			}
		}
		checkFuzzed(t, input, len(got), err)
	})
}

func FuzzQueries(f *testing.F) {
	f.Add([]byte(`{"_id":"a","text":"x","metadata":{"exclude":["b",3]}}`))
	f.Add([]byte(`{"_id":"a","text":"x","metadata":[]}` + "\n{\"_id\":\"a\"}"))
	f.Fuzz(func(t *testing.T, input []byte) {
		got, err := collect(queries(bytes.NewReader(input), "f"))
		for _, q := range got {
			if strings.TrimSpace(q.ID) == "" || strings.TrimSpace(q.Text) == "" {
				t.Errorf("query without id or text: %q", q)
			}
		}
		checkFuzzed(t, input, len(got), err)
	})
}

// checkFuzzed holds the reader of any input to: each line is a record, blank, or
// the error; and the error names a line that exists.
func checkFuzzed(t *testing.T, input []byte, records int, err error) {
	t.Helper()
	rows := 0
	for i, row := range bytes.Split(input, []byte("\n")) {
		if i == 0 {
			row = bytes.TrimPrefix(row, []byte("\xef\xbb\xbf"))
		}
		if len(bytes.TrimSpace(row)) > 0 {
			rows++
		}
	}
	if err == nil {
		if records != rows {
			t.Errorf("%d records of %d lines that are not blank", records, rows)
		}
		return
	}
	var e *LineError
	if !errors.As(err, &e) || e.Line < 1 || e.Line > bytes.Count(input, []byte("\n"))+1 || e.Remedy == "" {
		t.Errorf("error %#v of %d lines", err, bytes.Count(input, []byte("\n"))+1)
	}
}
