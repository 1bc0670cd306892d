package source

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// A record is a paper that a fake provider has.
type record struct {
	n   int
	day string
}

// A provider answers as the APIs do, with records of ours.
type provider struct {
	*httptest.Server

	mu      sync.Mutex
	records []record // by day
	perPage int
	tokens  map[string][]record // what is left behind a token, or kept under a WebEnv
	log     []string            // requests that were answered, without what is the same in all
	n       int                 // requests

	// before may answer in the place of the provider, the nth request; it returns
	// whether it did.
	before func(n int, w http.ResponseWriter, r *http.Request) bool
}

func newProvider(t *testing.T, perPage int, records ...record) *provider {
	p := &provider{records: records, perPage: perPage, tokens: map[string][]record{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/daily_papers", p.hf)
	mux.HandleFunc("/oai", p.oai)
	mux.HandleFunc("/api/query", p.atom)
	mux.HandleFunc("/works", p.openAlex)
	mux.HandleFunc("/graph/v1/paper/search/bulk", p.scholar)
	mux.HandleFunc("/entrez/eutils/esearch.fcgi", p.esearch)
	mux.HandleFunc("/entrez/eutils/efetch.fcgi", p.efetch)
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		p.n++
		n, before := p.n, p.before
		p.mu.Unlock()
		if before != nil && before(n, w, r) {
			return
		}
		p.mu.Lock()
		defer p.mu.Unlock()
		p.log = append(p.log, short(r.URL))
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(p.Close)
	return p
}

// short is a request without what is the same in all.
func short(u *url.URL) string {
	q := u.Query()
	for _, same := range []string{"verb", "metadataPrefix", "sort", "limit", "sortBy", "sortOrder", "max_results", "select", "per_page", "fields", "db", "tool", "usehistory", "retmax", "retmode", "datetype"} {
		q.Del(same)
	}
	s, _ := url.QueryUnescape(q.Encode())
	return u.Path[strings.LastIndex(u.Path, "/")+1:] + "?" + s
}

// took returns the requests since it was last called.
func (p *provider) took() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	log := p.log
	p.log = nil
	return log
}

// between are the records from a day to a day, "" for an open end.
func (p *provider) between(from, to string) (found []record) {
	for _, r := range p.records {
		if r.day >= from && (to == "" || r.day <= to) {
			found = append(found, r)
		}
	}
	return found
}

// cut gives a page of records, and a token for the others.
func (p *provider) cut(from []record) (now []record, token string) {
	if len(from) <= p.perPage {
		return from, ""
	}
	token = fmt.Sprintf("token|%d&%d", len(p.tokens)+1, len(from))
	p.tokens[token] = from[p.perPage:]
	return from[:p.perPage], token
}

func (p *provider) hf(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	day := q.Get("date") + q.Get("month")
	if day > today.String() {
		http.Error(w, `{"error":"not open yet"}`, http.StatusBadRequest)
		return
	}
	var found []record
	for _, r := range p.records {
		if strings.HasPrefix(r.day, day) {
			found = append(found, r)
		}
	}
	page, _ := strconv.Atoi(q.Get("p"))
	now := found[min(page*p.perPage, len(found)):min((page+1)*p.perPage, len(found))]
	items := []any{}
	for _, r := range now {
		items = append(items, map[string]any{"paper": map[string]any{
			"id": arxivOf(r.n), "title": titleOf(r.n), "summary": "Owls.", "submittedOnDailyAt": r.day + "T00:00:00.000Z", "upvotes": r.n,
		}})
	}
	body, _ := json.Marshal(items)
	tag := fmt.Sprintf(`W/"%x"`, sha256.Sum256(body))
	if w.Header().Set("ETag", tag); r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	if (page+1)*p.perPage < len(found) {
		w.Header().Set("Link", fmt.Sprintf(`<%s?date=%s&p=%d>; rel="next"`, p.URL, day, page+1))
	}
	w.Write(body)
}

func (p *provider) oai(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	found := p.between(q.Get("from"), q.Get("until"))
	if token := q.Get("resumptionToken"); token != "" {
		rest, ok := p.tokens[token]
		if !ok {
			fmt.Fprint(w, `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="badResumptionToken">expired</error></OAI-PMH>`)
			return
		}
		found = rest
	}
	if len(found) == 0 {
		fmt.Fprint(w, `<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="noRecordsMatch"/></OAI-PMH>`)
		return
	}
	fmt.Fprint(w, `<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>`)
	now, token := p.cut(found)
	for _, r := range now {
		fmt.Fprintf(w, `<record><header><identifier>oai:arXiv.org:%[1]s</identifier><datestamp>%[2]s</datestamp></header>
			<metadata><arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>%[1]s</id><created>%[2]s</created><title>%[3]s</title><abstract>Owls.</abstract></arXiv></metadata></record>`,
			arxivOf(r.n), r.day, titleOf(r.n))
	}
	if token != "" {
		fmt.Fprintf(w, `<resumptionToken cursor="0">%s</resumptionToken>`, strings.ReplaceAll(token, "&", "&amp;"))
	}
	fmt.Fprint(w, `</ListRecords></OAI-PMH>`)
}

func (p *provider) atom(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	query, days, _ := strings.Cut(q.Get("search_query"), ") AND submittedDate:[")
	from, to, _ := strings.Cut(strings.TrimSuffix(days, "]"), " TO ")
	if strings.Contains(query, "nonsense") {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/api/errors#nonsense</id><title>Error</title><summary>malformed query</summary></entry></feed>`)
		return
	}
	iso := func(s string) string { return s[:4] + "-" + s[4:6] + "-" + s[6:8] }
	found := p.between(iso(from), iso(to))
	start, _ := strconv.Atoi(q.Get("start"))
	fmt.Fprintf(w, `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/"><opensearch:totalResults>%d</opensearch:totalResults>`, len(found))
	for _, r := range found[min(start, len(found)):min(start+p.perPage, len(found))] {
		fmt.Fprintf(w, `<entry><id>http://arxiv.org/abs/%sv1</id><published>%sT00:00:00Z</published><title>%s</title><summary>Owls.</summary></entry>`, arxivOf(r.n), r.day, titleOf(r.n))
	}
	fmt.Fprint(w, `</feed>`)
}

func (p *provider) openAlex(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	from, to := "", ""
	for _, f := range strings.Split(q.Get("filter"), ",") {
		if day, ok := strings.CutPrefix(f, "from_publication_date:"); ok {
			from = day
		}
		if day, ok := strings.CutPrefix(f, "to_publication_date:"); ok {
			to = day
		}
	}
	found := p.between(from, to)
	if at := q.Get("cursor"); at != "*" {
		found = p.tokens[at]
	}
	now, token := p.cut(found)
	results := []any{}
	for _, r := range now {
		results = append(results, map[string]any{
			"id": fmt.Sprintf("https://openalex.org/W%d", r.n), "title": titleOf(r.n), "publication_date": r.day,
			"abstract_inverted_index": map[string][]int{"Owls.": {0}},
		})
	}
	meta := map[string]any{"count": len(found), "next_cursor": nil}
	if token != "" {
		meta["next_cursor"] = token
	}
	json.NewEncoder(w).Encode(map[string]any{"meta": meta, "results": results})
}

func (p *provider) scholar(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	from, to, _ := strings.Cut(q.Get("publicationDateOrYear"), ":")
	found := p.between(from, to)
	if token := q.Get("token"); token != "" {
		found = p.tokens[token]
	}
	now, token := p.cut(found)
	data := []any{}
	for _, r := range now {
		data = append(data, map[string]any{"paperId": strings.Repeat("a", 40), "corpusId": r.n, "title": titleOf(r.n), "publicationDate": r.day})
	}
	answer := map[string]any{"total": len(found), "data": data}
	if token != "" {
		answer["token"] = token
	}
	json.NewEncoder(w).Encode(answer)
}

func (p *provider) esearch(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	iso := func(s string) string { return strings.ReplaceAll(s, "/", "-") }
	found := p.between(iso(q.Get("mindate")), iso(q.Get("maxdate")))
	env := fmt.Sprintf("MCID_%d", len(p.tokens)+1)
	p.tokens[env] = found
	fmt.Fprintf(w, `<?xml version="1.0" encoding="UTF-8" ?>
<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch 20060628//EN" "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">
<eSearchResult><Count>%d</Count><RetMax>0</RetMax><RetStart>0</RetStart><QueryKey>1</QueryKey><WebEnv>%s</WebEnv><IdList/></eSearchResult>`, len(found), env)
}

func (p *provider) efetch(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	found, ok := p.tokens[q.Get("WebEnv")]
	if !ok {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `<?xml version="1.0" encoding="UTF-8" ?><eFetchResult><ERROR>Cannot retrieve history data</ERROR></eFetchResult>`)
		return
	}
	start, _ := strconv.Atoi(q.Get("retstart"))
	most, _ := strconv.Atoi(q.Get("retmax"))
	fmt.Fprint(w, `<?xml version="1.0" ?><!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd"><PubmedArticleSet>`)
	for _, r := range found[min(start, len(found)):min(start+most, len(found))] {
		fmt.Fprintf(w, `<PubmedArticle><MedlineCitation><PMID Version="1">%d</PMID><Article><ArticleTitle>%s</ArticleTitle></Article></MedlineCitation></PubmedArticle>`, r.n, titleOf(r.n))
	}
	fmt.Fprint(w, `</PubmedArticleSet>`)
}

func arxivOf(n int) string { return fmt.Sprintf("2401.%05d", n) }

func titleOf(n int) string { return fmt.Sprintf("Owl %d", n) }
