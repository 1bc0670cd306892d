package server

import (
	"encoding/json"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/rank"
)

func TestLibraryIsRead(t *testing.T) {
	engine := newFake("a")
	s := newServer(t, engine, Options{})
	year, err := corpus.ParseDate("2020")
	if err != nil {
		t.Fatal(err)
	}
	f := func(body string, want ...corpus.Paper) {
		t.Helper()
		w := ask(t, s.Handler(), "POST", "/v1/related", body)
		if w.Code != http.StatusOK || !reflect.DeepEqual(engine.related.Library, want) {
			t.Errorf("%s: %d %s\ngot  %+v\nneed %+v", body, w.Code, w.Body, engine.related.Library, want)
		}
	}
	f(`{"library":["2310.16228","hep-th/9901001v2"]}`, corpus.Paper{ID: "2310.16228"}, corpus.Paper{ID: "hep-th/9901001v2"})
	f(`{"library":[{"id":"2310.16228"}]}`, corpus.Paper{ID: "2310.16228"})
	f(`{"library":[{"title":"A title","abstract":"Of two. Sentences."},"x"]}`, corpus.Paper{ID: "x"}, corpus.Paper{ID: "hf:a-title", Title: "A title", Abstract: "Of two. Sentences."})
	f(`{"library":[{"id":"y","type":"article-journal","title":"As a citation","issued":{"date-parts":[[2020]]}}]}`, // CSL-JSON
		corpus.Paper{ID: "hf:as-a-citation", Title: "As a citation", Published: year, Source: corpus.SourceLibrary})
	f(`{"like":["b"],"text":"an abstract","limit":3,"offset":1,"unlike":["c"],"profile":"fresh","category":"cs.*","explain":true,"diversity":0.5,"exact":true}`)
	q := engine.related
	if q.Text != "an abstract" || q.Like[0] != "b" || q.Unlike[0] != "c" || q.Limit != 3 || q.Offset != 1 || q.Profile != rank.Fresh ||
		q.Filter.Categories[0] != "cs.*" || !q.Explain || q.Diversity != 0.5 || !q.Exact {
		t.Errorf("got %+v", q)
	}

	// What is no paper is passed over, and told.
	w := ask(t, s.Handler(), "POST", "/v1/related", `{"library":["2310.16228",{"id":"z","votes":-1},3,{"title":"A title"}]}`)
	var got struct{ Notes []string }
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || len(engine.related.Library) != 2 {
		t.Fatalf("%v: %s", err, w.Body)
	}
	if len(got.Notes) != 2 || !strings.HasPrefix(got.Notes[0], "record 2 of the library was passed over: ") || !strings.HasPrefix(got.Notes[1], "record 3 of") {
		t.Errorf("it says %q", got.Notes)
	}
}

func TestLibraryIsRefused(t *testing.T) {
	s := newServer(t, newFake("a"), Options{MaxLibrary: 2000})
	f := func(status int, body, says string) {
		t.Helper()
		w := ask(t, s.Handler(), "POST", "/v1/related", body)
		var p problem
		if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil || w.Code != status || !strings.Contains(p.Detail, says) {
			t.Errorf("%.60s: %d %+v, %v; need %d and %q", body, w.Code, p, err, status, says)
		}
	}
	f(400, `{}`, "parameter library: it is missing; need a list of ids")
	f(400, `{"library":null}`, "need a list of ids")
	f(400, `{"library":[]}`, "it is empty")
	f(400, `{"library":"a"}`, "got a text")
	f(400, `{"library":[1,2]}`, "parameter library")
	f(400, `{"library":[""]}`, "parameter library")
	f(400, `{"library":[{"votes":3}]}`, "neither title nor abstract")
	f(400, `{"library":["a"],"library":["b"]}`, "stands twice")
	f(400, `{"library":["a"],"q":"b"}`, "it is not known; accepted are limit")
	f(400, `{"library":["a"],"limit":"ten"}`, "parameter limit")
	f(400, `["a"]`, "need an object")
	f(400, ` `, "empty")
	f(413, `{"library":["`+strings.Repeat("x", 2000)+`"]}`, "longer than 2000 bytes")
	if w := ask(t, s.Handler(), "GET", "/v1/related", ""); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("GET: %d", w.Code)
	}
	if w := ask(t, s.Handler(), "POST", "/v1/related?limit=3", `{"library":["a"]}`); w.Code != http.StatusBadRequest {
		t.Errorf("a parameter in the address: %d", w.Code)
	}
}

func FuzzLibrary(f *testing.F) {
	for _, seed := range []string{`{"library":["a",{"id":"b"},{"title":"c"}],"limit":3}`, `{"library":[[],null,{"id":1}]}`, `{"library":[{"paper":{"id":"a"}}]}`, `{"library":[{"a":"\ud800"}]}`} {
		f.Add(seed)
	}
	s := newServer(f, newFake(), Options{})
	f.Fuzz(func(t *testing.T, body string) {
		q, notes, err := s.parseLibrary([]byte(body))
		if err != nil {
			wantRefusal(t, err)
			return
		}
		if len(notes) > notedRecords+1 || len(q.Library)+len(q.Like)+len(q.Text) == 0 {
			t.Errorf("%d notes, %+v", len(notes), q)
		}
		for _, p := range q.Library {
			if p.ID == "" {
				t.Errorf("a paper without an id: %+v", p)
			}
		}
	})
}
