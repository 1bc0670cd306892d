package format

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"

	"github.com/kindred-search/kindred/corpus"
)

// Written lists the formats that a Writer writes. JSONL writes every field as it
// is; the others do as far as their programs can, with fields of ours for the
// rest, so that Read gives the same papers back: with white space collapsed, in
// all of them, and but for what each cannot keep, which its file names: BibTeX
// (writebibtex.go), RIS (writeris.go), CSL-JSON (writecsl.go), CSV (writecsv.go).
func Written() []Format { return []Format{JSONL, CSV, BibTeX, RIS, CSLJSON} }

// A Writer writes papers in one format.
type Writer struct {
	b      *bufio.Writer
	format Format
	json   *json.Encoder
	csv    *csv.Writer
	papers int
	row    []string
	text   []byte
}

// NewWriter returns a Writer of JSON Lines, with the names of corpus.Paper, to w.
// Call Close behind the last paper.
func NewWriter(w io.Writer) *Writer {
	b := bufio.NewWriterSize(w, 64<<10)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false) // titles with < and & stay readable
	return &Writer{b: b, format: JSONL, json: enc, csv: csv.NewWriter(b)}
}

// NewWriterOf returns a Writer of a format, one of Written, to w. Any other is
// an error that wraps ErrUnknownFormat.
func NewWriterOf(w io.Writer, f Format) (*Writer, error) {
	if !slices.Contains(Written(), f) {
		return nil, fmt.Errorf("%w: %q cannot be written; need one of %v", ErrUnknownFormat, f, Written())
	}
	out := NewWriter(w)
	out.format = f
	return out, nil
}

// Write writes one paper. Papers of one file need ids of their own: they make
// the keys of entries.
func (w *Writer) Write(p corpus.Paper) error {
	w.papers++
	switch w.format {
	case CSV:
		return w.writeCSV(p)
	case BibTeX:
		w.text = appendBibTeX(w.text[:0], p)
	case RIS:
		w.text = appendRIS(w.text[:0], p)
	case CSLJSON:
		before := ","
		if w.papers == 1 {
			before = "[\n"
		}
		if _, err := w.b.WriteString(before); err != nil {
			return err
		}
		return w.json.Encode(cslOf(p))
	default:
		return w.json.Encode(p)
	}
	_, err := w.b.Write(w.text)
	return err
}

// Flush writes out what is buffered. An error of an earlier write is returned
// again.
func (w *Writer) Flush() error {
	if w.csv.Flush(); w.csv.Error() != nil {
		return w.csv.Error()
	}
	return w.b.Flush()
}

// Close ends the file, as with the bracket of an array, and flushes. It does
// not close what the Writer writes to. Write nothing behind it.
func (w *Writer) Close() error {
	switch {
	case w.format == CSV && w.papers == 0:
		if err := w.csv.Write(csvColumns); err != nil {
			return err
		}
	case w.format == CSLJSON && w.papers == 0:
		_, _ = w.b.WriteString("[]\n") // Flush tells
	case w.format == CSLJSON:
		_, _ = w.b.WriteString("]\n")
	}
	return w.Flush()
}
