package main

import (
	"bufio"
	"io"
	"strings"

	"github.com/rivo/uniseg"
)

// A column of a table.
type column struct {
	head  string
	right bool // numbers stand right
	paint paint
}

// narrowest is the width that the last column is never cut below.
const narrowest = 16

// gap stands between columns.
const gap = "  "

// writeTable writes rows under the heads of their columns, and below each row what
// below gives for it, when it is not nil. Every column is as
// wide as what is in it; the last is cut to what the screen has left.
func writeTable(w io.Writer, s screen, columns []column, rows [][]string, below func(row int) string) error {
	widths := make([]int, len(columns))
	for i, c := range columns {
		widths[i] = uniseg.StringWidth(c.head)
	}
	for _, row := range rows {
		for i, cell := range row {
			row[i] = printable(cell)
			widths[i] = max(widths[i], uniseg.StringWidth(row[i]))
		}
	}
	last := len(columns) - 1
	if s.width > 0 {
		left := s.width
		for _, wide := range widths[:last] {
			left -= wide + len(gap)
		}
		widths[last] = min(widths[last], max(left, narrowest))
	}
	out := bufio.NewWriter(w)
	line := func(cell func(int) string, p func(column) paint) {
		var b strings.Builder
		for i, c := range columns {
			if i > 0 {
				b.WriteString(gap)
			}
			text := cell(i)
			if i == last {
				text = cut(text, widths[i])
			}
			pad := strings.Repeat(" ", max(0, widths[i]-uniseg.StringWidth(text)))
			switch {
			case c.right:
				b.WriteString(pad + s.paint(text, p(c)))
			case i == last: // nothing behind the last word
				b.WriteString(s.paint(text, p(c)))
			default:
				b.WriteString(s.paint(text, p(c)) + pad)
			}
		}
		out.WriteString(strings.TrimRight(b.String(), " ") + "\n")
	}
	line(func(i int) string { return columns[i].head }, func(column) paint { return bold })
	for n, row := range rows {
		line(func(i int) string { return row[i] }, func(c column) paint { return c.paint })
		if below != nil {
			out.WriteString(below(n))
		}
	}
	return out.Flush()
}
