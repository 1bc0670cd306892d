package server

import (
	"context"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// A full server sends more requests away at once, answers its probes, and goes
// on when there is room again.
func TestBusy(t *testing.T) {
	const most = 3
	e := newFake("a")
	entered, release := make(chan struct{}), make(chan struct{})
	e.searching = func(context.Context) error {
		entered <- struct{}{}
		<-release
		return nil
	}
	s := newServer(t, e, Options{MaxConcurrent: most})
	var wg sync.WaitGroup
	answers := make([]*httptest.ResponseRecorder, most)
	for i := range most {
		wg.Go(func() { answers[i] = ask(t, s.Handler(), "GET", "/v1/search?q=a", "") })
	}
	for range most {
		<-entered
	}
	for _, address := range []string{"/v1/search?q=a", "/v1/papers", "/v1/papers/a", "/v1/stats"} {
		w := ask(t, s.Handler(), "GET", address, "")
		wantProblem(t, w, http.StatusServiceUnavailable, "3 requests", "try again")
		if w.Header().Get("Retry-After") != "1" {
			t.Errorf("%s: got Retry-After %q", address, w.Header().Get("Retry-After"))
		}
	}
	for _, address := range []string{"/healthz", "/readyz", "/metrics"} {
		if w := ask(t, s.Handler(), "GET", address, ""); w.Code != http.StatusOK {
			t.Errorf("%s: got %d", address, w.Code)
		}
	}
	if w := ask(t, s.Handler(), "POST", "/v1/papers", `{"id":"b","title":"B"}`); w.Code != http.StatusOK {
		t.Errorf("an import beside searches: got %d", w.Code)
	}
	close(release)
	wg.Wait()
	for _, w := range answers {
		if w.Code != http.StatusOK {
			t.Errorf("a request that had got in: %d", w.Code)
		}
	}
	e.searching = nil
	if w := ask(t, s.Handler(), "GET", "/v1/search?q=a", ""); w.Code != http.StatusOK {
		t.Errorf("afterwards: got %d", w.Code)
	}
}

func TestBusyImports(t *testing.T) {
	e := newFake()
	entered, release := make(chan struct{}), make(chan struct{})
	e.adding = func(context.Context) error {
		close(entered)
		<-release
		return nil
	}
	s := newServer(t, e, Options{MaxImports: 1})
	done := make(chan int)
	go func() { done <- ask(t, s.Handler(), "POST", "/v1/papers", `{"id":"a","title":"A"}`).Code }()
	<-entered
	wantProblem(t, ask(t, s.Handler(), "POST", "/v1/papers", `{"id":"b","title":"B"}`), http.StatusServiceUnavailable)
	if w := ask(t, s.Handler(), "GET", "/v1/search?q=a", ""); w.Code != http.StatusOK {
		t.Errorf("a search beside an import: got %d", w.Code)
	}
	close(release)
	if code := <-done; code != http.StatusOK {
		t.Errorf("the import: got %d", code)
	}
}
