package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
)

// Document is one line of corpus.jsonl.
type Document struct {
	ID    string
	Title string // may be empty
	Text  string // may be empty
}

// Content is what a model or an index is given: title + ". " + text, just the
// other when one is missing, and "" when both are.
func (d Document) Content() string {
	title, text := strings.TrimSpace(d.Title), strings.TrimSpace(d.Text)
	if title == "" || text == "" {
		return title + text
	}
	return title + ". " + text
}

// Query is one line of queries.jsonl.
type Query struct {
	ID      string
	Text    string
	Exclude []string // ids of documents left out of its results; BEIR's metadata.exclude
}

// documents yields the records of a corpus; file is its name in errors.
func documents(r io.Reader, file string) iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		for l, err := range lines(r) {
			if err != nil {
				yield(Document{}, unreadable(file, l.number, err))
				return
			}
			var record struct {
				ID    identifier `json:"_id"`
				Title string     `json:"title"`
				Text  string     `json:"text"`
			}
			if err := decode(l.text, &record, &record.ID); err != nil {
				yield(Document{}, badRecord(file, l, err, `{"_id": "...", "title": "...", "text": "..."}`))
				return
			}
			if !yield(Document{string(record.ID), record.Title, record.Text}, nil) {
				return
			}
		}
	}
}

// queries yields the records of a query file; file is its name in errors.
func queries(r io.Reader, file string) iter.Seq2[Query, error] {
	return func(yield func(Query, error) bool) {
		for l, err := range lines(r) {
			if err != nil {
				yield(Query{}, unreadable(file, l.number, err))
				return
			}
			var record struct {
				ID       identifier      `json:"_id"`
				Text     string          `json:"text"`
				Metadata json.RawMessage `json:"metadata"`
			}
			err := decode(l.text, &record, &record.ID)
			q := Query{ID: string(record.ID), Text: record.Text}
			if err == nil {
				q.Exclude, err = exclude(record.Metadata)
			}
			if err == nil && strings.TrimSpace(q.Text) == "" {
				err = errors.New("query without text")
			}
			if err != nil {
				yield(Query{}, badRecord(file, l, err, `{"_id": "...", "text": "..."}`))
				return
			}
			if !yield(q, nil) {
				return
			}
		}
	}
}

// exclude reads the list of a query's metadata. Collections keep all kinds of
// things there; whatever is no object has no list.
func exclude(metadata json.RawMessage) ([]string, error) {
	if !bytes.HasPrefix(metadata, []byte("{")) {
		return nil, nil
	}
	var m struct {
		Exclude []identifier `json:"exclude"`
	}
	if err := json.Unmarshal(metadata, &m); err != nil {
		return nil, fmt.Errorf("metadata.exclude is no list of ids: %w", err)
	}
	var ids []string
	for _, id := range m.Exclude {
		ids = append(ids, string(id))
	}
	return ids, nil
}

// identifier is an id given as a JSON string or number; a number keeps its digits.
type identifier string

func (id *identifier) UnmarshalJSON(b []byte) error {
	if b[0] == '"' {
		return json.Unmarshal(b, (*string)(id))
	}
	var n json.Number
	if err := json.Unmarshal(b, &n); err != nil || n == "" { // "" is what null leaves
		return fmt.Errorf("id %.40s is neither a string nor a number", b)
	}
	*id = identifier(n)
	return nil
}

func decode(text []byte, record any, id *identifier) error {
	if err := json.Unmarshal(text, record); err != nil {
		return err
	}
	if strings.TrimSpace(string(*id)) == "" {
		return errors.New("no _id")
	}
	return nil
}

func badRecord(file string, l line, err error, shape string) error {
	return &LineError{File: file, Line: l.number, Reason: fmt.Sprintf("%v in %s", err, excerpt(l.text)),
		Remedy: "need one JSON object on each line, " + shape, Err: err}
}

// excerpt is the start of a line, quoted, short enough for an error.
func excerpt(text []byte) string {
	const most = 60 // bytes
	if len(text) > most {
		return fmt.Sprintf("%q...", text[:most])
	}
	return fmt.Sprintf("%q", text)
}
