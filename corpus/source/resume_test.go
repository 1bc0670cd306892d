package source

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

var errStopped = errors.New("stopped")

// A run that is not disturbed brings everything once, and asks for no page twice;
// the next one has its days again and nothing else.
func TestPull(t *testing.T) {
	for _, w := range ways() {
		t.Run(w.name, func(t *testing.T) {
			p, s := newProvider(t, w.perPage, w.records...), newStore()
			r := run{source: w.source, o: w.o, batch: 4}
			if err := r.into(t, s, p); err != nil {
				t.Fatal(err)
			}
			s.want(t, w.ids())
			log := p.took()
			if len(distinct(log)) != len(log) || len(log) < 3 && w.name != "arxiv two" {
				t.Errorf("asked for %d pages, %d of them different:\n%s", len(log), len(distinct(log)), strings.Join(log, "\n"))
			}
			if got := len(r.given); got != len(w.records) && w.name != "arxiv two" {
				t.Errorf("gave %d papers; need %d", got, len(w.records))
			}
			if len(r.slept) != 0 {
				t.Errorf("a server of this machine was spared: %v", r.slept)
			}
		})
	}
}

// Stopped behind every page by Ctrl-C, which stores what was read, and run again:
// every paper comes once, and no page that came is asked for again.
func TestStoppedBehindEachPage(t *testing.T) {
	eachStop(t, func(t *testing.T, w way, pages int, first, second *run, before, after []string, s *store) {
		if len(before) != pages {
			t.Fatalf("%d pages came before the stop; need %d", len(before), pages)
		}
		for _, page := range after {
			if slices.Contains(before, page) {
				t.Errorf("%s was asked for again", page)
			}
		}
		s.want(t, w.ids())
		if got, want := len(first.given)+len(second.given), len(w.records); got != want && w.name != "arxiv two" {
			t.Errorf("%d papers were given; need %d", got, want)
		}
	}, false)
}

// The same for a process that is killed: what was not durable is asked for again,
// and nothing before that.
func TestKilledBehindEachPage(t *testing.T) {
	eachStop(t, func(t *testing.T, w way, pages int, first, second *run, before, after []string, s *store) {
		s.want(t, w.ids())
		lost := len(first.given) - first.kept
		if again := len(first.given) + len(second.given) - len(w.records); w.name != "arxiv two" && (again < 0 || again > lost+perPage(w)) {
			t.Errorf("%d papers came again; %d were lost", again, lost)
		}
		if first.kept > 0 && len(s.cursors) == 0 && first.kept >= perPage(w) {
			t.Errorf("%d papers are durable, and no cursor is kept", first.kept)
		}
	}, true)
}

func perPage(w way) int {
	if w.source == PubMed {
		return pubMedPage
	}
	return w.perPage
}

func eachStop(t *testing.T, check func(t *testing.T, w way, pages int, first, second *run, before, after []string, s *store), killed bool) {
	for _, w := range ways() {
		whole := newProvider(t, w.perPage, w.records...)
		r := run{source: w.source, o: w.o}
		if err := r.into(t, newStore(), whole); err != nil {
			t.Fatal(err)
		}
		all := len(whole.took())
		for pages := range all {
			t.Run(fmt.Sprintf("%s %d of %d", w.name, pages, all), func(t *testing.T) {
				p, s := newProvider(t, w.perPage, w.records...), newStore()
				ctx, stop := context.WithCancelCause(t.Context())
				defer stop(nil)
				p.before = func(n int, _ http.ResponseWriter, r *http.Request) bool {
					if n <= pages {
						return false
					}
					stop(errStopped)
					<-r.Context().Done()
					return true
				}
				first := run{source: w.source, o: w.o, batch: 4, killed: killed}
				if err := first.intoContext(t, ctx, s, p); !errors.Is(err, errStopped) {
					t.Fatalf("got %v", err)
				}
				before := p.took()
				p.mu.Lock()
				p.before = nil
				p.mu.Unlock()
				second := run{source: w.source, o: w.o, batch: 4}
				if err := second.into(t, s, p); err != nil {
					t.Fatal(err)
				}
				check(t, w, pages, &first, &second, before, p.took(), s)
			})
		}
	}
}
