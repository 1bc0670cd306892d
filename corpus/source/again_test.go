package source

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus"
)

// The next run begins where the last one ended, with the days to which papers are
// still added.
func TestNextRun(t *testing.T) {
	for _, w := range ways() {
		p, s := newProvider(t, w.perPage, w.records...), newStore()
		r := run{source: w.source, o: w.o}
		if err := r.into(t, s, p); err != nil {
			t.Fatal(err)
		}
		first := len(p.took())
		late, fresh := record{5001, "2026-07-05"}, record{5002, "2026-07-07"}
		p.records = append(p.records, late, fresh)
		slices.SortStableFunc(p.records, func(a, b record) int { return strings.Compare(a.day, b.day) })
		r.now = now.AddDate(0, 0, 1)
		today = dayOf(r.now)
		r.o.Since = corpus.Date{} // goes on
		err := r.into(t, s, p)
		today = dayOf(now)
		if err != nil {
			t.Fatal(err)
		}
		s.want(t, append(w.ids(), w.id(5001), w.id(5002)))
		if w.source != OpenAlex && w.source != SemanticScholar { // whose days are those of publication
			if again := len(p.took()); again >= first {
				t.Errorf("%s: %d pages the second time, %d the first", w.name, again, first)
			}
		}
	}
}

// A first day begins there again, behind a run that was done; a run that was
// broken off, and is told the same, goes on; another one begins.
func TestSince(t *testing.T) {
	w := ways()[1]
	p, s := newProvider(t, w.perPage, w.records...), newStore()
	given := func(want int, o Options) {
		t.Helper()
		r := run{source: w.source, o: o}
		r.o.Categories = w.o.Categories
		if err := r.into(t, s, p); err != nil {
			t.Fatal(err)
		}
		if len(r.given) != want {
			t.Errorf("gave %d papers; need %d", len(r.given), want)
		}
	}
	since := w.o.Since
	count := func(from, to string) int { return len(p.between(from, to)) }
	given(15, Options{Since: since})
	given(15, Options{Since: since})          // again, as it was done
	given(count("2026-07-04", ""), Options{}) // the overlap
	given(5, Options{Since: since, Limit: 5}) // stopped
	given(10, Options{Since: since})          // goes on
	given(5, Options{Since: since, Limit: 5}) // stopped
	given(count("2026-07-02", ""), Options{Since: dateOf("2026-07-02")})
	given(count("2026-06-01", "2026-06-30"), Options{Since: dateOf("2026-06"), Until: dateOf("2026-06")})
	given(count("2026-07-01", ""), Options{})      // from behind the last day
	given(0, Options{Until: dateOf("2026-06")})    // over already
	given(0, Options{Since: dateOf("2026-07-08")}) // yet to come
	given(5, Options{Since: since, Limit: 5})
	given(10, Options{}) // what was broken off, without being told again
}

// The first run of a list takes its last days, that of a question all that match.
func TestFirstRun(t *testing.T) {
	old, fresh := record{1, "2024-01-01"}, record{2, "2026-06-20"}
	for _, w := range ways() {
		p, s := newProvider(t, 10, old, fresh), newStore()
		o := w.o
		o.Since = corpus.Date{}
		if err := (&run{source: w.source, o: o}).into(t, s, p); err != nil {
			t.Fatal(err)
		}
		if o.Query == "" {
			s.want(t, []string{w.id(2)})
		} else {
			s.want(t, []string{w.id(1), w.id(2)})
		}
	}
}

// Cut by a limit of any size, also in the middle of a page, the runs together give
// everything once.
func TestLimit(t *testing.T) {
	for _, w := range ways() {
		if w.name == "arxiv two" {
			continue // papers of both come twice
		}
		for _, limit := range []int{1, 7, len(w.records) - 1, len(w.records)} {
			if w.source == PubMed && limit < 100 {
				limit *= 100
			}
			p, s := newProvider(t, w.perPage, w.records...), newStore()
			o := w.o
			o.Limit = limit
			for left := len(w.records); left > 0; left -= limit {
				r := run{source: w.source, o: o, batch: 3}
				if err := r.into(t, s, p); err != nil {
					t.Fatal(err)
				}
				if len(r.given) != min(limit, left) {
					t.Fatalf("%s, limit %d: gave %d with %d left", w.name, limit, len(r.given), left)
				}
			}
			s.want(t, w.ids())
		}
	}
}

// More papers than a search gives are asked for in windows of days.
func TestWindowsOfASearch(t *testing.T) {
	var many []record
	for i := range 400 { // more and more
		many = append(many, record{i + 1, now.AddDate(0, 0, -(400-i)*(400-i)/20).Format(time.DateOnly)})
	}
	for _, source := range []string{Arxiv, PubMed} {
		p, s := newProvider(t, 20, many...), newStore()
		o := Options{Query: "owls", BaseURL: p.URL, Cursors: s}
		o.Client.Now, o.Client.Transport = func() time.Time { return now }, p.Client().Transport
		pull, err := New(source, o)
		if err != nil {
			t.Fatal(err)
		}
		switch a := pull.parts[0].api.(type) {
		case atom:
			a.most = 30
			pull.parts[0].api = a
		case pubMed:
			a.most = 30
			pull.parts[0].api = a
		}
		seen := map[string]int{}
		for paper, err := range pull.Papers(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			seen[paper.ID]++
		}
		if len(seen) != len(many) || pull.given != len(many) {
			t.Errorf("%s: %d papers, %d different; need %d", source, pull.given, len(seen), len(many))
		}
		if p.n > 150 {
			t.Errorf("%s: %d requests for 400 papers", source, p.n)
		}
	}
	// A day that has too many by itself.
	p := newProvider(t, 20, many[390:]...)
	for i := range p.records {
		p.records[i].day = "2026-07-01"
	}
	o := Options{Query: "owls", BaseURL: p.URL}
	o.Client.Now = func() time.Time { return now }
	pull, err := New(PubMed, o)
	if err != nil {
		t.Fatal(err)
	}
	pull.parts[0].api = pubMed{pull.parts[0].api.(pubMed).address, "owls", 5}
	for _, err := range pull.Papers(t.Context()) {
		if err == nil || !strings.Contains(err.Error(), "PubMed: there are more papers than are given on a single day; ask a narrower question") {
			t.Errorf("got %v", err)
		}
	}
}

// Pages of the last days are asked for on condition that they have changed.
func TestConditional(t *testing.T) {
	w := ways()[0]
	p, s := newProvider(t, w.perPage, w.records...), newStore()
	conditional := map[string]bool{}
	p.before = func(_ int, _ http.ResponseWriter, r *http.Request) bool {
		conditional[short(r.URL)] = r.Header.Get("If-None-Match") != ""
		return false
	}
	r := run{source: HF, o: w.o}
	if err := r.into(t, s, p); err != nil {
		t.Fatal(err)
	}
	for page, had := range conditional {
		if had {
			t.Errorf("%s was never had", page)
		}
	}
	clear(conditional)
	r.o.Since = corpus.Date{}
	if err := r.into(t, s, p); err != nil || len(r.given) != 0 {
		t.Errorf("nothing changed: %v, %v", r.given, err)
	}
	asked := len(conditional)
	for page, had := range conditional {
		if !had {
			t.Errorf("%s was asked for as if it was new", page)
		}
	}
	if asked < 5 { // July 3 to 6, of which two have pages behind the first
		t.Errorf("asked for %d pages", asked)
	}
	p.records[len(p.records)-1].n = 77 // one of today is another
	if err := r.into(t, s, p); err != nil || !slices.Contains(r.given, arxivOf(77)) || len(r.given) > w.perPage {
		t.Errorf("one changed: %v, %v", r.given, err)
	}
	if n := strings.Count(s.cursors[HF], `"etag"`); n < 5 || n > asked+2 {
		t.Errorf("the cursor has %d pages: %s", n, s.cursors[HF])
	}
	// A page that a limit cut is not had.
	s = newStore()
	r = run{source: HF, o: Options{Since: dateOf("2026-07-06"), Limit: 1}}
	for range 3 {
		if err := r.into(t, s, p); err != nil {
			t.Fatal(err)
		}
	}
	if len(s.papers) != len(p.between("2026-07-06", "")) {
		t.Errorf("cut by a limit: %v", s.papers)
	}
}

// What the cursor holds at the end of a run, as FORMAT.md has it.
func TestCursorIsThatOfFormat(t *testing.T) {
	p, s := newProvider(t, 2, record{1, "2026-07-05"}, record{2, "2026-07-06"}, record{3, "2026-07-06"}, record{4, "2026-07-06"}), newStore()
	r := run{source: Arxiv, o: Options{Since: dateOf("2026-07"), Categories: []string{"cs.CL", "cs.cl", "hep-th"}, Limit: 3}}
	if err := r.into(t, s, p); err != nil {
		t.Fatal(err)
	}
	if got, want := fmt.Sprint(s.cursors), `map[arxiv?category=cs.CL:{"v":1,"since":"2026-07","from":"2026-07-01","asked":"2026-07-06","page":"token|1\u00264","skip":1}]`; got != want {
		t.Errorf("got  %s\nneed %s", got, want)
	}
	r.o.Limit = 0
	if err := r.into(t, s, p); err != nil {
		t.Fatal(err)
	}
	done := `{"v":1,"since":"2026-07","from":"2026-07-04","done":true,"asked":"2026-07-06"}`
	if got, want := fmt.Sprint(s.cursors), "map[arxiv?category=cs.CL:"+done+" arxiv?category=hep-th:"+done+"]"; got != want {
		t.Errorf("got  %s\nneed %s", got, want)
	}
}
