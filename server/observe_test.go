package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
)

// logged collects the lines of a log.
type logged struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logged) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(b)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (l *logged) logger(level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(l, &slog.HandlerOptions{Level: level}))
}

func TestLogLine(t *testing.T) {
	var log logged
	tick := time.Unix(0, 0)
	s := newServer(t, newFake("a"), Options{Logger: log.logger(slog.LevelInfo), Now: func() time.Time {
		tick = tick.Add(1500 * time.Microsecond)
		return tick
	}})
	w := ask(t, s.Handler(), "GET", "/v1/search?q=private+matters", "", "X-Request-ID: trace-7")
	var line map[string]any
	if err := json.Unmarshal([]byte(log.String()), &line); err != nil {
		t.Fatalf("%v: %q", err, log.String())
	}
	delete(line, "time")
	want := map[string]any{
		"level": "INFO", "msg": "request", "id": "trace-7", "method": "GET", "route": "/v1/search", "status": 200.0, "ms": 1.5,
		"bytes": float64(w.Body.Len()), "remote": "192.0.2.1:1234",
	}
	for k, v := range want {
		if line[k] != v {
			t.Errorf("%s: got %v, need %v", k, line[k], v)
		}
	}
	if len(line) != len(want) {
		t.Errorf("got %v", line)
	}
}

func TestLogKeepsQueriesPrivate(t *testing.T) {
	private := []string{"private", "secret-paper"}
	run := func(level slog.Level) string {
		var log logged
		s := newServer(t, newFake("a"), Options{Logger: log.logger(level)})
		for _, address := range []string{"/v1/search?q=private", "/v1/search?limit=private", "/v1/papers/secret-paper", "/private/secret-paper"} {
			ask(t, s.Handler(), "GET", address, "")
		}
		ask(t, s.Handler(), "POST", "/v1/search", `{"q":"private","like":["secret-paper"]}`)
		ask(t, s.Handler(), "GET", "/healthz", "")
		return log.String()
	}
	info := run(slog.LevelInfo)
	for _, word := range private {
		if strings.Contains(info, word) {
			t.Errorf("the log of level Info has %q:\n%s", word, info)
		}
	}
	if got := strings.Count(info, "\n"); got != 5 {
		t.Errorf("got %d lines, need 5, none for /healthz", got)
	}
	if debug := run(slog.LevelDebug); !strings.Contains(debug, "/v1/search?q=private") || strings.Count(debug, "\n") != 6 {
		t.Errorf("the log of level Debug lacks addresses:\n%s", debug)
	}
}

func TestRequestID(t *testing.T) {
	s := newServer(t, newFake(), Options{})
	f := func(sent string, kept bool) {
		t.Helper()
		got := ask(t, s.Handler(), "GET", "/healthz", "", "X-Request-ID: "+sent).Header().Get("X-Request-ID")
		if (got == sent) != kept || !wellFormedID(got) {
			t.Errorf("sent %q, got %q", sent, got)
		}
	}
	f("4bf92f35-77b3-4da6_a3ce.1", true)
	f(strings.Repeat("a", 64), true)
	f(strings.Repeat("a", 65), false)
	f("", false)
	f("a b", false)
	f(`a"b`, false)
	f("a\nb", false)
	f("ä", false)
	one, two := ask(t, s.Handler(), "GET", "/healthz", ""), ask(t, s.Handler(), "GET", "/healthz", "")
	if one.Header().Get("X-Request-ID") == two.Header().Get("X-Request-ID") {
		t.Error("two requests have the same id")
	}
}

func TestMetrics(t *testing.T) {
	e := newFake("a", "b")
	s := newServer(t, e, Options{MaxImports: 1})
	for _, r := range [][2]string{{"GET", "/v1/search?q=x"}, {"GET", "/v1/search?q=x"}, {"GET", "/v1/search"}, {"GET", "/v1/papers/c"}, {"GET", "/v1/papers/a/related"}, {"GET", "/x"}, {"GET", "/y"}, {"BREW", "/z"}} {
		ask(t, s.Handler(), r[0], r[1], "")
	}
	s.imports <- struct{}{} // an import that goes on
	ask(t, s.Handler(), "POST", "/v1/papers", "{}")
	metrics := func() string { return ask(t, s.Handler(), "GET", "/metrics", "").Body.String() }
	got := metrics()
	for _, line := range []string{
		`kindred_http_requests_total{method="GET",route="/v1/search",status="200"} 2`,
		`kindred_http_requests_total{method="GET",route="/v1/search",status="400"} 1`,
		`kindred_http_requests_total{method="GET",route="/v1/papers/{id}",status="404"} 1`,
		`kindred_http_requests_total{method="GET",route="/v1/papers/{id}/related",status="200"} 1`,
		`kindred_http_requests_total{method="GET",route="none",status="404"} 2`,
		`kindred_http_requests_total{method="other",route="none",status="404"} 1`,
		`kindred_http_request_seconds_count{route="/v1/search"} 3`,
		`kindred_search_stage_seconds_count{stage="embed"} 3`,
		`kindred_search_stage_seconds_count{stage="search"} 3`,
		`kindred_search_stage_seconds_count{stage="fetch"} 3`,
		`kindred_http_rejected_total{reason="import"} 1`,
		`kindred_http_in_flight 1`,
		`kindred_papers 2`,
		`kindred_vectors 2`,
		`kindred_store_sequence 7`,
		`kindred_ready 1`,
		`kindred_model_info{dimension="8",identity="abc",model="tiny"} 1`,
		"go_goroutines",
	} {
		if !strings.Contains(got, line) {
			t.Errorf("no line %s", line)
		}
	}
	e.failure, e.notReady = corpus.ErrDamaged, kindred.ErrNotReady
	got = metrics()
	if !strings.Contains(got, "kindred_ready 0") || strings.Contains(got, "kindred_papers") || !strings.Contains(got, "kindred_http_in_flight") {
		t.Errorf("with a damaged store:\n%s", got)
	}
}

// Two servers in one process count apart.
func TestMetricsAreTheServersOwn(t *testing.T) {
	one, two := newServer(t, newFake(), Options{}), newServer(t, newFake(), Options{})
	ask(t, one.Handler(), "GET", "/v1/stats", "")
	if got := ask(t, two.Handler(), "GET", "/metrics", "").Body.String(); strings.Contains(got, "/v1/stats") {
		t.Error("one server's requests are counted by the other")
	}
}

// What the client cannot help is logged whole and told in general.
func TestInternalErrorStaysInTheLog(t *testing.T) {
	var log logged
	e := newFake()
	e.failure = errors.New("row 7 of /home/ada/papers.db is odd")
	s := newServer(t, e, Options{Logger: log.logger(slog.LevelInfo)})
	w := ask(t, s.Handler(), "GET", "/v1/stats", "", "X-Request-ID: trace-8")
	p := wantProblem(t, w, http.StatusInternalServerError, "X-Request-ID")
	if strings.Contains(p.Detail, "row 7") || !strings.Contains(log.String(), "row 7") || !strings.Contains(log.String(), "trace-8") {
		t.Errorf("got %q, log %s", p.Detail, log.String())
	}
}

func TestPanic(t *testing.T) {
	var log logged
	e := newFake("a")
	s := newServer(t, panicking{e}, Options{Logger: log.logger(slog.LevelInfo), MaxConcurrent: 1})
	for range 3 { // also: the place of a request that panics is free again
		w := ask(t, s.Handler(), "GET", "/v1/papers/a", "")
		p := wantProblem(t, w, http.StatusInternalServerError, "internal error")
		if strings.Contains(p.Detail, "boom") {
			t.Errorf("the client sees the panic: %q", p.Detail)
		}
	}
	if got := log.String(); !strings.Contains(got, "boom") || !strings.Contains(got, "observe_test.go") {
		t.Errorf("the log has no panic with a stack: %s", got)
	}
	if w := ask(t, s.Handler(), "GET", "/v1/stats", ""); w.Code != http.StatusOK {
		t.Errorf("afterwards: got %d", w.Code)
	}
	if got := ask(t, s.Handler(), "GET", "/metrics", "").Body.String(); !strings.Contains(got, `route="/v1/papers/{id}",status="500"} 3`) {
		t.Error("the panics are not counted")
	}
}
