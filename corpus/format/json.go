package format

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// A schema makes a paper of a JSON value.
type schema func(v value) (corpus.Paper, error)

// json reads records of JSON in whatever framing they come. Without a format
// the first record that can be read tells the schema of all.
func (rd *reading) json(in *input, f Format) error {
	byRecord := !inLines(in)
	frames := func(yield func(frame) bool) error { return jsonLines(in, yield) }
	if byRecord {
		frames = (&jsonStream{in: in}).frames
	}
	check := func(f frame) error { // why it is not one value
		if f.err != nil {
			return f.err
		}
		if !byRecord {
			if err := checkWhole(f.data); err != nil {
				return err
			}
		}
		return checkUTF8(f.data)
	}
	if rd.record != nil {
		return frames(func(f frame) bool {
			f.err = check(f)
			return rd.record(f, byRecord)
		})
	}
	var read schema // set, where f does not say it, when the first object is found, before anybody reads one
	if f != "" {
		read = schemaOf(f)
	}
	told := func(yield func(frame) bool) error {
		return frames(func(f frame) bool {
			if read == nil && check(f) == nil && isObject(f) == nil {
				read = schemaOf(kindOf(f.data))
			}
			return yield(f)
		})
	}
	return rd.records(told, byRecord, func(f frame) (p corpus.Paper, err error) {
		if err = check(f); err == nil {
			err = isObject(f)
		}
		if err != nil {
			return p, err
		}
		if p, err = read(f.data); err == nil && p.Title == "" && p.Abstract == "" {
			err = nothingIn(f.data)
		}
		return p, err
	})
}

// isObject returns why a value is not an object.
func isObject(f frame) error {
	if f.data[0] == '{' {
		return nil
	}
	return fmt.Errorf("%w: got %s; need an object", ErrSyntax, value(f.data).kind())
}

func schemaOf(f Format) schema {
	switch f {
	case Daily:
		return dailyPaper
	case Arxiv:
		return arxivPaper
	case OpenAlex:
		return openAlexWork
	case SemanticScholar:
		return scholarPaper
	case CSLJSON:
		return cslItem
	}
	return plainPaper
}

// kindOf tells the schema of a record from its keys.
func kindOf(v value) Format {
	has := map[string]value{}
	v.fields(func(key []byte, v value) {
		if len(key) < maxNameLength {
			has[string(key)] = v
		}
	})
	there := func(keys ...string) bool { // all of them
		return !slices.ContainsFunc(keys, func(key string) bool { _, ok := has[key]; return !ok })
	}
	id, _ := has["id"].text()
	switch {
	case has["paper"].kind() == "an object", there("summary") && (there("upvotes") || there("submittedOnDailyAt") || there("discussionId")):
		return Daily
	case there("authors_parsed"), there("journal-ref"), there("report-no", "versions"):
		return Arxiv
	case there("abstract_inverted_index"), strings.HasPrefix(strings.ToLower(id), "https://openalex.org/w"):
		return OpenAlex
	case there("corpusid"), there("corpusId"), there("externalIds"), there("citingPaper"), there("citedPaper"), len(has["paperId"]) == 42:
		return SemanticScholar
	case there("container-title"), has["issued"].kind() == "an object", there("type", "citation-key"), familyNames(has["author"]):
		return CSLJSON
	}
	return JSONL
}

// familyNames reports a list of authors of CSL-JSON.
func familyNames(authors value) (found bool) {
	authors.elements(func(v value) {
		found = found || v.get("family") != nil || v.get("literal") != nil
	})
	return found
}

// nothingIn is why a record has neither title nor abstract: it is what an API
// answers when something is wrong, or no paper.
func nothingIn(record value) error {
	f := fieldsOf(record, "error", "message")
	if s := strings.TrimSpace(f.line("error") + " " + f.line("message")); s != "" {
		return &AnswerError{Text: s}
	}
	return fmt.Errorf("%w: it has neither title nor abstract; its keys are %s", corpus.ErrInvalid, keys(record))
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
		if _, page := opensPage(w[start:]); page {
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
