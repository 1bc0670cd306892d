package source

import (
	"encoding/xml"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
	"github.com/kindred-search/kindred/polite"
)

// pubMed is PubMed by E-utilities: https://www.ncbi.nlm.nih.gov/books/NBK25499/
//
//   - esearch finds, and keeps what it found under WebEnv and query_key for some
//     hours; efetch gives that in parts. What is no longer kept is 400 with an ERROR,
//     and is looked for again.
//   - A search gives its first 9,999 at most; what has more is asked for in windows.
//   - Days are those on which a record came (edat). The oldest are of 1781.
//   - Categories are headings of MeSH.
//   - 3 requests in a second, 10 with a key; tool and email say who asks:
//     https://www.ncbi.nlm.nih.gov/books/NBK25497/
type pubMed struct {
	address
	term string
	most int // records of a window
}

const (
	pubMedBase = "https://eutils.ncbi.nlm.nih.gov"
	pubMedPage = 200 // records of a request
	pubMedMost = 9999
	pubMedTool = "kindred"
)

func newPubMed(o *Options) ([]part, error) {
	at, err := newAddress(PubMed, pubMedBase, o)
	if err != nil {
		return nil, err
	}
	var headings []string
	for _, c := range o.Categories {
		if strings.ContainsAny(c, `"[]`) {
			return nil, wrong(PubMed, "%q is no heading of MeSH; need one as Neural Networks, Computer", c)
		}
		headings = append(headings, `"`+c+`"[mh]`)
	}
	term, any := o.Query, strings.Join(headings, " OR ")
	switch {
	case term == "" && any == "":
		return nil, wrong(PubMed, "it has 40 million records; name some by a query or a category, or import its baseline files with `kindred index`")
	case term == "":
		term = any
	case any != "":
		term = "(" + term + ") AND (" + any + ")"
	}
	return []part{partOf(o, nameOf(PubMed, o.Query, o.Categories...), pubMed{at, term, pubMedMost}, at)}, nil
}

func (a pubMed) about() facts {
	f := facts{
		name: "PubMed", gap: 350 * time.Millisecond, overlap: 3,
		first: dayOf(time.Date(1781, 1, 1, 0, 0, 0, 0, time.UTC)),
		key:   "get a free key at https://account.ncbi.nlm.nih.gov/settings/ and give it in NCBI_API_KEY or with --api-key",
	}
	if a.key != "" {
		f.gap = 110 * time.Millisecond
	}
	return f
}

func (pubMed) window(c *cursor, today corpus.Date) { c.spanned(today) }

func (a pubMed) request(c *cursor) polite.Request {
	who := []string{"db", "pubmed", "tool", pubMedTool, "email", a.mail, "api_key", a.key}
	if f, ok := parseFound(c.Page); ok {
		return a.get("/entrez/eutils/efetch.fcgi", append(who, "WebEnv", f.env, "query_key", f.key,
			"retstart", strconv.Itoa(f.start), "retmax", strconv.Itoa(pubMedPage), "retmode", "xml")...)
	}
	last := c.To
	if last.IsZero() {
		last = plus(c.Asked, 1) // it is tomorrow somewhere
	}
	const day = "2006/01/02"
	return a.get("/entrez/eutils/esearch.fcgi", append(who, "term", a.term, "usehistory", "y", "retmax", "0",
		"datetype", "edat", "mindate", c.From.Start().Format(day), "maxdate", last.Start().Format(day))...)
}

func (a pubMed) read(c *cursor, answer polite.Answer) (page, error) {
	f, fetched := parseFound(c.Page)
	if !fetched {
		return a.found(answer)
	}
	if answer.Status == http.StatusBadRequest || isXML(answer.Body, "eFetchResult") == nil {
		return page{}, fmt.Errorf("%w: %w", errExpired, answer.Fault(a.about().name))
	}
	if err := statusOf(a.about(), answer); err != nil {
		return page{}, err
	}
	if err := isXML(answer.Body, "PubmedArticleSet"); err != nil {
		return page{}, err
	}
	p, err := papersOf(format.PubMed, answer.Body)
	if err == nil && p.records() == 0 {
		return page{}, unreadable(errEmpty)
	}
	if f.start += pubMedPage; f.start < f.count {
		p.next = f.String()
	}
	return p, err
}

// found reads the answer of a search.
func (a pubMed) found(answer polite.Answer) (page, error) {
	if err := statusOf(a.about(), answer); err != nil {
		return page{}, err
	}
	if err := isXML(answer.Body, "eSearchResult"); err != nil {
		return page{}, err
	}
	var r struct {
		Count *int   `xml:"Count"`
		Env   string `xml:"WebEnv"`
		Key   string `xml:"QueryKey"`
		Fault string `xml:"ERROR"`
	}
	if err := xml.Unmarshal(answer.Body, &r); err != nil {
		return page{}, unreadable(err)
	}
	switch {
	case r.Fault != "":
		return page{}, &format.AnswerError{Text: polite.Clip(r.Fault)}
	case r.Count == nil || *r.Count > 0 && (r.Env == "" || r.Key == ""):
		return page{}, unreadable(errors.New("it does not say what was found"))
	case *r.Count > a.most:
		return page{}, errTooMany
	case *r.Count <= 0:
		return page{}, nil
	}
	return page{next: found{r.Env, r.Key, *r.Count, 0}.String()}, nil
}

// found is what a search found, and how much of it was fetched: the Page of a
// cursor.
type found struct {
	env, key     string
	count, start int
}

func (f found) String() string {
	return url.Values{"env": {f.env}, "key": {f.key}, "count": {strconv.Itoa(f.count)}, "start": {strconv.Itoa(f.start)}}.Encode()
}

// parseFound reads a Page; one that cannot be read is looked for again.
func parseFound(page string) (f found, ok bool) {
	v, err := url.ParseQuery(page)
	if err != nil || v.Get("env") == "" || v.Get("key") == "" {
		return found{}, false
	}
	return found{v.Get("env"), v.Get("key"), numberOf(v.Get("count")), numberOf(v.Get("start"))}, true
}
