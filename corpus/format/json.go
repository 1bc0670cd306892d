package format

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// A schema makes a paper of a JSON value.
type schema func(v value) (corpus.Paper, error)

// json reads records of JSON in whatever framing they come. Without a format
// the first record that can be read tells the schema of all.
func (rd *reading) json(in *input, f Format) error {
	var read schema
	if f != "" {
		read = schemaOf(f)
	}
	byRecord := !inLines(in)
	each := func(fr frame) bool {
		var p corpus.Paper
		err := fr.err
		if err == nil && fr.data[0] != '{' {
			err = fmt.Errorf("%w: got %s; need an object", ErrSyntax, value(fr.data).kind())
		}
		if err == nil {
			if read == nil {
				read = schemaOf(kindOf(fr.data))
			}
			if p, err = read(fr.data); err == nil && p.Title == "" && p.Abstract == "" {
				err = fmt.Errorf("%w: it has neither title nor abstract; its keys are %s", corpus.ErrInvalid, keys(fr.data))
			}
		}
		return rd.give(fr, byRecord, p, err)
	}
	if byRecord {
		return (&jsonStream{in: in}).frames(each)
	}
	return jsonLines(in, each)
}

func schemaOf(f Format) schema {
	switch f {
	case Daily:
		return dailyPaper
	case Arxiv:
		return arxivPaper
	}
	return plainPaper
}

// kindOf tells the schema of a record from its keys.
func kindOf(v value) Format {
	has := map[string]bool{}
	v.fields(func(key []byte, v value) {
		switch string(key) {
		case "paper":
			has["paper"] = v.kind() == "an object"
		case "authors_parsed", "journal-ref", "report-no", "versions", "submittedOnDailyAt", "upvotes", "discussionId", "summary":
			has[string(key)] = true
		}
	})
	switch {
	case has["paper"], has["summary"] && (has["upvotes"] || has["submittedOnDailyAt"] || has["discussionId"]):
		return Daily
	case has["authors_parsed"], has["journal-ref"], has["report-no"] && has["versions"]:
		return Arxiv
	}
	return JSONL
}

// keys lists the keys of an object, for an error: the first of them.
func keys(v value) string {
	var list []string
	v.fields(func(key []byte, _ value) {
		if len(list) < 10 {
			list = append(list, short(string(key)))
		}
	})
	return "[" + strings.Join(list, " ") + "]"
}

// inLines reports whether each record stands on a line of its own: the first
// line is a whole value, or is a broken one with another record behind it.
func inLines(in *input) bool {
	for ; ; in.double() {
		w := in.data()
		start := skipSpace(w, 0)
		if start < len(w) && w[start] == '[' {
			return false
		}
		line, rest, whole := bytes.Cut(w[start:], newline)
		if end, err := scanValue(line, 0, maxDepth); err == nil {
			if end = skipSpace(line, end); end == len(line) || line[end] == '{' {
				return end == len(line)
			}
		}
		rest = rest[skipSpace(rest, 0):]
		switch {
		case whole && len(rest) > 0:
			return rest[0] == '{'
		case in.err != nil || len(w) > in.most:
			return true
		}
	}
}
