package eval

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode"
)

// RunWriter writes a TREC run, one line for each hit: query, Q0, document, rank
// from 1, score, tag. trec_eval sorts by score, reads it as a 32-bit float, and
// puts the highest document id first where scores are equal; so scores are
// written as 32-bit floats, each strictly below the one before, lowered by the
// smallest step where two would be equal. Call Flush at the end.
//
// A run belongs to one mode over one collection: query ids of two collections
// may be equal, and a query may occur only once.
type RunWriter struct {
	w   *bufio.Writer
	tag string
}

// NewRunWriter returns a writer whose lines end with tag, the name of what
// searched; white space in it becomes '-'.
func NewRunWriter(w io.Writer, tag string) *RunWriter {
	return &RunWriter{bufio.NewWriter(w), strings.Join(strings.Fields(tag), "-")}
}

// Write writes the hits of one query, best first, as RunOptions.Ranked gets them.
func (r *RunWriter) Write(query string, hits []Hit) error {
	if err := oneWord("query", query); err != nil {
		return err
	}
	last := float32(math.Inf(1))
	for i, h := range hits {
		if err := oneWord("document", h.ID); err != nil {
			return err
		}
		score := min(float32(h.Score), math.Nextafter32(last, float32(math.Inf(-1))))
		if math.IsNaN(float64(score)) || math.IsInf(float64(score), 0) {
			return fmt.Errorf("eval: score %v of document %q is beyond a 32-bit float, which a TREC run holds; scale the scores", h.Score, h.ID)
		}
		last = score
		text := strconv.FormatFloat(float64(score), 'g', -1, 32)
		if _, err := fmt.Fprintf(r.w, "%s Q0 %s %d %s %s\n", query, h.ID, i+1, text, r.tag); err != nil {
			return fmt.Errorf("eval: cannot write the run: %w", err)
		}
	}
	return nil
}

// Flush writes out what is buffered.
func (r *RunWriter) Flush() error {
	if err := r.w.Flush(); err != nil {
		return fmt.Errorf("eval: cannot write the run: %w", err)
	}
	return nil
}

func oneWord(what, id string) error {
	if id == "" || strings.IndexFunc(id, unicode.IsSpace) >= 0 {
		return fmt.Errorf("eval: %s id %q is no single word, which a TREC run needs; rename it in the collection or write no run", what, id)
	}
	return nil
}
