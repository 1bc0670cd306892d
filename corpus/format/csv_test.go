package format

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"
)

// rowsOf cuts a table of one delimiter with our rows and cells; nil where a row
// cannot be read.
func rowsOf(text string, delimiter byte) (rows [][]string) {
	c := csvRows{in: newInput(strings.NewReader(text), 1<<20), delimiter: delimiter}
	for {
		f, ok := c.next()
		if !ok {
			return rows
		}
		if len(f.data) == 0 {
			continue
		}
		cells, err := splitRow(f.data, delimiter, nil)
		if f.err != nil || err != nil {
			return nil
		}
		rows = append(rows, cells)
	}
}

// Rows and cells against encoding/csv, the slow twin: whatever it reads, we read
// in the same way.
func FuzzCSVRows(f *testing.F) {
	for _, s := range []string{
		"a,b\n1,2\n", "a,b\r\n\"x\r\ny\",2\r\n", "\"a \"\"b\"\"\",c", "a,\"\"\n,\n", "\"open\na,b\n", "\"a\"b,c\n", "a\"b,c\n", "\n\n a, b \n", "\"\"\"\",\"\"\"\n\"\"\"\n", "é;\xff\n",
	} {
		f.Add(s, byte(','))
		f.Add(strings.ReplaceAll(s, ",", ";"), byte(';'))
	}
	f.Fuzz(func(t *testing.T, text string, delimiter byte) {
		if delimiter != ',' && delimiter != ';' && delimiter != '\t' {
			return
		}
		ours := rowsOf(text, delimiter)
		r := csv.NewReader(strings.NewReader(text))
		r.Comma, r.FieldsPerRecord = rune(delimiter), -1
		theirs, err := r.ReadAll()
		if err != nil {
			return
		}
		for _, row := range ours {
			for i, c := range row {
				row[i] = strings.ReplaceAll(c, "\r\n", "\n") // as encoding/csv does
			}
		}
		if strings.Contains(strings.ReplaceAll(text, "\r\n", "\n"), "\r") {
			return // a carriage return alone: encoding/csv drops some
		}
		if !slices.EqualFunc(ours, theirs, slices.Equal[[]string]) {
			t.Errorf("%q:\ngot  %q\nneed %q", text, ours, theirs)
		}
	})
}

// A quote that nothing closes costs its own row and no other.
func TestOpenQuote(t *testing.T) {
	text := "id,title\na,One\nb,\"Two\nc,Three\nd,Four\n"
	var got []string
	for p, err := range Read(strings.NewReader(text), Options{}) {
		if err != nil {
			got = append(got, err.Error())
		} else {
			got = append(got, p.ID)
		}
	}
	want := []string{"a", "input: line 3: the record cannot be read: " + errOpenQuote.Error(), "c", "d"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, need %q", got, want)
	}
}

// The same beyond the longest record, with good quoted cells behind it.
func TestOpenQuoteLong(t *testing.T) {
	text := "id,title\na,\"One\n" + strings.Repeat("b,Two\n", 1000) + "c,\"Three\nlines\nlong\"\n"
	good, bad, last := 0, 0, ""
	for p, err := range Read(strings.NewReader(text), Options{MaxRecord: 300}) {
		if err != nil {
			bad++
		} else {
			good++
			last = p.Title
		}
	}
	if good != 1001 || bad != 1 || last != "Three lines long" {
		t.Errorf("got %d good, %d bad, the last %q", good, bad, last)
	}
}
