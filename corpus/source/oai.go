package source

import (
	"errors"
	"fmt"
	"html"
	"regexp"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
	"github.com/kindred-search/kindred/polite"
)

// oai is arXiv by OAI-PMH 2.0, which is meant for whole subjects and for what is
// new: https://info.arxiv.org/help/oa, https://www.openarchives.org/OAI/openarchivesprotocol.html
//
//   - The date of a record is the day of its last change, not of its submission;
//     from and until are days. All of arXiv was touched once, the first day is in
//     September 2005.
//   - metadataPrefix is arXiv: its authors stand apart, where those of arXivRaw are
//     one text; what arXivRaw has besides, the versions, is not kept by a Paper.
//   - A list is asked for in months: a resumption token is good for a day, and a
//     list that was broken off for longer begins again at its front, which is then
//     a month and not twenty years.
//   - Deleted records come with their id; see Options.Gone.
//   - One request in three seconds, one connection, for all that arXiv has together:
//     https://info.arxiv.org/help/api/tou.html. 503 with Retry-After is how OAI-PMH
//     slows a client; behind a 429 arXiv is left alone for ten minutes.
type oai struct {
	address
	set string // "" for all
}

const (
	oaiBase      = "https://oaipmh.arxiv.org"
	arxivGap     = 3 * time.Second
	arxivRest    = 10 * time.Minute
	arxivRefused = "it shuts out who asks too much: wait a day, and name an address of yours with --mailto"
)

func (oai) about() facts {
	return facts{
		name: "arXiv", gap: arxivGap, rest: arxivRest, overlap: 2, listing: true, refused: arxivRefused,
		first: dayOf(time.Date(2005, 9, 16, 0, 0, 0, 0, time.UTC)),
	}
}

func (oai) window(c *cursor, today corpus.Date) {
	if last := lastOfMonth(c.From); before(last, today) {
		c.To = last
	}
}

func (a oai) request(c *cursor) polite.Request {
	if c.Page != "" {
		return a.get("/oai", "verb", "ListRecords", "resumptionToken", c.Page)
	}
	return a.get("/oai", "verb", "ListRecords", "metadataPrefix", "arXiv", "from", c.From.String(), "until", c.To.String(), "set", a.set)
}

func (a oai) read(c *cursor, answer polite.Answer) (page, error) {
	if err := feedOf(a.about(), answer, "OAI-PMH"); err != nil {
		return page{}, err
	}
	p, err := papersOf(format.OAI, answer.Body)
	var said *format.AnswerError
	if errors.As(err, &said) && said.Code == "badResumptionToken" && c.Page != "" {
		err = fmt.Errorf("%w: %w", errExpired, err)
	}
	p.next = resumptionToken(answer.Body)
	if err == nil && p.records() == 0 && p.next == "" && !listed.Match(answer.Body) {
		return page{}, unreadable(errNoList)
	}
	return p, err
}

// listed is in every answer that is one, of a list or of none.
var listed = regexp.MustCompile(`<(?:[A-Za-z]+:)?ListRecords\b|\bnoRecordsMatch\b`)

var tokenElement = regexp.MustCompile(`<(?:[A-Za-z]+:)?resumptionToken(?:\s[^<>]*)?>\s*([^<]*?)\s*</`)

// resumptionToken is what asks for the rest of a list, "" at its end. It is
// found without reading the records before it, of which one may be broken.
func resumptionToken(body []byte) string {
	all := tokenElement.FindAllSubmatch(body, -1)
	if len(all) == 0 {
		return ""
	}
	return html.UnescapeString(string(all[len(all)-1][1]))
}
