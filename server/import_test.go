package server

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
)

func TestImport(t *testing.T) {
	f := func(body, want string, ids ...string) {
		t.Helper()
		e := newFake()
		s := newServer(t, e, Options{MaxRecord: 1000})
		wantJSON(t, ask(t, s.Handler(), "POST", "/v1/papers", body, "Content-Type: application/x-ndjson"), want)
		if len(e.papers) != len(ids) {
			t.Errorf("got %d papers, need %d", len(e.papers), len(ids))
		}
		for _, id := range ids {
			if e.papers[id].Title == "" {
				t.Errorf("no paper %s", id)
			}
		}
	}
	none := `"updated":0,"unchanged":0,"rejected":[],"rejected_count":0,"read":0,"merged":0,"embedded":0}`
	f(`{"id":"2310.16228v2","title":"A"}`, `{"added":1,`+none, "2310.16228")
	f("\xef\xbb\xbf {\"id\":\"a\",\"title\":\"A\"}", `{"added":1,`+none, "a")
	f(`[{"id":"a","title":"A"},{"id":"b","title":"B"}]`, `{"added":2,`+none, "a", "b")
	f("[]", `{"added":0,`+none)
	f("{\"id\":\"a\",\"title\":\"A\"}\n\n  {\"id\":\"b\",\"title\":\"B\"}\n", `{"added":2,`+none, "a", "b")
}

func TestBadRecordIsPassedOver(t *testing.T) {
	e := newFake()
	s := newServer(t, e, Options{MaxRecord: 1000})
	body := strings.Join([]string{
		`{"id":"a","title":"A"}`,
		`{"id":"b","title":`, // broken in the middle
		`{"id":"c"}`,
		`{"id":"d","title":"` + strings.Repeat("x", 2000) + `"}`,
		`{"id":"e","title":"E","votes":-1}`,
		`{"id":"f","title":"F"}`,
	}, "\n")
	w := ask(t, s.Handler(), "POST", "/v1/papers", body)
	var r kindred.Report
	if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil || w.Code != http.StatusOK {
		t.Fatalf("got %d %s: %v", w.Code, w.Body, err)
	}
	if r.Added != 2 || r.RejectedCount != 4 || len(r.Rejected) != 4 || len(e.papers) != 2 || e.papers["f"].Title != "F" {
		t.Fatalf("got %+v, papers %v", r, e.papers)
	}
	for i, want := range []string{"cannot be read", "neither title nor abstract", "too long", "votes"} {
		if got := r.Rejected[i]; got.Line != i+2 || !strings.Contains(got.Reason, want) {
			t.Errorf("rejection %d: got line %d, %q; need line %d, %q", i, got.Line, got.Reason, i+2, want)
		}
	}
}

func TestImportRefused(t *testing.T) {
	s := newServer(t, newFake(), Options{})
	for body, word := range map[string]string{
		"   \n":                       "empty",
		"{broken\nin the first line":  "begins like JSON",
		"[1,2]":                       "begins like JSON",
		"id,title\na,A":               `'i'`,
		"\x1f\x8b\x08\x00":            "need papers as JSON",
		strings.Repeat(" ", 10_000):   "white space",
		"Daily Papers\nbyAK and more": "need papers as JSON",
	} {
		wantProblem(t, ask(t, s.Handler(), "POST", "/v1/papers", body), http.StatusBadRequest, word)
	}
	wantProblem(t, ask(t, s.Handler(), "POST", "/v1/papers", "", "Content-Type: application/json"), http.StatusBadRequest, "empty")
	wantProblem(t, ask(t, s.Handler(), "POST", "/v1/papers?strict=true", "{}"), http.StatusBadRequest, "parameter strict")
}

// What breaks off says what was stored until then.
func TestImportBreaksOff(t *testing.T) {
	f := func(e *fake, o Options, body string, status, added int, words ...string) {
		t.Helper()
		p := wantProblem(t, ask(t, newServer(t, e, o).Handler(), "POST", "/v1/papers", body), status, words...)
		if p.Applied == nil || p.Applied.Added != added || len(e.papers) != added {
			t.Errorf("got applied %+v and %d papers, need %d", p.Applied, len(e.papers), added)
		}
	}
	f(newFake(), Options{}, `[{"id":"a","title":"A"},{"id":"b","title":"B"}`, http.StatusBadRequest, 2, "cut short", "applied")
	var lines strings.Builder
	for i := range 1000 {
		fmt.Fprintf(&lines, "{\"id\":\"p%03d\",\"title\":\"%s\"}\n", i, strings.Repeat("x", 75)) // 100 bytes each
	}
	f(newFake(), Options{MaxImport: 50_000}, lines.String(), http.StatusRequestEntityTooLarge, 500, "longer than 50000 bytes")
	full := newFake()
	full.adding = func(context.Context) error { return fmt.Errorf("cannot store: %w; free some space", corpus.ErrFull) }
	f(full, Options{}, `{"id":"a","title":"A"}`, http.StatusInsufficientStorage, 1, "free some space")
}
