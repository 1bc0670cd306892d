package source

import (
	"encoding/json"
	"regexp"
	"strings"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
	"github.com/kindred-search/kindred/polite"
)

// openAlex are the works of OpenAlex: https://developers.openalex.org
//
//   - cursor=* begins, meta.next_cursor goes on; the end is one that is null, or a
//     page without results. A page has 100 works at most (it was 200 once).
//   - search looks in title, abstract and full text. Categories are topics, as T10036,
//     or fields/17, subfields/1702, domains/3, or any filter in its own words.
//   - select leaves out what is not read, which is most of a work.
//   - Days are those of publication. What changed since a day (from_updated_date) is
//     for who pays; so the last month is asked for again, for works come late.
//   - A key is free, and needed since February 2026 for more than the first page:
//     https://developers.openalex.org/guides/authentication. It buys 1,000 searches or
//     10,000 lists a day; beyond that is 429. 403 is too many at once.
type openAlex struct {
	address
	search, filter string
}

const (
	openAlexBase = "https://api.openalex.org"
	openAlexPage = "100" // works

	// openAlexFields are those that corpus/format reads.
	openAlexFields = "id,doi,ids,title,display_name,abstract_inverted_index,publication_date,publication_year,authorships," +
		"primary_topic,topics,cited_by_count,primary_location,best_oa_location,locations"
)

func newOpenAlex(o *Options) ([]part, error) {
	at, err := newAddress(OpenAlex, openAlexBase, o)
	if err != nil {
		return nil, err
	}
	filter, err := openAlexFilter(o.Categories)
	if err != nil {
		return nil, err
	}
	if o.Query == "" && filter == "" {
		return nil, wrong(OpenAlex, "it has 300 million works; name some by a query or a category, or take its snapshot")
	}
	return []part{partOf(o, nameOf(OpenAlex, o.Query, o.Categories...), openAlex{at, o.Query, filter}, at)}, nil
}

var (
	openAlexTopic = regexp.MustCompile(`^[Tt]\d{1,9}$`)
	openAlexBelow = regexp.MustCompile(`^(domain|field|subfield)s/(\d{1,9})$`)
)

// openAlexFilter makes one filter of categories, of which a work has one.
func openAlexFilter(categories []string) (string, error) {
	values := map[string][]string{}
	var name string
	for _, c := range categories {
		own, value, isFilter := strings.Cut(c, ":")
		switch m := openAlexBelow.FindStringSubmatch(c); {
		case openAlexTopic.MatchString(c):
			name, value = "topics.id", strings.ToUpper(c)
		case m != nil:
			name, value = "topics."+m[1]+".id", c
		case isFilter && own != "" && value != "":
			name = own
		default:
			return "", wrong(OpenAlex, "%q is no category; need a topic as T10036, fields/17, subfields/1702, domains/3, or a filter as authorships.institutions.id:I27837315", c)
		}
		values[name] = append(values[name], value)
	}
	if len(values) > 1 {
		return "", wrong(OpenAlex, "it cannot ask for one category or another of different kinds; run it once for each kind")
	}
	if len(values) == 0 {
		return "", nil
	}
	return name + ":" + strings.Join(values[name], "|"), nil
}

func (openAlex) about() facts {
	return facts{
		name: "OpenAlex", gap: 200 * time.Millisecond, overlap: 30,
		key: "get a free key at https://openalex.org/settings/api and give it in OPENALEX_API_KEY or with --api-key",
	}
}

func (openAlex) window(*cursor, corpus.Date) {}

func (a openAlex) request(c *cursor) polite.Request {
	var filters []string
	if a.filter != "" {
		filters = append(filters, a.filter)
	}
	if !c.From.IsZero() {
		filters = append(filters, "from_publication_date:"+c.From.String())
	}
	if !c.To.IsZero() {
		filters = append(filters, "to_publication_date:"+c.To.String())
	}
	at := c.Page
	if at == "" {
		at = "*"
	}
	return a.get("/works", "search", a.search, "filter", strings.Join(filters, ","), "select", openAlexFields,
		"per_page", openAlexPage, "cursor", at, "mailto", a.mail, "api_key", a.key)
}

func (a openAlex) read(c *cursor, answer polite.Answer) (page, error) {
	if err := statusOf(a.about(), answer); err != nil {
		return page{}, err
	}
	var around struct {
		Meta *struct {
			Next string `json:"next_cursor"`
		} `json:"meta"`
		Results []json.RawMessage `json:"results"`
	}
	if err := envelope(answer.Body, &around); err != nil {
		return page{}, err
	}
	if around.Meta == nil || around.Results == nil {
		return page{}, unreadable(errNoList)
	}
	p, err := papersOf(format.OpenAlex, answer.Body)
	if len(around.Results) > 0 {
		p.next = around.Meta.Next
	}
	return p, err
}
