package server

import (
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/rank"
)

const oneResult = `{"query":"folding","mode":"semantic","took_ms":1.5,"total":1,
	"results":[{"id":"hep-th/9901001","title":"On <hep-th/9901001>","votes":0,"score":0.5}]}`

func TestRoutes(t *testing.T) {
	f := func(method, address, body, want string) {
		t.Helper()
		s := newServer(t, newFake("hep-th/9901001"), Options{})
		wantJSON(t, ask(t, s.Handler(), method, address, body), want)
	}
	paper := `{"id":"hep-th/9901001","title":"On <hep-th/9901001>","votes":0}`
	f("GET", "/v1/search?q=folding", "", oneResult)
	f("POST", "/v1/search", `{"q":"folding"}`, oneResult)
	f("POST", "/v1/search", ` [{"q":"folding"},{"q":"folding"}]`, "["+oneResult+","+oneResult+"]")
	f("GET", "/v1/papers/hep-th/9901001", "", paper)
	f("GET", "/v1/papers/hep-th%2F9901001", "", paper)
	f("GET", "/v1/papers/hep-th/9901001/related", "", strings.Replace(oneResult, "folding", "", 1))
	f("GET", "/v1/papers/hep-th%2f9901001/related", "", strings.Replace(oneResult, "folding", "", 1))
	f("POST", "/v1/related", `{"library":[{"id":"2310.16228"}]}`, strings.Replace(oneResult, "folding", "", 1))
	f("POST", "/v1/papers/hep-th/9901001/votes", `{"delta":1}`, `{"id":"hep-th/9901001","votes":1}`)
	f("POST", "/v1/papers/hep-th%2F9901001/votes", `{"delta":-1}`, `{"id":"hep-th/9901001","votes":-1}`)
	f("GET", "/v1/papers", "", `{"period":"","sort":"votes","total":0,"results":[]}`)
	f("GET", "/v1/papers?date=2023-12-21&sort=trending", "", `{"period":"2023-12-21","sort":"trending","total":0,"results":[]}`)
	f("POST", "/v1/papers", `{"id":"2310.16228","title":"T"}`, `{"added":1,"updated":0,"unchanged":0,"rejected":[],"rejected_count":0,"read":0,"merged":0,"embedded":0}`)
	f("GET", "/healthz", "", `{"status":"ok"}`)
	f("GET", "/readyz", "", `{"status":"ready"}`)
	f("GET", "/v1/stats", "", `{"papers":1,"vectors":2,"deleted":0,"voted":0,"p99_votes":0,"seq":7,"model":"tiny","model_identity":"abc","dimension":8,
		"index":"flat","kernel":"","self_recall":0,"loaded":false,"path":"","bytes":0,"log_bytes":0,"free_bytes":0,"compact_bytes":0}`)
}

func TestHeadIsGetWithoutBody(t *testing.T) {
	s := newServer(t, newFake("a"), Options{})
	for _, address := range []string{"/v1/search?q=x", "/v1/papers", "/v1/papers/a", "/v1/papers/a/related", "/v1/stats", "/healthz", "/readyz", "/metrics"} {
		if w := ask(t, s.Handler(), "HEAD", address, ""); w.Code != http.StatusOK {
			t.Errorf("HEAD %s: got %d", address, w.Code)
		}
	}
}

func TestDelete(t *testing.T) {
	e := newFake("hep-th/9901001", "x/related")
	s := newServer(t, e, Options{})
	// The slash before "related" is a part of the id when it is encoded.
	for _, address := range []string{"/v1/papers/hep-th/9901001", "/v1/papers/x%2Frelated"} {
		if w := ask(t, s.Handler(), "DELETE", address, ""); w.Code != http.StatusNoContent || w.Body.Len() != 0 {
			t.Fatalf("got %d %s", w.Code, w.Body)
		}
		wantProblem(t, ask(t, s.Handler(), "DELETE", address, ""), http.StatusNotFound, "near it are a and b")
	}
	if len(e.papers) != 0 {
		t.Errorf("left over: %v", e.papers)
	}
}

func TestEveryParameterArrives(t *testing.T) {
	weight, with, no := 0.5, true, false
	from, _ := corpus.ParseDate("2021")
	to, _ := corpus.ParseDate("2023-12-21T09:30:00Z")
	need := kindred.Query{
		Text: "how & why", Limit: 20, Offset: 980, Mode: kindred.Hybrid, Fusion: rank.RRF, Profile: rank.Fresh,
		Recency: &weight, Votes: new(float64), HalfLife: 30 * rank.Day, Explain: true,
		Facets: []kindred.Facet{kindred.ByYear, kindred.ByAuthor, kindred.ByVenue},
		Filter: kindred.Filter{
			From: from, To: to, Categories: []string{"cs.*", "math.GT"}, Authors: []string{"Ada Lovelace"}, Venues: []string{"NeurIPS"},
			Organizations: []string{"a b", "c"}, MinVotes: 3, HasRepository: &with,
		},
	}
	e := newFake()
	s := newServer(t, e, Options{})
	filter := "limit=20&offset=980&profile=fresh&recency=0.5&votes=0&half_life=30d&from=2021&to=2023-12-21T09:30:00Z" +
		"&category=cs.*&category=math.GT&author=Ada+Lovelace&venue=NeurIPS&organization=a%20b&organization=c&min_votes=3&has_repository=true&explain=true&exact=false&facets=year,author,year&facets=venue,author"
	if w := ask(t, s.Handler(), "GET", "/v1/search?q=how+%26+why&mode=hybrid&fusion=rrf&"+filter, ""); w.Code != http.StatusOK || !reflect.DeepEqual(e.query, need) {
		t.Errorf("GET: got %d, %+v\nneed %+v", w.Code, e.query, need)
	}

	need.Vector, need.Like, need.Unlike = []float32{1, -0.5, 3e-3}, []string{"a", "b"}, []string{"c"}
	need.Filter.HasRepository, need.Exact = &no, true
	body := `{"q":"how & why","mode":"hybrid","fusion":"rrf","limit":20,"offset":980,"profile":"fresh","recency":0.5,"votes":0,"half_life":"30d",
		"from":"2021","to":"2023-12-21T09:30:00Z","category":["cs.*","math.GT"],"author":"Ada Lovelace","venue":["NeurIPS"],"organization":["a b","c"],
		"min_votes":3,"has_repository":false,"explain":true,"exact":true,"facets":["year","author,venue"],"vector" : [ 1 , -0.5, 3e-3 ],"like":["a","b"],"unlike":"c"}`
	if w := ask(t, s.Handler(), "POST", "/v1/search", body); w.Code != http.StatusOK || !reflect.DeepEqual(e.query, need) {
		t.Errorf("POST: got %d %s, %+v\nneed %+v", w.Code, w.Body, e.query, need)
	}

	need.Filter.HasRepository = &with
	related := kindred.RelatedQuery{
		Like: []string{"hep-th/9901001", "b"}, Unlike: []string{"c"}, Limit: 20, Offset: 980, Profile: rank.Fresh,
		Recency: &weight, Votes: new(float64), HalfLife: 30 * rank.Day, Filter: need.Filter, Facets: need.Facets, Explain: true,
	}
	if w := ask(t, s.Handler(), "GET", "/v1/papers/hep-th/9901001/related?like=b&unlike=c&"+filter, ""); w.Code != http.StatusOK || !reflect.DeepEqual(e.related, related) {
		t.Errorf("related: got %d %s, %+v\nneed %+v", w.Code, w.Body, e.related, related)
	}

	f := func(address string, need kindred.ListQuery) {
		t.Helper()
		if w := ask(t, s.Handler(), "GET", address, ""); w.Code != http.StatusOK || e.listed != need {
			t.Errorf("%s: got %d, %+v, need %+v", address, w.Code, e.listed, need)
		}
	}
	f("/v1/papers?week=2023-W51&sort=published&limit=5&offset=10", kindred.ListQuery{Week: "2023-W51", Sort: kindred.ByPublished, Limit: 5, Offset: 10})
	f("/v1/papers?month=2023-12&sort=votes", kindred.ListQuery{Month: "2023-12", Sort: kindred.ByVotes})
	f("/v1/papers?date=2023-12-21", kindred.ListQuery{Date: "2023-12-21"})
}

func TestNullIsAbsent(t *testing.T) {
	e := newFake()
	s := newServer(t, e, Options{})
	ask(t, s.Handler(), "POST", "/v1/search", `{"q":"x","limit":null,"category":[null],"has_repository":null}`)
	if need := (kindred.Query{Text: "x"}); !reflect.DeepEqual(e.query, need) {
		t.Errorf("got %+v, need %+v", e.query, need)
	}
}

func TestReadiness(t *testing.T) {
	e := newFake()
	e.notReady = kindred.ErrNotReady
	s := newServer(t, e, Options{Now: func() time.Time { return time.Time{} }})
	w := ask(t, s.Handler(), "GET", "/readyz", "")
	wantProblem(t, w, http.StatusServiceUnavailable, "not ready")
	if w.Header().Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	wantJSON(t, ask(t, s.Handler(), "GET", "/healthz", ""), `{"status":"ok"}`)
}
