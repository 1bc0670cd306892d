package server

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestBadParameters(t *testing.T) {
	s := newServer(t, newFake("a"), Options{MaxQuery: 30})
	f := func(address, parameter string, words ...string) {
		t.Helper()
		p := wantProblem(t, ask(t, s.Handler(), "GET", address, ""), http.StatusBadRequest, append(words, parameter)...)
		if p.Parameter != parameter {
			t.Errorf("%s: got parameter %q, need %q", address, p.Parameter, parameter)
		}
	}
	f("/v1/search", "q", "missing")
	f("/v1/search?q=", "q", "empty")
	f("/v1/search?q=a&q=b", "q", "given 2 times")
	f("/v1/search?q="+strings.Repeat("x", 31), "q", "at most 30 bytes")
	f("/v1/search?q=%ff", "q", "not UTF-8")
	f("/v1/search?q=a%00b", "q", "NUL")
	f("/v1/search?query=a", "query", "not known", "accepted are q, mode, fusion, snippets, limit, offset, profile")
	f("/v1/search?q=a&vector=1", "vector", "not known") // too long for an address; only in a body
	f("/v1/search?q=a&limit=", "limit", "empty", "1 to 1000")
	f("/v1/search?q=a&category=", "category", "empty")
	f("/v1/search?q=a&category=cs.CL&category=%ff", "category", "not UTF-8")
	for name, values := range map[string][]string{
		"limit":          {"0", "-1", "1001", "1.5", "ten", "99999999999999999999", "1e2"},
		"offset":         {"-1", "1000", "x"},
		"mode":           {"fuzzy", "Semantic"},
		"fusion":         {"sum"},
		"profile":        {"best"},
		"recency":        {"-0.1", "10.1", "NaN", "Inf", "x"},
		"votes":          {"-1", "11", "nan"},
		"half_life":      {"30", "0d", "-1d", "1m", "101y"},
		"from":           {"12-21", "2023-13", "yesterday", "2023-02-30"},
		"to":             {"20231221"},
		"min_votes":      {"-1", "x", "1000000001"},
		"has_repository": {"yes", "1", "TRUE"},
		"facets":         {"day", "year,", ",", "category,x", "Year"},
		"explain":        {"on"},
		"exact":          {"2"},
	} {
		for _, v := range values {
			f("/v1/search?q=a&"+name+"="+v, name, "got", v, "need")
			if name != "mode" && name != "fusion" {
				f("/v1/papers/a/related?"+name+"="+v, name, "got", v)
			}
		}
	}
	f("/v1/papers/a/related?q=x", "q", "not known")
	f("/v1/papers?sort=best", "sort", "votes, published or trending")
	f("/v1/papers?limit=0", "limit", "1 to 1000")
	f("/v1/papers?offset=1000", "offset")
	f("/v1/papers?day=2023", "day", "accepted are date, week, month, sort")
	f("/v1/papers/a?x=1", "x", "accepted are none")
	f("/v1/stats?x=1", "x", "accepted are none")
	f("/v1/papers/a%00b", "id", "NUL")
	f("/v1/papers/%ff", "id", "not UTF-8")
}

func TestUnreadableAddress(t *testing.T) {
	s := newServer(t, newFake(), Options{})
	for _, query := range []string{"q=%zz", "q=a;b", "q=%"} {
		req := httptest.NewRequest("GET", "/v1/search", nil)
		req.Host, req.URL.RawQuery = "localhost", query
		w := httptest.NewRecorder()
		s.Handler().ServeHTTP(w, req)
		wantProblem(t, w, http.StatusBadRequest, "cannot be read")
	}
}

func TestBadBodies(t *testing.T) {
	s := newServer(t, newFake("a"), Options{MaxBatch: 2, MaxBody: 400})
	f := func(body, parameter string, words ...string) {
		t.Helper()
		p := wantProblem(t, ask(t, s.Handler(), "POST", "/v1/search", body), http.StatusBadRequest, words...)
		if p.Parameter != parameter {
			t.Errorf("%s: got parameter %q, need %q", body, p.Parameter, parameter)
		}
	}
	f(" ", "", "empty")
	f("x", "", "not JSON")
	f(`"q"`, "", "object")
	f("null", "", "object")
	f("{", "", "cut short")
	f(`{"q"`, "", "cut short")
	f(`{"q":`, "", "cut short")
	f(`{"q":"a"`, "", "cut short")
	f(`{"q":"a",}`, "", "not JSON")
	f(`{"q":"a"} {"q":"b"}`, "", "goes on")
	f(`{"q":"a"}x`, "", "goes on")
	f(`{}`, "q", "need q, vector or like")
	f(`{"q":1}`, "q", "got a number; need a text")
	f(`{"q":{"q":1}}`, "q", "got an object")
	f(`{"q":[["a"]]}`, "q", "got a list")
	f(`{"q":["a","b"]}`, "q", "given 2 times")
	f(`{"q":"a","q":"b"}`, "q", "twice")
	f(`{"Q":"a"}`, "Q", "not known", "vector, like, unlike")
	f(`{"q":"a","limit":"5"}`, "limit", "got a text; need a number")
	f(`{"q":"a","limit":1e1}`, "limit", "1 to 1000")
	f(`{"q":"a","explain":"true"}`, "explain", "got a text; need true or false")
	f(`{"vector":["a"]}`, "vector", "got a text; need a number")
	f(`{"vector":[1e99]}`, "vector", "1e99")
	f(`{"like":[7]}`, "like", "got a number; need a text")
	f("{\"q\":\"\xff\"}", "", "not UTF-8")
	f(`{"q":"a\u0000b"}`, "q", "NUL")
	f(strings.Repeat("[", 300), "", "not JSON", "array of searches")
	f(`{"q":`+strings.Repeat("[", 300), "", "cut short")
	f("[]", "", "0 searches; need 1 to 2")
	f(`[{"q":"a"},{"q":"a"},{"q":"a"}]`, "", "3 searches")
	f(`[{"q":"a"},{"q":"a","limit":0}]`, "limit", "search 2 of the batch")
	f(`[{"q":"a"},7]`, "", "search 2 of the batch", "object")
	wantProblem(t, ask(t, s.Handler(), "POST", "/v1/search", `{"q":"`+strings.Repeat("x", 400)+`"}`), http.StatusRequestEntityTooLarge, "longer than 400 bytes")
	wantProblem(t, ask(t, s.Handler(), "POST", "/v1/search?q=x", `{"q":"a"}`), http.StatusBadRequest, "parameter q", "accepted are none")
}

func TestDeepJSON(t *testing.T) {
	s := newServer(t, newFake("a"), Options{})
	deep := strings.Repeat("[", 400_000)
	for _, body := range []string{deep, `{"q":` + deep, `{"q":` + deep + strings.Repeat("]", 400_000) + `}`, strings.Repeat(`{"q":`, 100_000)} {
		wantProblem(t, ask(t, s.Handler(), "POST", "/v1/search", body), http.StatusBadRequest)
	}
}

func TestBadBallots(t *testing.T) {
	s := newServer(t, newFake("a"), Options{})
	for _, body := range []string{`{}`, `{"delta":0}`, `{"delta":2}`, `{"delta":"1"}`, `{"delta":1.5}`, `{"delta":1,"id":"a"}`, `{"delta":null}`} {
		wantProblem(t, ask(t, s.Handler(), "POST", "/v1/papers/a/votes", body), http.StatusBadRequest, "parameter")
	}
	wantProblem(t, ask(t, s.Handler(), "POST", "/v1/papers/b/votes", `{"delta":1}`), http.StatusNotFound, `"b"`)
}

func TestNoRouteNoMethod(t *testing.T) {
	s := newServer(t, newFake("a"), Options{})
	for _, address := range []string{"/", "/v1", "/v1/search/", "/v1/nothing", "/v2/search?q=a", "/v1/papers/", "/v1//search", "/favicon.ico"} {
		wantProblem(t, ask(t, s.Handler(), "GET", address, ""), http.StatusNotFound)
	}
	f := func(method, address, allow string) {
		t.Helper()
		w := ask(t, s.Handler(), method, address, "")
		wantProblem(t, w, http.StatusMethodNotAllowed, method, allow)
		if got := w.Header().Get("Allow"); got != allow {
			t.Errorf("%s %s: got Allow %q, need %q", method, address, got, allow)
		}
	}
	f("DELETE", "/v1/search", "GET, HEAD, POST")
	f("PUT", "/v1/papers", "GET, HEAD, POST")
	f("PATCH", "/v1/papers/a", "GET, HEAD, DELETE")
	f("POST", "/v1/papers/a", "GET, HEAD, DELETE")
	f("POST", "/v1/papers/hep-th/9901001/related", "GET, HEAD")
	f("DELETE", "/v1/papers/a/votes", "POST")
	f("GET", "/v1/papers/a/votes", "POST")
	f("POST", "/v1/stats", "GET, HEAD")
	f("OPTIONS", "/v1/stats", "GET, HEAD")
	f("BREW", "/v1/stats", "GET, HEAD")
}

func TestUnknownPaper(t *testing.T) {
	s := newServer(t, newFake("a"), Options{})
	wantProblem(t, ask(t, s.Handler(), "GET", "/v1/papers/hep-th/9", ""), http.StatusNotFound, `"hep-th/9"`, "near it are a and b")
	// A '%2F' that is itself encoded is no slash.
	wantProblem(t, ask(t, s.Handler(), "GET", "/v1/papers/hep-th%252F9", ""), http.StatusNotFound, `"hep-th%2F9"`)
}
