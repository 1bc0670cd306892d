package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// fakeSources answers as the APIs of papers do: two daily papers for each of the
// first three days of 2024, arXiv with a paper that is gone, and the others with
// the faults of those who come without a key.
func fakeSources(t *testing.T) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /api/daily_papers", func(w http.ResponseWriter, r *http.Request) {
		day, found := strings.CutPrefix(r.FormValue("date"), "2024-01-0")
		if !found || day > "3" {
			fmt.Fprint(w, "[]")
			return
		}
		if r.FormValue("p") == "0" {
			w.Header().Set("Link", `</api/daily_papers?p=1>; rel="next"`)
		}
		fmt.Fprintf(w, `[{"paper":{"id":"2401.000%[1]s%[2]s","title":"Owl %[1]s of page %[2]s","summary":"Robots learn to walk like owls.","submittedOnDailyAt":"2024-01-0%[1]sT00:00:00.000Z","upvotes":3}},
			{"paper":{"id":"2401.009%[1]s%[2]s"}}]`, day, r.FormValue("p"))
	})
	mux.HandleFunc("GET /oai", func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.FormValue("set") == "cs:cs:LG":
			w.WriteHeader(http.StatusTooManyRequests)
			fmt.Fprint(w, "Rate exceeded.")
		case !strings.Contains(r.UserAgent(), "kindred/") || !strings.Contains(r.UserAgent(), "mailto:ann@example.org"):
			w.WriteHeader(http.StatusForbidden)
		default:
			fmt.Fprint(w, `<OAI-PMH><ListRecords>
				<record><header status="deleted"><identifier>oai:arXiv.org:2401.00010</identifier></header></record>
				<record><header status="deleted"><identifier>oai:arXiv.org:1234.56789</identifier></header></record>
				<record><header><identifier>oai:arXiv.org:2401.00777</identifier></header><metadata><arXiv><id>2401.00777</id><created>2024-01-02</created><title>Herons</title></arXiv></metadata></record>
				</ListRecords></OAI-PMH>`)
		}
	})
	mux.HandleFunc("GET /api/query", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprint(w, `<feed><entry><id>http://arxiv.org/api/errors#x</id><title>Error</title><summary>malformed query</summary></entry></feed>`)
	})
	mux.HandleFunc("GET /works", func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("api_key") != "given" {
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprintf(w, `{"error":"got the key %s"}`, r.FormValue("api_key"))
			return
		}
		fmt.Fprint(w, `{"meta":{"count":1,"next_cursor":null},"results":[{"id":"https://openalex.org/W1","title":"Wrens"}]}`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

// Ctrl-C while a page is waited for: what came is stored, and the same command
// goes on there.
func TestStoppedPull(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var asked []string
	var asking sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		day := r.FormValue("date")
		asking.Lock()
		asked = append(asked, day)
		asking.Unlock()
		if day == "2024-01-02" && ctx.Err() == nil {
			cancel()
			<-r.Context().Done()
			return
		}
		fmt.Fprintf(w, `[{"paper":{"id":"2401.000%s","title":"An owl"}}]`, strings.TrimPrefix(day, "2024-01-"))
	}))
	defer server.Close()
	data := filepath.Join(t.TempDir(), "papers.db")
	args := []string{"pull", "hf", "--since", "2024-01-01", "--until", "2024-01-03", "--base-url", server.URL, "--data", data, "--runtime", library(t)}
	var out, errs bytes.Buffer
	if code := run(ctx, args, streams{strings.NewReader(""), &out, &errs}); code != exitFailed || !strings.HasPrefix(out.String(), "added 1, updated 0, unchanged 0, rejected 0, ") {
		t.Errorf("exit code %d, %q", code, out.String())
	}
	if said := errs.String(); !strings.Contains(said, "storing what was read") || !strings.Contains(said, "run the same command again to go on") || !strings.HasSuffix(said, "kindred: stopped\n") {
		t.Errorf("it says %q", said)
	}
	out.Reset()
	errs.Reset()
	if code := run(context.Background(), args, streams{strings.NewReader(""), &out, &errs}); code != exitGood || !strings.HasPrefix(out.String(), "added 2, updated 0, unchanged 0, ") || errs.Len() > 0 {
		t.Errorf("again: exit code %d, %q, %q", code, out.String(), errs.String())
	}
	server.Close()
	if got := strings.Join(asked, " "); got != "2024-01-01 2024-01-02 2024-01-02 2024-01-03" {
		t.Errorf("asked for %s", got)
	}
}
