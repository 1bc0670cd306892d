package format

import "bytes"

// csvRows cuts a table into rows. A row ends at the end of a line that is not
// within quotes.
//
// A quote that nothing closes would take all the rest of the table for one
// cell. Where that shows, at the end of the stream or at the longest record, the
// part of the table that was looked at is cut at the ends of its lines instead,
// quotes or not: the broken row is an error, the rows behind it are read.
type csvRows struct {
	in        *input
	delimiter byte
	number    int
	byLine    int64 // offset up to which rows are lines
}

// header reads the first row and takes its delimiter.
func (c *csvRows) header() (*csvHeader, error) {
	for {
		f, ok := c.in.nextLine()
		if !ok {
			return nil, c.in.failure()
		}
		if f.err != nil {
			return nil, f.err
		}
		if len(trimSpace(f.data)) == 0 {
			continue
		}
		h, err := parseHeader(f.data)
		if err == nil {
			c.delimiter = h.delimiter
		}
		return h, err
	}
}

// frames gives each row that is not blank. Cells that are all empty, which
// spreadsheets write below a table, are blank, too.
func (c *csvRows) frames(yield func(frame) bool) error {
	blank := " \t\r\n" + string(rune(c.delimiter))
	for {
		f, ok := c.next()
		if !ok {
			return c.in.failure()
		}
		if f.err == nil && len(bytes.Trim(f.data, blank)) == 0 {
			continue
		}
		c.number++
		f.number = c.number
		if !yield(f) {
			return nil
		}
	}
}

func (c *csvRows) next() (frame, bool) {
	in := c.in
	for in.offset >= c.byLine {
		w := in.data()
		long := len(w) > in.most
		w = w[:min(len(w), in.most+1)] // no further: this keeps looking again linear
		end, open := rowEnd(w, c.delimiter)
		if end >= 0 {
			f := frame{line: in.line, offset: in.offset, data: w[:end]}
			if end > 0 && w[end-1] == '\r' {
				f.data = w[:end-1]
			}
			in.skip(end + 1)
			return f, true
		}
		switch {
		case !long && in.double():
			continue
		case len(w) == 0 || !long && in.failure() != nil:
			return frame{}, false
		case !long && !open: // the last row, without an end of its line
			f := frame{line: in.line, offset: in.offset, data: w}
			in.skip(len(w))
			return f, true
		}
		c.byLine = in.offset + int64(len(w))
	}
	return in.nextLine()
}

// rowEnd returns where the line ends with which the first row of b ends, or -1,
// and then whether it ends within quotes.
func rowEnd(b []byte, delimiter byte) (end int, open bool) {
	start := true // of a cell
	for i := 0; i < len(b); i++ {
		switch c := b[i]; {
		case c == '"' && start:
			end, _ := closingQuote(b, i+1)
			if end < 0 {
				return -1, true
			}
			i, start = end, false
		case c == '\n':
			return i, false
		default:
			start = c == delimiter
		}
	}
	return -1, false
}
