package eval

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"
	"unicode"
)

// judgment is one line of a qrels file.
type judgment struct {
	query, document string
	grade           int // above 0 is relevant
}

// judgments yields the lines of a qrels file: query, document and grade (BEIR)
// or query, anything, document and grade (TREC), separated by tabs, or by any
// white space on a line without tabs. The first line may be a header. file is
// its name in errors.
func judgments(r io.Reader, file string) iter.Seq2[judgment, error] {
	return func(yield func(judgment, error) bool) {
		first := true
		for l, err := range lines(r) {
			if err != nil {
				yield(judgment{}, unreadable(file, l.number, err))
				return
			}
			fields := split(string(l.text))
			header := first && isHeader(fields)
			first = false
			if header {
				continue
			}
			j, err := parseJudgment(fields)
			if err != nil {
				yield(judgment{}, &LineError{File: file, Line: l.number, Reason: fmt.Sprintf("%v in %s", err, excerpt(l.text)),
					Remedy: "need query, document and a whole number, or TREC's four columns, separated by tabs", Err: err})
				return
			}
			if !yield(j, nil) {
				return
			}
		}
	}
}

func split(text string) []string {
	if !strings.Contains(text, "\t") {
		return strings.Fields(text)
	}
	fields := strings.Split(text, "\t")
	for i := range fields {
		fields[i] = strings.TrimSpace(fields[i])
	}
	return fields
}

// isHeader reports whether the last column is a word, such as "score": a
// damaged number must not pass for a header.
func isHeader(fields []string) bool {
	last := fields[len(fields)-1]
	return last != "" && strings.IndexFunc(last, func(r rune) bool {
		return !unicode.IsLetter(r) && r != '-' && r != '_'
	}) < 0
}

func parseJudgment(fields []string) (judgment, error) {
	var j judgment
	var grade string
	switch len(fields) {
	case 3:
		j.query, j.document, grade = fields[0], fields[1], fields[2]
	case 4:
		j.query, j.document, grade = fields[0], fields[2], fields[3]
	default:
		return j, fmt.Errorf("%d columns", len(fields))
	}
	if j.query == "" || j.document == "" {
		return j, errors.New("empty id")
	}
	var err error
	j.grade, err = parseGrade(grade)
	return j, err
}

// parseGrade reads a whole number, which some tools write as 1.0.
func parseGrade(text string) (int, error) {
	whole, fraction, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(whole, 10, 32)
	if err != nil || strings.Trim(fraction, "0") != "" {
		return 0, fmt.Errorf("grade %.20q is no whole number", text)
	}
	return int(n), nil
}
