package source

import (
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
	"github.com/kindred-search/kindred/polite"
)

// scholar is the bulk search of Semantic Scholar:
// https://api.semanticscholar.org/api-docs/graph#tag/Paper-Data/operation/get_graph_paper_bulk_search
//
//   - query knows +, |, -, "", * and parentheses, and may be left out. Categories are
//     fields of study, as Computer Science.
//   - A request gives 1,000 papers and a token for the next, 10,000,000 in all.
//   - Days are those of publication, or years where a day is not known; the last
//     month is asked for again, for papers come late.
//   - The sentence of the tldr is not given in bulk.
//   - x-api-key is the header of a key, with one request in a second. Without one
//     all who have none share 1,000 in a second, and 429 is usual.
type scholar struct {
	address
	query, studies string
}

const (
	scholarBase = "https://api.semanticscholar.org"

	// scholarFields are those that corpus/format reads and the bulk search has.
	scholarFields = "paperId,corpusId,externalIds,title,abstract,year,publicationDate,venue,citationCount,fieldsOfStudy,s2FieldsOfStudy,authors,url"
)

func newScholar(o *Options) ([]part, error) {
	at, err := newAddress(SemanticScholar, scholarBase, o)
	if err != nil {
		return nil, err
	}
	if o.Query == "" && len(o.Categories) == 0 {
		return nil, wrong(SemanticScholar, "it has 200 million papers; name some by a query or a category, or take its datasets")
	}
	s := scholar{at, o.Query, strings.Join(o.Categories, ",")}
	return []part{partOf(o, nameOf(SemanticScholar, o.Query, o.Categories...), s, at)}, nil
}

func (scholar) about() facts {
	return facts{
		name: "Semantic Scholar", gap: time.Second, overlap: 30,
		key: "ask for a free key at https://www.semanticscholar.org/product/api and give it in S2_API_KEY or with --api-key",
	}
}

func (scholar) window(*cursor, corpus.Date) {}

func (a scholar) request(c *cursor) polite.Request {
	days := ""
	if !c.From.IsZero() || !c.To.IsZero() {
		days = c.From.String() + ":" + c.To.String()
	}
	r := a.get("/graph/v1/paper/search/bulk", "query", a.query, "fieldsOfStudy", a.studies, "publicationDateOrYear", days,
		"fields", scholarFields, "token", c.Page)
	if a.key != "" {
		r.Secret = http.Header{"x-api-key": {a.key}} // in lower case: it says that this matters
	}
	return r
}

func (a scholar) read(c *cursor, answer polite.Answer) (page, error) {
	if err := statusOf(a.about(), answer); err != nil {
		return page{}, err
	}
	var around struct {
		Total *int              `json:"total"`
		Token string            `json:"token"`
		Data  []json.RawMessage `json:"data"`
	}
	if err := envelope(answer.Body, &around); err != nil {
		return page{}, err
	}
	switch {
	case around.Data == nil && around.Total != nil && *around.Total == 0:
		return page{}, nil
	case around.Data == nil:
		return page{}, unreadable(errNoList)
	}
	p, err := papersOf(format.SemanticScholar, answer.Body)
	p.next = around.Token
	return p, err
}
