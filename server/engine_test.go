package server

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"math"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/embed"
)

// letters is an embedder whose vectors say how often each word came, by hash.
type letters struct{}

func (letters) Dimension() int            { return 32 }
func (letters) Identity() (string, error) { return "letters", nil }

func (letters) Query(_ context.Context, text string) ([]float32, error) {
	v := make([]float32, 32)
	for _, word := range strings.Fields(text) {
		h := fnv.New32a()
		h.Write([]byte(strings.ToLower(word)))
		v[h.Sum32()%32]++
	}
	square := 0.0
	for _, x := range v {
		square += float64(x) * float64(x)
	}
	if square == 0 {
		return nil, embed.ErrNoTokens
	}
	for i := range v {
		v[i] /= float32(math.Sqrt(square))
	}
	return v, nil
}

func (l letters) Documents(ctx context.Context, texts []string) ([]embed.Embedding, error) {
	out := make([]embed.Embedding, len(texts))
	for i, text := range texts {
		out[i].Vector, out[i].Err = l.Query(ctx, text)
	}
	return out, nil
}

// onEngine is a server on a real engine with a store of its own.
func onEngine(t testing.TB) *Server {
	t.Helper()
	e, err := kindred.Open(filepath.Join(t.TempDir(), "papers.db"), kindred.Options{
		OpenModel: func() (kindred.Embedder, error) { return letters{}, nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	return newServer(t, e, Options{})
}

// From nothing to ranked answers, all over HTTP.
func TestOnTheEngine(t *testing.T) {
	h := onEngine(t).Handler()
	w := ask(t, h, "POST", "/v1/papers", strings.Join([]string{
		`{"id":"hep-th/9901001v2","title":"strings and branes","published":"1999-01-01","categories":["hep-th"]}`,
		`{"id":"2310.16228","title":"folding proteins with attention","published":"2023-10-24","votes":6,"listed":"2023-10-25"}`,
		`{"id":`,
		`{"id":"2310.00001","title":"attention for strings"}`,
	}, "\n"))
	var report kindred.Report
	if err := json.Unmarshal(w.Body.Bytes(), &report); err != nil || report.Added != 3 || report.RejectedCount != 1 || report.Rejected[0].Line != 3 {
		t.Fatalf("got %d %s: %v", w.Code, w.Body, err)
	}

	search := func(method, address, body string, ids ...string) kindred.Result {
		t.Helper()
		w := ask(t, h, method, address, body)
		var r kindred.Result
		if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil || w.Code != http.StatusOK {
			t.Fatalf("%s: %d %s: %v", address, w.Code, w.Body, err)
		}
		var got []string
		for _, hit := range r.Hits {
			got = append(got, hit.ID)
		}
		if strings.Join(got, " ") != strings.Join(ids, " ") {
			t.Errorf("%s %s: got %v, need %v", address, body, got, ids)
		}
		return r
	}
	const branes, proteins, attention = "hep-th/9901001", "2310.16228", "2310.00001"
	r := search("GET", "/v1/search?q=folding+proteins&limit=1&explain=true&profile=relevance", "", proteins)
	if r.Total != 3 || r.Mode != kindred.Hybrid || r.Hits[0].Explain == nil || r.Hits[0].Score <= 0 {
		t.Errorf("got %+v", r)
	}
	search("GET", "/v1/search?q=strings&category=hep-*", "", branes)
	search("GET", "/v1/search?q=strings&from=2023&to=2023-10", "", proteins)
	search("POST", "/v1/search", `{"like":["hep-th/9901001"],"limit":1,"profile":"relevance"}`, attention)
	search("GET", "/v1/papers/hep-th/9901001/related?limit=1&profile=relevance", "", attention)
	r = search("GET", "/v1/search?q=strings&limit=1&profile=relevance&facets=year,category", "", attention)
	if years, categories := r.Facets[kindred.ByYear], r.Facets[kindred.ByCategory]; len(years) != 2 || len(categories) != 1 || categories[0] != (kindred.FacetCount{Value: "hep-th", Count: 1}) {
		t.Errorf("got facets %v", r.Facets)
	}
	search("GET", "/v1/papers?date=2023-10-25", "", proteins)

	wantJSON(t, ask(t, h, "POST", "/v1/papers/2310.16228/votes", `{"delta":1}`), `{"id":"2310.16228","votes":7}`)
	wantJSON(t, ask(t, h, "GET", "/v1/papers/hep-th%2F9901001", ""),
		`{"id":"hep-th/9901001","title":"strings and branes","categories":["hep-th"],"published":"1999-01-01"}`)
	if w := ask(t, h, "DELETE", "/v1/papers/hep-th/9901001", ""); w.Code != http.StatusNoContent {
		t.Errorf("DELETE: got %d %s", w.Code, w.Body)
	}
	wantProblem(t, ask(t, h, "GET", "/v1/papers/hep-th/9901001", ""), http.StatusNotFound, "hep-th/9901001", "2310.16228")
	wantProblem(t, ask(t, h, "DELETE", "/v1/papers/hep-th/9901001", ""), http.StatusNotFound, "2310.16228")

	// A record that brings a DOI and is no new paper; which is then found by it, too.
	w = ask(t, h, "POST", "/v1/papers", `{"id":"https://openalex.org/W1","doi":"https://doi.org/10.1000/FOLD","title":"folding proteins with attention","ids":{},"abstract_inverted_index":{"folded":[0]},"locations":[{"landing_page_url":"https://arxiv.org/abs/2310.16228"}]}`)
	if err := json.Unmarshal(w.Body.Bytes(), &report); err != nil || report.Updated != 1 || report.Merged != 1 || report.Read != 1 {
		t.Errorf("got %d %s: %v", w.Code, w.Body, err)
	}
	for _, id := range []string{"10.1000/fold", "doi:10.1000%2FFOLD", "openalex:W1", "https:%2F%2Fopenalex.org%2FW1"} {
		search("GET", "/v1/papers/"+id+"/related?limit=1", "", attention)
		if w := ask(t, h, "GET", "/v1/papers/"+id, ""); !strings.Contains(w.Body.String(), `{"id":"2310.16228","aliases":["doi:10.1000/fold","openalex:W1"],`) {
			t.Errorf("%s: got %s", id, w.Body)
		}
	}
	search("POST", "/v1/search", `{"q":"attention","unlike":["10.1000/fold"]}`, attention)
	wantJSON(t, ask(t, h, "POST", "/v1/papers/doi:10.1000/fold/votes", `{"delta":1}`), `{"id":"doi:10.1000/fold","votes":8}`)
	wantProblem(t, ask(t, h, "GET", "/v1/papers/10.1000/folds", ""), http.StatusNotFound, "doi:10.1000/fold")
	if w := ask(t, h, "DELETE", "/v1/papers/openalex:W1", ""); w.Code != http.StatusNoContent {
		t.Errorf("DELETE: got %d %s", w.Code, w.Body)
	}
	wantJSON(t, ask(t, h, "GET", "/readyz", ""), `{"status":"ready"}`)
}

// What the engine refuses is told with its parameter.
func TestEngineRefuses(t *testing.T) {
	h := onEngine(t).Handler()
	f := func(method, address, body string, status int, parameter string) {
		t.Helper()
		if p := wantProblem(t, ask(t, h, method, address, body), status); p.Parameter != parameter {
			t.Errorf("%s %s: got parameter %q, need %q: %s", address, body, p.Parameter, parameter, p.Detail)
		}
	}
	f("GET", "/v1/search?q=a&limit=500&offset=501", "", 400, "offset")
	ask(t, h, "POST", "/v1/papers", `{"id":"a","title":"A"}`) // without papers every vector finds none
	f("POST", "/v1/search", `{"vector":[1,2]}`, 400, "vector")
	f("POST", "/v1/search", `{"vector":[0]}`, 400, "vector")
	f("GET", "/v1/papers?date=2023-13-01", "", 400, "date")
	f("GET", "/v1/papers?week=2023-W60", "", 400, "week")
	f("GET", "/v1/papers?month=December", "", 400, "month")
	f("POST", "/v1/search", `{"vector":[1],"mode":"lexical"}`, 400, "mode")
	f("POST", "/v1/search", `{"like":["nobody"]}`, 404, "")
	f("GET", "/v1/papers/nobody/related", "", 404, "")
	f("POST", "/v1/papers/nobody/votes", `{"delta":1}`, 404, "")
}

// Imports and searches over one handler at the same time.
func TestTogether(t *testing.T) {
	h := onEngine(t).Handler()
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for j := range 10 {
				if w := ask(t, h, "POST", "/v1/papers", fmt.Sprintf(`{"id":"p%d.%d","title":"paper number %d"}`, i, j, j)); w.Code != http.StatusOK {
					t.Errorf("import: %d %s", w.Code, w.Body)
				}
				if w := ask(t, h, "GET", "/v1/search?q=paper", ""); w.Code != http.StatusOK {
					t.Errorf("search: %d %s", w.Code, w.Body)
				}
			}
		})
	}
	wg.Wait()
	w := ask(t, h, "GET", "/v1/search?q=paper&limit=1000", "")
	var r kindred.Result
	if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil || r.Total != 40 || len(r.Hits) != 40 {
		t.Errorf("got %d of %d papers: %v", len(r.Hits), r.Total, err)
	}
}

var _ kindred.Embedder = letters{}
