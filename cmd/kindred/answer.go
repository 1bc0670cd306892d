package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
)

// showResult prints the answer to a question: a table, or the JSON of HTTP.
func showResult(c *cobra.Command, r kindred.Result, asJSON bool) error {
	if asJSON {
		return writeJSON(c.OutOrStdout(), r)
	}
	for _, note := range r.Notes {
		fmt.Fprintln(c.ErrOrStderr(), "kindred: "+note)
	}
	if len(r.Hits) == 0 {
		if r.Total > 0 || len(r.Notes) == 0 {
			fmt.Fprintln(c.ErrOrStderr(), nothing(r.Total))
		}
		return nil
	}
	explained := r.Hits[0].Explain != nil
	columns := []column{{head: "SCORE", right: true, paint: faint}}
	if explained {
		for _, head := range []string{"COSINE", "WORDS", "RELEVANCE", "RECENCY", "POPULARITY"} {
			columns = append(columns, column{head: head, right: true, paint: faint})
		}
	}
	columns = append(columns, column{head: "ID", paint: cyan}, column{head: "DATE"}, column{head: "VOTES", right: true}, column{head: "TITLE"})
	rows := make([][]string, len(r.Hits))
	for i, h := range r.Hits {
		row := []string{number(h.Score)}
		if p := h.Explain; p != nil {
			row = append(row, number(p.Cosine), number(p.Words), number(p.Relevance), number(p.Recency), number(p.Popularity))
		}
		rows[i] = append(row, h.ID, day(h.Published), votes(h.Votes), heading(h.Paper))
	}
	s := screenOf(c.OutOrStdout())
	if err := writeTable(c.OutOrStdout(), s, columns, rows, func(row int) string {
		if explained {
			return s.snippet(r.Hits[row].Snippet) + s.because(r.Hits[row].Near)
		}
		return s.snippet(r.Hits[row].Snippet)
	}); err != nil {
		return fmt.Errorf("cannot write the answer: %w", err)
	}
	if explained {
		w := r.Hits[0].Explain.Weights
		if r.Mode == kindred.Hybrid {
			fmt.Fprintf(c.ErrOrStderr(), "relevance = %g * similarity + %g * words\n", w.Similarity, 1-w.Similarity)
		}
		fmt.Fprintf(c.ErrOrStderr(), "score = relevance * (1 + %g * recency + %g * popularity); half-life %s\n", w.Recency, w.Votes, w.HalfLife)
	}
	if s.width > 0 { // somebody is looking
		fmt.Fprintf(c.ErrOrStderr(), "%d of %d papers\n", len(r.Hits), r.Total)
	}
	return nil
}

// nothing says why there is no result.
func nothing(total int) string {
	if total == 0 {
		return "kindred: no paper passes the filters; leave one out"
	}
	return fmt.Sprintf("kindred: only %d papers pass the filters; lower --offset", total)
}

// number is a score with the digits that a person can use.
func number(x float64) string { return strconv.FormatFloat(x, 'f', 3, 64) }

// day is a date without the time of day.
func day(d corpus.Date) string {
	s := d.String()
	return s[:min(len(s), len(time.DateOnly))]
}

// votes are empty when nobody counted them.
func votes(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// heading is the title of a paper; the beginning of its abstract without one.
func heading(p corpus.Paper) string {
	if p.Title != "" {
		return p.Title
	}
	return cut(p.Abstract, 80)
}

// writeJSON writes what HTTP answers, made readable.
func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return fmt.Errorf("cannot write the answer: %w", err)
	}
	return nil
}
