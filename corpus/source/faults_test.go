package source

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus/format"
	"github.com/kindred-search/kindred/polite"
)

// says answers with a status, a body and headers.
func says(w http.ResponseWriter, status int, body string, header ...string) bool {
	for i := 0; i < len(header); i += 2 {
		w.Header().Set(header[i], header[i+1])
	}
	w.WriteHeader(status)
	fmt.Fprint(w, body)
	return true
}

// only has a fault stand in the place of some requests, counted from 1.
func only(fault func(w http.ResponseWriter), requests ...int) func(int, http.ResponseWriter, *http.Request) bool {
	return func(n int, w http.ResponseWriter, _ *http.Request) bool {
		if !slices.Contains(requests, n) {
			return false
		}
		fault(w)
		return true
	}
}

// Faults that pass: the page is asked for again, and nothing of it was given
// before.
func TestFaultsThatPass(t *testing.T) {
	second := time.Second
	faults := []struct {
		name   string
		before func(n int, w http.ResponseWriter, r *http.Request) bool
		slept  []time.Duration
	}{
		{"500 thrice", only(func(w http.ResponseWriter) { says(w, 500, "") }, 2, 3, 4), []time.Duration{second, 2 * second, 4 * second}},
		{"503 with a pause", only(func(w http.ResponseWriter) { says(w, 503, "", "Retry-After", "40") }, 1), []time.Duration{40 * second}},
		{"503 of arXiv", only(func(w http.ResponseWriter) { says(w, 503, "first byte timeout", "Retry-After", "0") }, 2), []time.Duration{second}},
		{"a page that is none", only(func(w http.ResponseWriter) {
			says(w, 200, "<html><title>Sign in</title><body>to this network</body></html>")
		}, 2), []time.Duration{second}},
		{"no page at all", only(func(w http.ResponseWriter) { says(w, 200, "") }, 1, 2), []time.Duration{second, 2 * second}},
		{"half a page of JSON", only(func(w http.ResponseWriter) { says(w, 200, `{"meta":{"next_cursor":"x"},"token":"x","results":[{"id":`) }, 2), []time.Duration{second}},
		{"half a page of XML", only(func(w http.ResponseWriter) {
			says(w, 200, `<OAI-PMH><ListRecords><record><header/><metadata><arXiv><id>2401.99999</id><title>x</title></arXiv></metadata></record><record>`)
		}, 2), []time.Duration{second}},
	}
	for _, w := range ways() {
		for _, f := range faults {
			t.Run(w.name+" "+f.name, func(t *testing.T) {
				p, s := newProvider(t, w.perPage, w.records...), newStore()
				p.before = f.before
				r := run{source: w.source, o: w.o}
				if err := r.into(t, s, p); err != nil {
					t.Fatal(err)
				}
				s.want(t, w.ids())
				if log := p.took(); len(distinct(log)) != len(log) {
					t.Errorf("a page that came was asked for again: %v", log)
				}
				if fmt.Sprint(r.slept) != fmt.Sprint(f.slept) {
					t.Errorf("slept %v; need %v", r.slept, f.slept)
				}
			})
		}
		// A connection that breaks inside each page in turn.
		t.Run(w.name+" broken", func(t *testing.T) {
			p, s := newProvider(t, w.perPage, w.records...), newStore()
			p.before = func(n int, w http.ResponseWriter, r *http.Request) bool {
				if n%2 == 0 {
					return false
				}
				w.Header().Set("Content-Length", "100000")
				fmt.Fprint(w, `[{"paper":{"id":"2401.99999","title":"half applied"}},`)
				panic(http.ErrAbortHandler)
			}
			r := run{source: w.source, o: w.o}
			if err := r.into(t, s, p); err != nil {
				t.Fatal(err)
			}
			s.want(t, w.ids())
		})
	}
}

// Faults that stay end the run with what helps, keep what came before them, and
// the next run goes on there.
func TestFaultsThatStay(t *testing.T) {
	for _, f := range []struct {
		name   string
		fault  func(w http.ResponseWriter)
		is     error
		says   string
		unlike string // sources of which another thing is said
	}{
		{"500", func(w http.ResponseWriter) { says(w, 500, "oops") }, nil, `answers with status 500, saying "oops" (asked 6 times); run the same command again later, and it goes on`, ""},
		{"401", func(w http.ResponseWriter) { says(w, 401, `{"message":"key"}`) }, nil, "status 401", ""},
		{"403", func(w http.ResponseWriter) { says(w, 403, "") }, nil, "status 403", ""},
		{"429", func(w http.ResponseWriter) { says(w, 429, "") }, nil, "status 429 (asked 6 times); run the same command again later", Arxiv},
		{"a long pause", func(w http.ResponseWriter) { says(w, 503, "", "Retry-After", "3000") }, nil, "asks for a pause until 2026-07-06 12:50 UTC (status 503); run the same command again then", ""},
		{"404", func(w http.ResponseWriter) { says(w, 404, "moved") }, nil, `status 404, saying "moved"; correct the question`, ""},
		{"no page", func(w http.ResponseWriter) { says(w, 200, "<html>") }, ErrPage, "the page cannot be read", ""},
		{"redirects", func(w http.ResponseWriter) { says(w, 302, "", "Location", "/oai") }, polite.ErrRedirect, "see what it is that answers in its place", ""},
		{"too large", func(w http.ResponseWriter) { says(w, 200, strings.Repeat("x", 200_001)) }, polite.ErrTooLarge, "more than 200000 bytes", ""},
	} {
		for _, w := range ways() {
			if w.source == f.unlike {
				continue
			}
			t.Run(w.name+" "+f.name, func(t *testing.T) {
				p, s := newProvider(t, w.perPage, w.records...), newStore()
				p.before = func(n int, w http.ResponseWriter, _ *http.Request) bool {
					if n >= 3 {
						f.fault(w)
					}
					return n >= 3
				}
				r := run{source: w.source, o: w.o}
				r.o.Client.MaxBody = 200_000
				err := r.into(t, s, p)
				if err == nil || !strings.Contains(err.Error(), f.says) || f.is != nil && !errors.Is(err, f.is) {
					t.Fatalf("got %v; need %q", err, f.says)
				}
				key := map[string]string{OpenAlex: "OPENALEX_API_KEY", SemanticScholar: "S2_API_KEY", PubMed: "NCBI_API_KEY"}[w.source]
				if strings.HasPrefix(f.name, "4") && f.name != "404" && !strings.Contains(err.Error(), key) {
					t.Errorf("%v: need where the key goes, %s", err, key)
				}
				came := p.took()
				p.before = nil
				again := run{source: w.source, o: w.o, now: r.now.Add(2 * time.Hour)}
				if err := again.into(t, s, p); err != nil {
					t.Fatal(err)
				}
				s.want(t, w.ids())
				for _, page := range p.took() {
					if slices.Contains(came, page) {
						t.Errorf("%s was asked for again", page)
					}
				}
			})
		}
	}
}

func TestOffline(t *testing.T) {
	p := newProvider(t, 1)
	p.Close()
	r := run{source: HF}
	err := r.into(t, newStore(), p)
	if !errors.Is(err, polite.ErrOffline) || !strings.Contains(err.Error(), "kindred index FILE") || len(r.slept) != 2 {
		t.Errorf("slept %v, got %v", r.slept, err)
	}
}

// Behind its first 429 arXiv is left alone for ten minutes, whatever it would be
// asked, also by a process that is started meanwhile.
func TestArxivRests(t *testing.T) {
	w := ways()[1]
	p, s := newProvider(t, w.perPage, w.records...), newStore()
	p.before = only(func(w http.ResponseWriter) { says(w, 429, "Rate exceeded.", "Retry-After", "7") }, 2)
	first := run{source: Arxiv, o: w.o}
	var rest *polite.RestError
	if err := first.into(t, s, p); !errors.As(err, &rest) || !strings.Contains(err.Error(), "asks for a pause until 2026-07-06 12:10 UTC (status 429)") || p.n != 2 {
		t.Fatalf("behind %d requests: %v", p.n, err)
	}
	if len(first.given) == 0 || first.kept != len(first.given) {
		t.Errorf("%d papers came before it, %d are kept", len(first.given), first.kept)
	}
	other := run{source: Arxiv, o: Options{Query: "owls"}, now: now.Add(9 * time.Minute)}
	if err := other.into(t, s, p); !errors.As(err, &rest) || p.n != 2 || !strings.Contains(err.Error(), "12:10 UTC; run the same command again then") {
		t.Errorf("after nine minutes: %d requests, %v", p.n, err)
	}
	if err := (&run{source: HF}).into(t, s, p); err != nil {
		t.Errorf("another provider at that address: %v", err)
	}
	if err := (&run{source: Arxiv}).into(t, s, newProvider(t, 1)); err != nil {
		t.Errorf("another address: %v", err)
	}
	first.now = now.Add(11 * time.Minute)
	if err := first.into(t, s, p); err != nil {
		t.Fatal(err)
	}
	s.want(t, w.ids())
}

// A record that is no paper is told, and the others come.
func TestRejected(t *testing.T) {
	p, s := newProvider(t, 1), newStore()
	p.before = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		return says(w, 200, `[{"paper":{"id":"2401.00001","title":"good"}},{"paper":{"id":"2401.00002"}},{"paper":{"id":"2401.00003","title":"good"}}]`)
	}
	var told []string
	r := run{source: HF, o: Options{Since: dateOf("2026-07-06"), Rejected: func(err error) { told = append(told, err.Error()) }}}
	if err := r.into(t, s, p); err != nil {
		t.Fatal(err)
	}
	s.want(t, []string{"2401.00001", "2401.00003"})
	if len(told) != 1 || !strings.Contains(told[0], "record 2") || !strings.Contains(told[0], "neither title nor abstract") {
		t.Errorf("told %q", told)
	}
}

// What a source says is gone is told once all before it is durable, and never
// taken out of the sequence.
func TestGone(t *testing.T) {
	p, s := newProvider(t, 1), newStore()
	p.before = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		return says(w, 200, `<OAI-PMH><ListRecords>
			<record><header><identifier>oai:arXiv.org:2401.00001</identifier></header><metadata><arXiv><id>2401.00001</id><title>x</title></arXiv></metadata></record>
			<record><header status="deleted"><identifier>oai:arXiv.org:2401.00002</identifier></header></record></ListRecords></OAI-PMH>`)
	}
	var gone []string
	o := Options{Since: dateOf("2026-07-01"), Gone: func(ids []string) {
		if len(s.papers) == 0 {
			t.Error("told before the papers are durable")
		}
		gone = append(gone, ids...)
	}}
	if err := (&run{source: Arxiv, o: o, killed: true}).into(t, s, p); err != nil || gone != nil {
		t.Errorf("killed: told %v, %v", gone, err)
	}
	if err := (&run{source: Arxiv, o: o}).into(t, s, p); err != nil || fmt.Sprint(gone) != "[2401.00002]" {
		t.Errorf("told %v, %v", gone, err)
	}
}

// A cursor that cannot be kept ends the run: going on would bring what cannot be
// gone on from.
func TestCursorThatCannotBeKept(t *testing.T) {
	w := ways()[4]
	p, s := newProvider(t, w.perPage, w.records...), newStore()
	s.broken = errors.New("no room on the disk")
	r := run{source: w.source, o: w.o, batch: 4}
	if err := r.into(t, s, p); !errors.Is(err, s.broken) || p.n > 2 {
		t.Errorf("%d requests, %v", p.n, err)
	}
	s.broken = nil
	if err := r.into(t, s, p); err != nil {
		t.Fatal(err)
	}
	s.want(t, w.ids())
}

func TestCursorThatCannotBeRead(t *testing.T) {
	for _, state := range []string{"{", `{"v":2}`, `{"v":1,"skip":-1}`, `{"v":1,"from":"2026"}`, `{"v":1,"from":"x"}`} {
		p, s := newProvider(t, 2, record{1, "2026-07-06"}), newStore()
		s.cursors[HF] = state
		r := run{source: HF}
		if err := r.into(t, s, p); err == nil || !strings.Contains(err.Error(), `the cursor "hf" cannot be read`) || p.n > 0 {
			t.Errorf("%s: %d requests, %v", state, p.n, err)
		}
		r.o.Since = dateOf("2026-07-05")
		if err := r.into(t, s, p); err != nil || len(r.given) != 1 {
			t.Errorf("%s: begun anew: %v, %v", state, r.given, err)
		}
	}
}

// A cause of the end is given as it is.
func TestCauses(t *testing.T) {
	ctx, stop := context.WithCancelCause(t.Context())
	stop(errStopped)
	if err := (&run{source: HF}).intoContext(t, ctx, newStore(), newProvider(t, 1)); !errors.Is(err, errStopped) {
		t.Errorf("got %v", err)
	}
	p := newProvider(t, 1)
	p.before = func(_ int, w http.ResponseWriter, _ *http.Request) bool {
		return says(w, 200, `<OAI-PMH><error code="idDoesNotExist">x</error></OAI-PMH>`)
	}
	var said *format.AnswerError
	if err := (&run{source: Arxiv}).into(t, newStore(), p); !errors.As(err, &said) || said.Code != "idDoesNotExist" {
		t.Errorf("got %v", err)
	}
}
