package source

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/polite"
)

// The sources.
const (
	HF              = "hf"              // the daily papers of Hugging Face
	Arxiv           = "arxiv"           // by OAI-PMH; with a query, by its search
	OpenAlex        = "openalex"        // works
	SemanticScholar = "semanticscholar" // the bulk search of papers
	PubMed          = "pubmed"          // by E-utilities
)

// Names lists the sources.
func Names() []string { return []string{HF, Arxiv, OpenAlex, SemanticScholar, PubMed} }

// Options say what to bring and how. The zero value brings what the source has
// added since it was last asked.
type Options struct {
	// Query is what papers must match, in the words of the source: see its file.
	// Default: everything, from a source that has a list of everything.
	Query string

	// Categories are those of the source; a paper is to have one of them.
	// Default: any.
	Categories []string

	// Since and Until are the first and the last day. Since begins there again,
	// unless a run with the same days was broken off, which goes on. Default:
	// where the last run ended, and without one all that matches, of a list the
	// last 30 days; up to today.
	Since, Until corpus.Date

	// Limit is the most papers to give; the next run goes on behind them.
	// Default: all.
	Limit int

	// Key is the key of the API, Mail where its provider may write to. Default
	// none.
	Key, Mail string

	// BaseURL is the address of a mirror. Default: that of the provider.
	BaseURL string

	// Cursors keeps how far each question has come. Default: nothing is kept,
	// and each run begins anew.
	Cursors Cursors

	// Rejected is told of each record that is no paper. Default: they are passed
	// over.
	Rejected func(error)

	// Gone is told the ids that the source says are gone, when everything before
	// that is durable. Default: they are passed over.
	Gone func(ids []string)

	// Progress is called behind each page. Default none.
	Progress func(Progress)

	// Client is how the provider is asked; its name, its gap and its rest are
	// those of the source. Default: as polite.Client has it.
	Client polite.Client
}

// Cursors keeps texts under names, durably: a *kindred.Engine and a *corpus.Store
// do.
type Cursors interface {
	// Cursor returns what is kept under a name, "" for nothing.
	Cursor(ctx context.Context, name string) (state string, err error)

	// SetCursor keeps a text in the place of what was there, "" to keep nothing.
	SetCursor(ctx context.Context, name, state string) error
}

var _ Cursors = (*corpus.Store)(nil)

// Progress is how far a Pull is.
type Progress struct {
	Pages  int // that were asked for and taken
	Papers int // that were given
}

// ErrQuestion is returned by New for options that the source cannot follow:
// nothing was asked.
var ErrQuestion = errors.New("cannot be asked")

func wrong(source, format string, args ...any) error {
	return fmt.Errorf("%s %w: %s", source, ErrQuestion, fmt.Sprintf(format, args...))
}

// check finds what no source can follow.
func (o *Options) check(source string) error {
	o.Query = strings.TrimSpace(o.Query)
	var categories []string
	for _, c := range o.Categories {
		if c = strings.TrimSpace(c); c != "" && !slices.Contains(categories, c) {
			categories = append(categories, c)
		}
	}
	slices.Sort(categories)
	o.Categories = categories
	switch {
	case o.Limit < 0:
		return wrong(source, "the limit is %d; need 1 or more, or none", o.Limit)
	case len(o.Categories) > maxCategories:
		return wrong(source, "there are %d categories; need at most %d", len(o.Categories), maxCategories)
	case len(o.Query)+len(strings.Join(categories, "")) > maxQuestion:
		return wrong(source, "the question has more than %d bytes; ask shorter", maxQuestion)
	case !o.Since.IsZero() && !o.Until.IsZero() && firstOf(o.Since).Compare(lastOf(o.Until)) > 0:
		return wrong(source, "%s is behind %s; give the earlier day as the first", o.Since, o.Until)
	}
	return nil
}

// The longest question, in bytes, and the most categories: servers refuse addresses
// of more than 8,000 bytes.
const (
	maxQuestion   = 3000
	maxCategories = 50
)

// nameOf is the name of the cursor of a question.
func nameOf(source, query string, categories ...string) string {
	v := url.Values{}
	if query != "" {
		v.Set("query", query)
	}
	for _, c := range categories {
		v.Add("category", c)
	}
	if len(v) == 0 {
		return source
	}
	return source + "?" + v.Encode()
}

// The days of a period, and counting them.

func firstOf(d corpus.Date) corpus.Date { return dayOf(d.Start()) }

func lastOf(d corpus.Date) corpus.Date { return dayOf(d.End().Add(-1)) }

func dayOf(t time.Time) corpus.Date { return corpus.DateOf(t, corpus.DayOnly) }

func plus(d corpus.Date, days int) corpus.Date { return dayOf(d.Start().AddDate(0, 0, days)) }

func before(a, b corpus.Date) bool { return a.Compare(b) < 0 }

func earlier(a, b corpus.Date) corpus.Date {
	if before(a, b) {
		return a
	}
	return b
}

func later(a, b corpus.Date) corpus.Date {
	if before(a, b) {
		return b
	}
	return a
}
