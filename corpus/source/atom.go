package source

import (
	"regexp"
	"strconv"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
	"github.com/kindred-search/kindred/polite"
)

// atom is the search of arXiv: https://info.arxiv.org/help/api/user-manual.html
//
//   - A query gives 30,000 papers at most, 2,000 in a request. What has more is asked
//     for in windows of the day of submission, as long as they may be.
//   - The order is that of submission, so that what comes in between joins at the
//     end.
//   - A paper is found some days after its submission, when it is announced.
//   - A page that should have papers and has none is a known fault, which passes.
//   - A fault of the question comes as an entry, and as status 400.
//   - One request in three seconds, as for all of arXiv; see oai.
type atom struct {
	address
	query string
	most  int // papers of a window
}

const (
	atomBase = "https://export.arxiv.org"
	atomPage = 1000 // papers; half of what is allowed, which often times out
	atomMost = 30_000
)

func (atom) about() facts {
	return facts{
		name: "arXiv", gap: arxivGap, rest: arxivRest, overlap: 7, refused: arxivRefused,
		first: dayOf(time.Date(1986, 4, 25, 0, 0, 0, 0, time.UTC)), // some were submitted before there was an arXiv
	}
}

func (atom) window(c *cursor, today corpus.Date) { c.spanned(today) }

func (a atom) request(c *cursor) polite.Request {
	last := c.To
	if last.IsZero() {
		last = plus(c.Asked, 1) // it is tomorrow somewhere
	}
	const day = "20060102"
	query := "(" + a.query + ") AND submittedDate:[" + c.From.Start().Format(day) + "0000 TO " + last.Start().Format(day) + "2359]"
	return a.get("/api/query", "search_query", query, "sortBy", "submittedDate", "sortOrder", "ascending",
		"start", strconv.Itoa(numberOf(c.Page)), "max_results", strconv.Itoa(atomPage))
}

var totalElement = regexp.MustCompile(`<(?:[A-Za-z]+:)?totalResults(?:\s[^<>]*)?>\s*(\d{1,9})\s*</`)

func (a atom) read(c *cursor, answer polite.Answer) (page, error) {
	if err := feedOf(a.about(), answer, "feed"); err != nil {
		return page{}, err
	}
	p, err := papersOf(format.Atom, answer.Body)
	if err != nil {
		return page{}, err
	}
	if err := statusOf(a.about(), answer); err != nil {
		return page{}, err
	}
	m := totalElement.FindSubmatch(answer.Body)
	if m == nil {
		return page{}, unreadable(errNoTotal)
	}
	total, start := numberOf(string(m[1])), numberOf(c.Page)
	switch end := start + p.records(); {
	case total > a.most:
		return page{}, errTooMany
	case end < total && p.records() == 0:
		return page{}, unreadable(errEmpty)
	case end < total:
		p.next = strconv.Itoa(end)
	}
	return p, nil
}
