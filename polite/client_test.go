package polite

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// A world is a server, a client that asks it, and a clock that only sleeping
// moves.
type world struct {
	*Client
	url    *url.URL
	now    time.Time
	slept  []time.Duration
	asked  atomic.Int64
	faults []string // told before pauses
}

var epoch = time.Date(2026, 7, 24, 12, 0, 0, 0, time.UTC)

// newWorld serves each request by the handler of its number, the last for all
// that follow.
func newWorld(t *testing.T, handlers ...http.HandlerFunc) *world {
	t.Helper()
	w := &world{now: epoch}
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		n := int(w.asked.Add(1)) - 1
		rw.Header()["Date"] = nil // the server has no clock of its own
		handlers[min(n, len(handlers)-1)](rw, r)
	}))
	t.Cleanup(server.Close)
	w.url, _ = url.Parse(server.URL + "/q?api_key=hush")
	w.Client = &Client{
		Name: "Reeds", Transport: server.Client().Transport,
		Now:     func() time.Time { return w.now },
		Chance:  func() float64 { return 1 },
		Waiting: func(_ time.Duration, fault error) { w.faults = append(w.faults, fault.Error()) },
		Sleep: func(ctx context.Context, d time.Duration) error {
			w.slept = append(w.slept, d)
			w.now = w.now.Add(d)
			return ctx.Err()
		},
	}
	return w
}

// body asks once and returns what came.
func (w *world) body(t *testing.T) (string, error) {
	t.Helper()
	got := ""
	err := w.Get(t.Context(), Request{URL: w.url}, func(a Answer) error { got = string(a.Body); return nil })
	if err != nil && strings.Contains(err.Error(), "hush") {
		t.Errorf("an error tells the key: %v", err)
	}
	return got, err
}

func says(status int, text string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		fmt.Fprint(w, text)
	}
}

// breaks sends half of what it announces.
func breaks(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "10")
	fmt.Fprint(w, "owls ")
	panic(http.ErrAbortHandler)
}

func TestGetAsksAgain(t *testing.T) {
	f := func(name string, want []time.Duration, handlers ...http.HandlerFunc) {
		t.Helper()
		w := newWorld(t, append(handlers, says(200, "owls"))...)
		if got, err := w.body(t); got != "owls" || err != nil {
			t.Errorf("%s: got %q, %v", name, got, err)
		}
		if fmt.Sprint(w.slept) != fmt.Sprint(want) || len(w.faults) != len(want) {
			t.Errorf("%s: slept %v, told %q; need %v", name, w.slept, w.faults, want)
		}
	}
	second := time.Second
	f("at once", nil)
	f("500 thrice", []time.Duration{second, 2 * second, 4 * second}, says(500, ""), says(502, ""), says(504, ""))
	f("503 with seconds", []time.Duration{20 * second}, says(503, "", "Retry-After", "20"))
	f("503 with 0, as arXiv does", []time.Duration{second}, says(503, "", "Retry-After", "0"))
	f("429 without", []time.Duration{second}, says(429, ""))
	f("429 with a date", []time.Duration{90 * second}, says(429, "", "Retry-After", epoch.Add(90*second).Format(http.TimeFormat)))
	f("a broken body", []time.Duration{second}, breaks)
}

func TestGetEnds(t *testing.T) {
	w := newWorld(t, says(500, `<html><head><title>Server
 Error</title></head><body>x</body></html>`))
	_, err := w.body(t)
	var status *StatusError
	if !errors.As(err, &status) || status.Status != 500 || err.Error() != `Reeds answers with status 500, saying "Server Error" (asked 6 times)` {
		t.Errorf("got %v", err)
	}
	if w.asked.Load() != 6 {
		t.Errorf("asked %d times; need 6", w.asked.Load())
	}

	f := func(status int, body, want string, asked int64) {
		t.Helper()
		w := newWorld(t, says(status, body))
		if _, err := w.body(t); err == nil || err.Error() != want || w.asked.Load() != asked {
			t.Errorf("asked %d times, got %v; need %d and %s", w.asked.Load(), err, asked, want)
		}
	}
	f(401, `{"error":"no key","message":"get one"}`, `Reeds answers with status 401, saying "no key: get one"`, 1)
	f(403, ``, `Reeds answers with status 403`, 1)
	f(304, ``, `Reeds answers with status 304`, 1)
}

// A pause longer than one would wait for, and the first 429 where the provider
// is then to be left alone.
func TestRest(t *testing.T) {
	w := newWorld(t, says(503, "", "Retry-After", "1500"))
	_, err := w.body(t)
	var rest *RestError
	if !errors.As(err, &rest) || rest.Until != epoch.Add(25*time.Minute) || w.asked.Load() != 1 || len(w.slept) != 0 {
		t.Errorf("got %v", err)
	}
	if want := "Reeds asks for a pause until 2026-07-24 12:25 UTC (status 503)"; err.Error() != want {
		t.Errorf("got %v; need %s", err, want)
	}
	for after, until := range map[string]time.Duration{"5": 10 * time.Minute, "": 10 * time.Minute, "3600": time.Hour} {
		w := newWorld(t, says(429, "Rate exceeded.", "Retry-After", after))
		w.Rest = 10 * time.Minute
		if _, err := w.body(t); !errors.As(err, &rest) || rest.Until != epoch.Add(until) || rest.Status != 429 || w.asked.Load() != 1 {
			t.Errorf("Retry-After %q: got %v; need a rest of %v", after, err, until)
		}
	}
}

// The pause stands between the end of a request and the next, however long the
// caller takes.
func TestGap(t *testing.T) {
	w := newWorld(t, says(200, "owls"))
	w.Gap = 3 * time.Second
	for _, works := range []time.Duration{0, time.Second, time.Minute} {
		w.now = w.now.Add(works)
		if _, err := w.body(t); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := fmt.Sprint(w.slept), fmt.Sprint([]time.Duration{2 * time.Second}); got != want {
		t.Errorf("slept %s; need %s", got, want)
	}
	w = newWorld(t, says(500, ""), says(200, "owls"))
	w.Gap = 3 * time.Second
	if _, err := w.body(t); err != nil || fmt.Sprint(w.slept) != "[1s 2s]" {
		t.Errorf("behind a fault: slept %v, %v", w.slept, err)
	}
}

// What accept finds wrong ends it, or is asked for again when it says so.
func TestAccept(t *testing.T) {
	broken := errors.New("broken page")
	w := newWorld(t, says(200, "half"), says(200, "whole"))
	err := w.Get(t.Context(), Request{URL: w.url}, func(a Answer) error {
		if string(a.Body) == "half" {
			return Again(broken)
		}
		return nil
	})
	if err != nil || w.asked.Load() != 2 {
		t.Errorf("asked %d times, %v", w.asked.Load(), err)
	}
	for _, f := range []func(error) error{Again, func(err error) error { return err }} {
		w := newWorld(t, says(200, "half"))
		if err := w.Get(t.Context(), Request{URL: w.url}, func(Answer) error { return f(broken) }); !errors.Is(err, broken) {
			t.Errorf("got %v", err)
		}
	}
	w = newWorld(t, says(404, "no such owl"))
	err = w.Get(t.Context(), Request{URL: w.url}, func(a Answer) error { return a.Fault("Reeds") })
	if err == nil || err.Error() != `Reeds answers with status 404, saying "no such owl"` {
		t.Errorf("got %v", err)
	}
}

func TestBoundOfBody(t *testing.T) {
	for size, fits := range map[int]bool{100: true, 101: false} {
		for _, packed := range []bool{false, true} {
			w := newWorld(t, func(w http.ResponseWriter, r *http.Request) {
				text := strings.Repeat("o", size)
				if !packed {
					fmt.Fprint(w, text)
					return
				}
				if r.Header.Get("Accept-Encoding") != "gzip" {
					t.Errorf("gzip is not asked for")
				}
				w.Header().Set("Content-Encoding", "gzip")
				z := gzip.NewWriter(w)
				fmt.Fprint(z, text)
				z.Close()
			})
			w.MaxBody = 100
			got, err := w.body(t)
			if fits != (err == nil) || fits != (len(got) == size) || !fits && !errors.Is(err, ErrTooLarge) || w.asked.Load() != 1 {
				t.Errorf("%d bytes, packed %t: got %d bytes, %v", size, packed, len(got), err)
			}
		}
	}
}

func TestConditional(t *testing.T) {
	w := newWorld(t, func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("If-None-Match") == `"v1"` && r.Header.Get("If-Modified-Since") == "yesterday" {
			w.WriteHeader(http.StatusNotModified)
		}
	})
	status := 0
	err := w.Get(t.Context(), Request{URL: w.url, ETag: `"v1"`, LastModified: "yesterday"}, func(a Answer) error { status = a.Status; return nil })
	if err != nil || status != http.StatusNotModified {
		t.Errorf("got %d, %v", status, err)
	}
}

func TestSlowServer(t *testing.T) {
	w := newWorld(t, func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "ow")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	w.Timeout, w.Tries = 20*time.Millisecond, 2
	_, err := w.body(t)
	if !errors.Is(err, ErrOffline) || !strings.Contains(err.Error(), "no whole answer within 20ms") || len(w.slept) != 1 {
		t.Errorf("slept %v, got %v", w.slept, err)
	}
}

func TestUnreachable(t *testing.T) {
	w := newWorld(t, says(200, ""))
	w.url.Host = "127.0.0.1:1"
	_, err := w.body(t)
	if !errors.Is(err, ErrOffline) || !Unreachable(err) || fmt.Sprint(w.slept) != "[1s 2s]" {
		t.Errorf("slept %v, got %v", w.slept, err)
	}
}

func TestCanceled(t *testing.T) {
	why := errors.New("Ctrl-C")
	for name, f := range map[string]func(w *world, stop func()){
		"before":   func(_ *world, stop func()) { stop() },
		"in a gap": func(w *world, stop func()) { w.Gap, w.ended = time.Second, epoch; stopInSleep(w, stop) },
		"in a pause": func(w *world, stop func()) {
			w.url.Path = "/500"
			stopInSleep(w, stop)
		},
		"in a body": func(w *world, stop func()) {
			w.url.Path = "/slow"
			w.Waiting = func(time.Duration, error) { t.Error("asked again") }
			time.AfterFunc(10*time.Millisecond, stop)
		},
	} {
		w := newWorld(t, func(w http.ResponseWriter, r *http.Request) {
			switch r.URL.Path {
			case "/500":
				w.WriteHeader(500)
			case "/slow":
				w.(http.Flusher).Flush()
				<-r.Context().Done()
			}
		})
		ctx, cancel := context.WithCancelCause(t.Context())
		f(w, func() { cancel(why) })
		if err := w.Get(ctx, Request{URL: w.url}, func(Answer) error { return nil }); !errors.Is(err, why) && !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func stopInSleep(w *world, stop func()) {
	sleep := w.Sleep
	w.Sleep = func(ctx context.Context, d time.Duration) error { stop(); return sleep(ctx, d) }
}
