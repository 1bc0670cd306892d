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
	var read schema
	if f != "" {
		read = schemaOf(f)
	}
	byRecord := !inLines(in)
	each := func(fr frame) bool {
		if fr.err == nil {
			fr.err = checkUTF8(fr.data)
		}
		if rd.record != nil {
			return rd.record(fr, byRecord)
		}
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
				err = nothingIn(fr.data)
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
