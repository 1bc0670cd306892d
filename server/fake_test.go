package server

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// fake is an engine with papers in a map, which notes what it was asked.
type fake struct {
	mu      sync.Mutex
	papers  map[string]corpus.Paper
	query   kindred.Query
	related kindred.RelatedQuery
	listed  kindred.ListQuery

	searching func(context.Context) error // called by Search, when not nil
	adding    func(context.Context) error // called by Add behind the last paper, when not nil
	failure   error                       // of every call but Add, when not nil
	notReady  error
}

func newFake(ids ...string) *fake {
	f := &fake{papers: map[string]corpus.Paper{}}
	for _, id := range ids {
		f.papers[id] = corpus.Paper{ID: id, Title: "On <" + id + ">", Votes: new(int)}
	}
	return f
}

func (f *fake) Search(ctx context.Context, q kindred.Query) (kindred.Result, error) {
	if f.searching != nil {
		if err := f.searching(ctx); err != nil {
			return kindred.Result{}, err
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.query = q
	return f.result(q.Text), f.failure
}

func (f *fake) result(query string) kindred.Result {
	res := kindred.Result{
		Query: query, Mode: kindred.Semantic, TookMS: 1.5, Total: len(f.papers), Hits: []kindred.Hit{},
		Timing: kindred.Timing{Embed: time.Millisecond, Search: time.Millisecond, Fetch: time.Millisecond},
	}
	for _, p := range f.papers {
		res.Hits = append(res.Hits, kindred.Hit{Paper: p, Score: 0.5})
	}
	return res
}

func (f *fake) Related(_ context.Context, q kindred.RelatedQuery) (kindred.Result, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.related = q
	return f.result(""), f.failure
}

func (f *fake) List(_ context.Context, q kindred.ListQuery) (kindred.Listing, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.listed = q
	return kindred.Listing{Period: q.Date, Sort: cmp.Or(q.Sort, kindred.ByVotes), Papers: []corpus.Paper{}}, f.failure
}

func (f *fake) Paper(_ context.Context, id string) (corpus.Paper, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p, ok := f.papers[id]
	if !ok && f.failure == nil {
		return p, fmt.Errorf("%w: %q; near it are a and b", corpus.ErrNotFound, id)
	}
	return p, f.failure
}

func (f *fake) Add(ctx context.Context, papers iter.Seq2[corpus.Paper, error]) (r kindred.Report, err error) {
	for p, err := range papers {
		var bad *format.RecordError
		if errors.As(err, &bad) {
			r.Rejected = append(r.Rejected, kindred.Rejection{Line: bad.Line, Reason: bad.Err.Error()})
			r.RejectedCount++
			continue
		}
		if err != nil {
			return r, err
		}
		f.mu.Lock()
		f.papers[p.ID] = p
		f.mu.Unlock()
		r.Added++
	}
	if f.adding != nil {
		err = f.adding(ctx)
	}
	return r, err
}

func (f *fake) Vote(_ context.Context, id string, delta int) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p, ok := f.papers[id]
	if !ok {
		return 0, fmt.Errorf("%w: %q", corpus.ErrNotFound, id)
	}
	*p.Votes += delta
	return *p.Votes, f.failure
}

func (f *fake) Delete(_ context.Context, ids ...string) (deleted []string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, id := range ids {
		if _, ok := f.papers[id]; ok {
			delete(f.papers, id)
			deleted = append(deleted, id)
		}
	}
	return deleted, f.failure
}

func (f *fake) Stats(context.Context) (kindred.Stats, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return kindred.Stats{Papers: len(f.papers), Vectors: 2, Seq: 7, Model: "tiny", Identity: "abc", Dimension: 8, Index: "flat"}, f.failure
}

func (f *fake) Ready() error { return f.notReady }

// testing server: silent, on an engine of three papers.
func newServer(t testing.TB, e Engine, o Options) *Server {
	t.Helper()
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	s, err := New(e, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// ask sends a request by hand: method, address, body, and headers as "Name: value".
func ask(t testing.TB, h http.Handler, method, address, body string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	var r io.Reader
	if body != "" {
		r = strings.NewReader(body)
	}
	req := httptest.NewRequest(method, address, r)
	req.Host = "localhost:7700"
	if body != "" {
		req.Header.Set("Content-Type", mediaJSON)
	}
	for _, line := range headers {
		name, value, _ := strings.Cut(line, ": ")
		if name == "Host" {
			req.Host = value
			continue
		}
		req.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, req)
	return w
}

// wantProblem checks an error's form, its status, and words of its detail.
func wantProblem(t testing.TB, w *httptest.ResponseRecorder, status int, words ...string) problem {
	t.Helper()
	var p problem
	if err := json.Unmarshal(w.Body.Bytes(), &p); err != nil {
		t.Fatalf("status %d, body %q: %v", w.Code, w.Body, err)
	}
	if w.Code != status || p.Status != status {
		t.Errorf("got status %d, in the body %d, need %d: %s", w.Code, p.Status, status, p.Detail)
	}
	if got := w.Header().Get("Content-Type"); got != problemType {
		t.Errorf("got Content-Type %q, need %q", got, problemType)
	}
	if p.Type != "about:blank" || p.Title != http.StatusText(status) {
		t.Errorf("got type %q and title %q", p.Type, p.Title)
	}
	for _, word := range words {
		if !strings.Contains(p.Detail, word) {
			t.Errorf("detail %q lacks %q", p.Detail, word)
		}
	}
	return p
}

// wantJSON checks status and body of an answer, compared as JSON values.
func wantJSON(t testing.TB, w *httptest.ResponseRecorder, want string) {
	t.Helper()
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != mediaJSON {
		t.Fatalf("got status %d, %s: %s", w.Code, w.Header().Get("Content-Type"), w.Body)
	}
	var got, need any
	if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(want), &need); err != nil {
		t.Fatal(err)
	}
	g, _ := json.Marshal(got)
	n, _ := json.Marshal(need)
	if string(g) != string(n) {
		t.Errorf("got  %s\nneed %s", g, n)
	}
}

// panicking is an engine with a fault in it.
type panicking struct{ *fake }

func (panicking) Paper(context.Context, string) (corpus.Paper, error) { panic("boom") }
