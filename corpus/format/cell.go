package format

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// A cell is what one field of a record holds: a JSON value, or the text of a
// CSV cell.
type cell struct {
	v value  // nil in CSV
	s string // where v is nil
}

func (c cell) text() (string, error) {
	if c.v != nil {
		return c.v.text()
	}
	return c.s, nil
}

// absent reports a cell that says nothing.
func (c cell) absent() bool {
	if c.v != nil {
		return c.v.absent() || string(c.v) == `""` || string(c.v) == "[]"
	}
	return strings.TrimSpace(c.s) == ""
}

// missing reports the texts by which programs say that a number, a date or a
// cell is not known.
func missing(s string) bool {
	switch strings.ToLower(s) {
	case "", "nan", "nat", "none", "null", "n/a", "na", "<na>", "-":
		return true
	}
	return false
}

// count reads a whole number, also as a text, with a fraction of zero (6.0, as
// programs write that have no missing whole numbers) and with commas at the
// thousands. It is nil where nothing is known.
func count(c cell) (*int, error) {
	s, err := c.text()
	if err != nil {
		return nil, err
	}
	if s = strings.TrimSpace(s); missing(s) {
		return nil, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil {
		plain := s
		if thousands(s) {
			plain = strings.ReplaceAll(s, ",", "")
		}
		x, err := strconv.ParseFloat(plain, 64)
		if err != nil || x != math.Trunc(x) || math.Abs(x) > corpus.MaxCount {
			return nil, fmt.Errorf("%w: got %s; need a whole number", ErrField, short(s))
		}
		n = int(x)
	}
	return &n, nil
}

// thousands reports whether each comma of s stands before three digits.
func thousands(s string) bool {
	groups := strings.Split(s, ",")
	for i, g := range groups {
		if len(g) != 3 && i > 0 || len(g) == 0 || len(g) > 3 {
			return false
		}
	}
	return true
}

// list reads an array of texts, or of objects with a name; or a list in one
// text: JSON, a list as Python prints it, or one that split takes apart.
func list(c cell, split func(string) []string) (texts []string, err error) {
	v := c.v
	if v.kind() != "an array" {
		s, err := c.text()
		if err != nil {
			return nil, err
		}
		if s = strings.TrimSpace(s); c.v == nil && missing(s) {
			return nil, nil
		}
		if !strings.HasPrefix(s, "[") {
			return split(collapse(s)), nil
		}
		var ok bool
		if v, ok = printedList(s); !ok {
			return nil, fmt.Errorf("%w: got %s; need a JSON array, or a list with ';' between its parts", ErrField, short(s))
		}
	}
	v.elements(func(v value) {
		var s string
		if err != nil || v.absent() {
			return
		}
		if s, err = naming(v); s != "" {
			texts = append(texts, s)
		}
	})
	return texts, err
}

// printedList reads a list that was printed into a text, as JSON or as Python
// writes it: ['A', "B's", None].
func printedList(s string) (value, bool) {
	b := []byte(s)
	if checkWhole(b) == nil {
		return b, true
	}
	b = fromPython(s)
	return b, checkWhole(b) == nil
}

// fromPython writes a Python literal as JSON: other quotes, None, True, False.
// What is no literal comes out as something that is no JSON either.
func fromPython(s string) []byte {
	var out []byte
	var quote byte // that the text we are in began with, or 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case quote == 0 && (c == '\'' || c == '"'):
			quote = c
			out = append(out, '"')
		case quote == 0:
			word := false
			for _, w := range [][2]string{{"None", "null"}, {"True", "true"}, {"False", "false"}} {
				if strings.HasPrefix(s[i:], w[0]) {
					out = append(out, w[1]...)
					i += len(w[0]) - 1
					word = true
					break
				}
			}
			if !word {
				out = append(out, c)
			}
		case c == quote:
			quote = 0
			out = append(out, '"')
		case c == '"':
			out = append(out, '\\', '"')
		case c == '\\' && i+1 < len(s):
			if i++; s[i] == '\'' {
				out = append(out, '\'')
			} else {
				out = append(out, '\\', s[i])
			}
		default:
			out = append(out, c)
		}
	}
	return out
}

// short quotes a value for an error.
func short(s string) string { return shortTo(s, 40) }

// shortTo quotes at most so many bytes of a value.
func shortTo(s string, most int) string {
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "..."
	}
	return strconv.Quote(s)
}
