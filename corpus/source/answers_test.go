package source

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// What an API says in the place of papers ends the run with its words.
func TestAnswersThatAreNoPapers(t *testing.T) {
	f := func(source string, o Options, status int, body, want string) {
		t.Helper()
		p := newProvider(t, 1)
		p.before = func(_ int, w http.ResponseWriter, _ *http.Request) bool { return says(w, status, body) }
		r := run{source: source, o: o}
		if err := r.into(t, newStore(), p); err == nil || !strings.Contains(err.Error(), want) || p.n != 1 || len(r.given) > 0 {
			t.Errorf("%s: %d requests, %v; need one and %q", source, p.n, err, want)
		}
	}
	entry := `<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_1</id><title>Error</title><summary>malformed query</summary></entry></feed>`
	f(Arxiv, Options{Query: "x"}, 400, entry, `arXiv: the source answers with an error: "malformed query"; correct the question`)
	f(Arxiv, Options{Query: "x"}, 200, entry, `"malformed query"`)
	f(Arxiv, Options{}, 200, `<OAI-PMH><error code="badArgument">no such set</error></OAI-PMH>`, `"badArgument", "no such set"; correct the question`)
	f(Arxiv, Options{}, 200, `<OAI-PMH><error code="badResumptionToken">x</error></OAI-PMH>`, `"badResumptionToken"`) // none was sent
	f(OpenAlex, Options{Query: "x"}, 400, `{"error":"Invalid query parameters error.","message":"x is not a valid field"}`, `"Invalid query parameters error.: x is not a valid field"; correct`)
	f(SemanticScholar, Options{Query: "x"}, 400, `{"error":"Unrecognized or unsupported fields: [x]"}`, `"Unrecognized`)
	f(PubMed, Options{Query: "x"}, 200, `<eSearchResult><ERROR>Empty term and query_key - nothing todo</ERROR></eSearchResult>`, `PubMed: the source answers with an error: "Empty term`)
	f(PubMed, Options{Query: "x"}, 400, `{"error":"API key invalid"}`, `"API key invalid"`)
}

// An answer with nothing in it is the end of a list where the API says so, and a
// fault where it does not.
func TestEmptyAnswers(t *testing.T) {
	f := func(source, body string, wantErr bool) {
		t.Helper()
		p := newProvider(t, 1)
		p.before = func(_ int, w http.ResponseWriter, r *http.Request) bool {
			if strings.HasSuffix(r.URL.Path, "esearch.fcgi") {
				return says(w, 200, `<eSearchResult><Count>3</Count><QueryKey>1</QueryKey><WebEnv>M</WebEnv></eSearchResult>`)
			}
			return says(w, 200, body)
		}
		r := run{source: source, o: Options{Query: "x", Since: dateOf("2026-07-06")}}
		if source == HF || strings.HasPrefix(body, "<OAI") {
			r.o.Query = ""
		}
		if err := r.into(t, newStore(), p); wantErr != errors.Is(err, ErrPage) || !wantErr && err != nil {
			t.Errorf("%s %s: got %v", source, body, err)
		}
	}
	f(HF, `[]`, false)
	f(HF, `{}`, true)
	f(Arxiv, `<OAI-PMH><error code="noRecordsMatch"/></OAI-PMH>`, false)
	f(Arxiv, `<OAI-PMH><ListRecords/></OAI-PMH>`, false)
	f(Arxiv, `<OAI-PMH><responseDate>2026-07-06</responseDate></OAI-PMH>`, true)
	f(Arxiv, `<feed><totalResults>0</totalResults></feed>`, false)
	f(Arxiv, `<feed><totalResults>1</totalResults></feed>`, true)
	f(Arxiv, `<feed></feed>`, true)
	f(OpenAlex, `{"meta":{"count":0,"next_cursor":null},"results":[]}`, false)
	f(OpenAlex, `{"meta":{"count":0,"next_cursor":"x"},"results":[]}`, false)
	f(OpenAlex, `{"meta":{"count":0}}`, true)
	f(OpenAlex, `{"results":[]}`, true)
	f(SemanticScholar, `{"total":0,"token":null,"data":[]}`, false)
	f(SemanticScholar, `{"total":0}`, false)
	f(SemanticScholar, `{"total":5}`, true)
	f(SemanticScholar, `{}`, true)
	f(PubMed, `<PubmedArticleSet></PubmedArticleSet>`, true)
	f(PubMed, `<eSearchResult/>`, true)
}

// A place in a list that is no longer known begins the window again, and no other;
// one that is never known ends.
func TestExpiredPlace(t *testing.T) {
	for _, w := range []way{ways()[1], ways()[6]} {
		t.Run(w.name, func(t *testing.T) {
			p, s := newProvider(t, w.perPage, w.records...), newStore()
			places := 0
			p.before = func(_ int, _ http.ResponseWriter, r *http.Request) bool {
				if q := r.URL.Query(); q.Get("resumptionToken")+q.Get("WebEnv") == "" {
					return false
				}
				if places++; places == 2 {
					p.mu.Lock()
					clear(p.tokens)
					p.mu.Unlock()
				}
				return false
			}
			r := run{source: w.source, o: w.o, batch: 4}
			if err := r.into(t, s, p); err != nil {
				t.Fatal(err)
			}
			s.want(t, w.ids())
			if again := len(r.given) - len(w.records); again < 1 || again > 2*perPage(w) {
				t.Errorf("%d papers came again", again)
			}
			p.before = func(_ int, _ http.ResponseWriter, r *http.Request) bool {
				p.mu.Lock()
				clear(p.tokens)
				p.mu.Unlock()
				return false
			}
			r.o.Since = dateOf("2026-05-29") // begin anew
			if err := r.into(t, newStore(), p); !errors.Is(err, errExpired) || !strings.Contains(err.Error(), "each time it is begun anew") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A server that leads in a circle, or on for ever.
func TestEndless(t *testing.T) {
	token := func(n int) string { return fmt.Sprintf("t%d", n%3) }
	oai := func(n int) string {
		return `<OAI-PMH><ListRecords><record><header><status>x</status></header></record><resumptionToken>` + token(n) + `</resumptionToken></ListRecords></OAI-PMH>`
	}
	openAlex := func(n int) string {
		return `{"meta":{"next_cursor":"` + token(n) + `"},"results":[{"id":"https://openalex.org/W1","title":"x"}]}`
	}
	scholar := func(n int) string { return `{"token":"` + token(n) + `","data":[{"corpusId":1,"title":"x"}]}` }
	for source, page := range map[string]func(int) string{Arxiv: oai, OpenAlex: openAlex, SemanticScholar: scholar} {
		p := newProvider(t, 1)
		p.before = func(n int, w http.ResponseWriter, _ *http.Request) bool { return says(w, 200, page(n)) }
		r := run{source: source, o: Options{Query: "x"}}
		if source == Arxiv {
			r.o.Query = ""
		}
		if err := r.into(t, newStore(), p); !errors.Is(err, ErrPage) || !strings.Contains(err.Error(), "would never end") || p.n > 4 {
			t.Errorf("%s: %d requests, %v", source, p.n, err)
		}
	}
	p := newProvider(t, 1)
	p.before = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		return says(w, 200, fmt.Sprintf(`{"token":"t%d","data":[]}`, n))
	}
	r := run{source: SemanticScholar, o: Options{Query: "x"}}
	if err := r.into(t, newStore(), p); !errors.Is(err, ErrPage) || !strings.Contains(err.Error(), "pages in a row") || p.n > 200 {
		t.Errorf("empty pages: %d requests, %v", p.n, err)
	}
	p.before = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		return says(w, 200, fmt.Sprintf(`{"token":"%s","data":[]}`, strings.Repeat("t", maxToken+1)))
	}
	if err := r.into(t, newStore(), p); !errors.Is(err, ErrPage) || !strings.Contains(err.Error(), "need at most 65536") {
		t.Errorf("a long token: %v", err)
	}
	p = newProvider(t, 1)
	p.before = func(n int, w http.ResponseWriter, _ *http.Request) bool {
		return says(w, 200, `[{"paper":{"id":"2401.00001","title":"x"}}]`, "Link", `<https://huggingface.co/?p=1>; rel="next"`)
	}
	r = run{source: HF, o: Options{Since: dateOf("2026-07-06")}}
	if err := r.into(t, newStore(), p); err != nil || p.n != hfPages+1 {
		t.Errorf("pages of a day for ever: %d requests, %v", p.n, err)
	}
}
