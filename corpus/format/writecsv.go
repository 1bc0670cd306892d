package format

import (
	"encoding/json"
	"strconv"

	"github.com/kindred-search/kindred/corpus"
)

// csvColumns are the columns of a table that is written.
var csvColumns = []string{
	"id", "title", "abstract", "authors", "author_count", "organization", "categories", "venue",
	"published", "listed", "votes", "citations", "url", "doi", "repository", "aliases",
}

// writeCSV writes a row, and the header before the first. Lists are JSON in
// their cells, so that a name with a comma stays one.
//
// Not kept are texts but titles that mean nothing known in a table: NA, None, nan
// and their like.
func (w *Writer) writeCSV(p corpus.Paper) error {
	if w.papers == 1 {
		if err := w.csv.Write(csvColumns); err != nil {
			return err
		}
	}
	authors, err := csvList(p.Authors)
	if err != nil {
		return err
	}
	categories, err := csvList(p.Categories)
	if err != nil {
		return err
	}
	aliases, err := csvList(p.Aliases)
	if err != nil {
		return err
	}
	count := ""
	if p.AuthorCount > 0 {
		count = strconv.Itoa(p.AuthorCount)
	}
	w.row = append(w.row[:0], p.ID, p.Title, p.Abstract, authors, count, p.Organization, categories, p.Venue,
		p.Published.String(), p.Listed.String(), known(p.Votes), known(p.Citations), p.URL, p.DOI, p.Repository, aliases)
	return w.csv.Write(w.row)
}

func csvList(texts []string) (string, error) {
	if len(texts) == 0 {
		return "", nil
	}
	b, err := json.Marshal(texts)
	return string(b), err
}

// known is a number as a text, "" for one that is not known.
func known(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}
