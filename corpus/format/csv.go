package format

import (
	"errors"
	"fmt"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// csv reads a table: a header that names the columns as fieldNames does, then a
// paper a row. Columns with other names are passed over.
func (rd *reading) csv(in *input) error {
	rows := csvRows{in: in}
	header, err := rows.header()
	if err != nil {
		return err
	}
	return rd.records(rows.frames, false, func(f frame) (corpus.Paper, error) { return header.paper(f.data) })
}

// A csvHeader is what the columns of a table mean.
type csvHeader struct {
	delimiter byte
	columns   []csvColumn
}

type csvColumn struct {
	field field
	rank  rank
}

// parseHeader reads the first row. It needs a title or an abstract among the
// columns.
func parseHeader(data []byte) (*csvHeader, error) {
	data, err := ofUnnamedEncoding(data)
	if err != nil {
		return nil, fmt.Errorf("%w: its header cannot be read: %w", ErrUnknownFormat, err)
	}
	delimiter, _ := csvDelimiter(data)
	names, err := splitRow(data, delimiter, nil)
	if err != nil {
		return nil, fmt.Errorf("%w: its header cannot be read: %w", ErrUnknownFormat, err)
	}
	h := &csvHeader{delimiter: delimiter}
	papers := false
	for _, name := range names {
		f, rank := lookUp(name)
		h.columns = append(h.columns, csvColumn{f, rank})
		papers = papers || f == fieldTitle || f == fieldAbstract
	}
	if !papers {
		return nil, fmt.Errorf("%w: its header is %s; need a column title or abstract", ErrUnknownFormat, short(string(data)))
	}
	return h, nil
}

// csvDelimiter returns the delimiter that makes the most known columns of a
// header, and whether that is a header of papers.
func csvDelimiter(header []byte) (delimiter byte, ok bool) {
	best := -1
	for _, d := range []byte{',', ';', '\t'} {
		names, err := splitRow(header, d, nil)
		if err != nil {
			continue
		}
		known, papers := 0, false
		for _, name := range names {
			f, _ := lookUp(name)
			if f != fieldNone {
				known++
			}
			papers = papers || f == fieldTitle || f == fieldAbstract
		}
		if known > best {
			best, delimiter, ok = known, d, papers && len(names) > 1
		}
	}
	if best < 0 {
		delimiter = ','
	}
	return delimiter, ok
}

func (h *csvHeader) paper(data []byte) (corpus.Paper, error) {
	data, err := ofUnnamedEncoding(data)
	if err != nil {
		return corpus.Paper{}, err
	}
	cells, err := splitRow(data, h.delimiter, make([]string, 0, len(h.columns)))
	if err != nil {
		return corpus.Paper{}, fmt.Errorf("%w: %w", ErrSyntax, err)
	}
	for len(cells) > len(h.columns) && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1] // delimiters behind the last cell
	}
	if len(cells) != len(h.columns) {
		return corpus.Paper{}, fmt.Errorf("%w: it has %d cells; need %d, as the header has", ErrSyntax, len(cells), len(h.columns))
	}
	var r row
	for i, s := range cells {
		c := h.columns[i]
		if c.field != fieldTitle && missing(strings.TrimSpace(s)) {
			s = ""
		}
		r.set(c.field, c.rank, cell{s: s})
	}
	return r.paper()
}

var (
	errOpenQuote   = errors.New("a quote is opened that nothing closes; need \"\" for a quote within a cell")
	errBehindQuote = errors.New("a cell goes on behind its closing quote; need \"\" for a quote within a cell")
)

// splitRow appends the cells of a row to cells. A cell in quotes may hold
// delimiters, ends of lines and doubled quotes; a quote inside a cell that does
// not begin with one stands for itself.
func splitRow(data []byte, delimiter byte, cells []string) ([]string, error) {
	for i := 0; ; i++ {
		var c string
		if i < len(data) && data[i] == '"' {
			end, doubled := closingQuote(data, i+1)
			if end < 0 {
				return cells, errOpenQuote
			}
			c = string(data[i+1 : end])
			if doubled {
				c = strings.ReplaceAll(c, `""`, `"`)
			}
			if i = end + 1; i < len(data) && data[i] != delimiter {
				return cells, errBehindQuote
			}
		} else {
			end := i
			for end < len(data) && data[end] != delimiter {
				end++
			}
			c = string(data[i:end])
			i = end
		}
		cells = append(cells, c)
		if i >= len(data) {
			return cells, nil
		}
	}
}

// closingQuote returns where the quote is that closes a cell, or -1, and
// whether doubled ones stand before it.
func closingQuote(data []byte, i int) (end int, doubled bool) {
	for ; i < len(data); i++ {
		if data[i] != '"' {
			continue
		}
		if i+1 == len(data) || data[i+1] != '"' {
			return i, doubled
		}
		doubled = true
		i++
	}
	return -1, doubled
}
