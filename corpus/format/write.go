package format

import (
	"bufio"
	"encoding/json"
	"io"

	"github.com/kindred-search/kindred/corpus"
)

// A Writer writes papers as JSON Lines, with the names of corpus.Paper: the
// format JSONL, from which Read gives the same papers back.
type Writer struct {
	b   *bufio.Writer
	enc *json.Encoder
}

// NewWriter returns a Writer to w. Call Flush behind the last paper.
func NewWriter(w io.Writer) *Writer {
	b := bufio.NewWriterSize(w, 64<<10)
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false) // titles with < and & stay readable
	return &Writer{b, enc}
}

// Write writes one paper on a line of its own.
func (w *Writer) Write(p corpus.Paper) error { return w.enc.Encode(p) }

// Flush writes out what is buffered. An error of an earlier write is returned
// again.
func (w *Writer) Flush() error { return w.b.Flush() }
