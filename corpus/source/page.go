package source

import (
	"bytes"
	"cmp"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
	"github.com/kindred-search/kindred/polite"
)

// A page is what one answer brought.
type page struct {
	papers []corpus.Paper
	bad    []error  // records that are no papers
	gone   []string // ids
	next   string   // what asks for the page behind it; "" where it is the last of its window

	// What is to be remembered of it, and under which name.
	key  string
	seen seen
}

func (p *page) records() int { return len(p.papers) + len(p.bad) + len(p.gone) }

// What an api finds in an answer and its caller deals with.
var (
	errExpired = errors.New("the place in the list is no longer known")
	errTooMany = errors.New("there are more papers than are given")
)

// ErrPage is returned for an answer that is not what the API gives, each time it
// was asked for.
var ErrPage = errors.New("the page cannot be read")

// What a page lacks that each has.
var (
	errNoList  = errors.New("it has no list of papers")
	errNoTotal = errors.New("it does not say how many papers there are")
	errEmpty   = errors.New("it is empty where papers are left")
)

// papersOf reads the papers of an answer. A fault of the page as a whole is one
// that may pass; what the API says in place of papers is a *format.AnswerError.
func papersOf(f format.Format, body []byte) (p page, err error) {
	o := format.Options{Name: "record", Format: f, Deleted: func(id string) { p.gone = append(p.gone, id) }}
	for paper, err := range format.Read(bytes.NewReader(body), o) {
		var answer *format.AnswerError
		var bad *format.RecordError
		switch {
		case err == nil:
			p.papers = append(p.papers, paper)
		case errors.As(err, &answer):
			return page{}, answer
		case errors.As(err, &bad):
			p.bad = append(p.bad, bad)
		default:
			return page{}, unreadable(err)
		}
	}
	return p, nil
}

// unreadable is a page that is not whole or not one at all.
func unreadable(why error) error { return polite.Again(fmt.Errorf("%w: %w", ErrPage, why)) }

// statusOf is the error of an answer that is no success.
func statusOf(f facts, a polite.Answer) error {
	if a.Status == http.StatusOK {
		return nil
	}
	return a.Fault(f.name)
}

// envelope reads what stands around the papers of a page of JSON.
func envelope(body []byte, to any) error {
	if err := json.Unmarshal(body, to); err != nil {
		return unreadable(err)
	}
	return nil
}

// feedOf is an error for an answer that is no XML of that kind: what its status
// says, else that it cannot be read. One of that kind may say what is wrong itself.
func feedOf(f facts, a polite.Answer, root string) error {
	err := isXML(a.Body, root)
	if err != nil {
		err = cmp.Or(statusOf(f, a), err)
	}
	return err
}

// isXML reports a page of XML by its first element.
func isXML(body []byte, root string) error {
	d := xml.NewDecoder(bytes.NewReader(body))
	for {
		token, err := d.Token()
		if err != nil {
			return unreadable(fmt.Errorf("it is no XML of %s", root))
		}
		if start, ok := token.(xml.StartElement); ok {
			if start.Name.Local != root {
				return unreadable(fmt.Errorf("it is <%s>; need <%s>", polite.Clip(start.Name.Local), root))
			}
			return nil
		}
	}
}
