package source

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus"
)

// Behind a window stands the next one, or the end of the run.
func TestAdvance(t *testing.T) {
	facts := facts{overlap: 2}
	f := func(name string, c cursor, today, wantFrom string, wantDone bool) {
		t.Helper()
		c.Page, c.Skip = "x", 1
		c.advance(facts, dateOf(today))
		if c.From.String() != wantFrom || c.Done != wantDone || !c.To.IsZero() || c.Page != "" || c.Skip != 0 {
			t.Errorf("%s: from %s, done %t; need %s, %t", name, c.From, c.Done, wantFrom, wantDone)
		}
	}
	d := dateOf
	f("a month that was over", cursor{From: d("2026-05-01"), To: d("2026-05-31"), Asked: d("2026-07-06")}, "2026-07-06", "2026-06-01", false)
	f("an open window", cursor{From: d("2026-07-01"), Asked: d("2026-07-06")}, "2026-07-06", "2026-07-04", true)
	f("the day itself", cursor{From: d("2026-07-06"), To: d("2026-07-06"), Asked: d("2026-07-06")}, "2026-07-06", "2026-07-04", true)
	f("an open window that took days", cursor{From: d("2026-07-01"), Asked: d("2026-07-06")}, "2026-07-08", "2026-07-04", false)
	f("yesterday, until today", cursor{From: d("2026-07-05"), To: d("2026-07-05"), Asked: d("2026-07-06")}, "2026-07-07", "2026-07-04", false)
	f("long over, until today", cursor{From: d("2026-05-01"), To: d("2026-05-31"), Asked: d("2026-07-06")}, "2026-07-07", "2026-06-01", false)
	f("the last that is asked for", cursor{Until: d("2026-05"), From: d("2026-05-01"), To: d("2026-05-31"), Asked: d("2026-07-06")}, "2026-07-06", "2026-06-01", true)
	f("not before the first", cursor{Since: d("2026-07-05"), From: d("2026-07-05"), Asked: d("2026-07-06")}, "2026-07-06", "2026-07-05", true)
	f("until a day that is yet to come", cursor{Until: d("2026-08"), From: d("2026-07-05"), To: d("2026-08-31"), Asked: d("2026-07-06")}, "2026-07-06", "2026-07-04", true)

	c := cursor{From: d("2026-07-01"), Asked: d("2026-07-06"), Span: 3, Seen: map[string]seen{"old": {Day: d("2026-07-03")}, "new": {Day: d("2026-07-04")}}}
	c.advance(facts, d("2026-07-06"))
	if _, has := c.Seen["new"]; c.Span != 6 || len(c.Seen) != 1 || !has {
		t.Errorf("got %+v", c)
	}
	for range 100 {
		c.advance(facts, d("2026-07-06"))
	}
	if c.Span < 0 || c.Span > maxSpan {
		t.Errorf("the span is %d days", c.Span)
	}
}

// From the first day to today, in windows: they meet, and the last is open.
func TestWindows(t *testing.T) {
	for _, w := range ways() {
		pull, err := New(w.source, w.o)
		if err != nil {
			t.Fatal(err)
		}
		a := pull.parts[0].api
		c := cursor{Since: dateOf("2025-11-17"), From: dateOf("2025-11-17"), Span: 40}
		windows := 0
		for day := c.From; !c.Done; windows++ {
			if c.From != day {
				t.Fatalf("%s: a window begins on %s; need %s", w.name, c.From, day)
			}
			if !c.begin(a, today) {
				t.Fatalf("%s: nothing begins on %s", w.name, c.From)
			}
			if c.To.IsZero() {
				day = dateOf("9999-12-30")
			} else {
				day = plus(c.To, 1)
			}
			if c.advance(a.about(), today); c.Done && before(day, today) {
				t.Fatalf("%s: it ends on %s", w.name, day)
			}
		}
		if windows > 60 {
			t.Errorf("%s: %d windows", w.name, windows)
		}
	}
}

// A month is asked for at once when it is over and wanted whole.
func TestMonthOfDailyPapers(t *testing.T) {
	f := func(from, until, want string) {
		t.Helper()
		c := cursor{From: dateOf(from)}
		if until != "" {
			c.Until = dateOf(until)
		}
		if ok := c.begin(hf{}, today); !ok || c.To.String() != want {
			t.Errorf("from %s until %q: to %s; need %s", from, until, c.To, want)
		}
	}
	f("2026-06-01", "", "2026-06-30")
	f("2026-06-01", "2026-06", "2026-06-30")
	f("2026-06-01", "2026-06-29", "2026-06-01")
	f("2026-06-02", "", "2026-06-02")
	f("2026-07-01", "", "2026-07-01")
}

func TestHasNext(t *testing.T) {
	f := func(want bool, links ...string) {
		t.Helper()
		if got := hasNext(http.Header{"Link": links}); got != want {
			t.Errorf("%q: got %t", links, got)
		}
	}
	f(true, `<https://huggingface.co/api/daily_papers?p=1&limit=100>; rel="next"`)
	f(true, `<a>; rel=next`)
	f(true, `<a>;title="x, y; <z>";REL = "prev NEXT"`)
	f(true, `<a>; rel="prev"`, `<b>; rel="next"`)
	f(true, `<a>; rel="prev", <b>; rel="next"`)
	f(true, `<a,b>; rel=prev; x, <c>; rel=next`)
	f(false)
	f(false, ``, `,`, `<`, `<a`, `<a>`, `<a>;`, `<a>; rel`, `<a>; rel=`, `<a>; rel="`, `rel="next"`)
	f(false, `<a>; rel="prev"`, `<next>; rel="last"; title="next"`)
	f(false, `<a>; rel="last"; rel="next"`) // the first counts
	f(false, `<a>; title="rel=next"`)
}

func FuzzHasNext(f *testing.F) {
	f.Add(`<https://x?p=1>; rel="next"`)
	f.Add(`<a>;title="x, y";rel=prev , <b>; rel = "next last"`)
	f.Fuzz(func(t *testing.T, links string) {
		found := hasNext(http.Header{"Link": {links}})
		if found && !strings.Contains(strings.ToLower(links), "next") {
			t.Errorf("%q has none", links)
		}
		if !hasNext(http.Header{"Link": {links, `<x>; rel="next"`}}) {
			t.Errorf("one behind %q is not found", links)
		}
	})
}

func TestResumptionToken(t *testing.T) {
	f := func(body, want string) {
		t.Helper()
		if got := resumptionToken([]byte(body)); got != want {
			t.Errorf("%s: got %q, need %q", body, got, want)
		}
	}
	f(`<resumptionToken cursor="0" completeListSize="4">6794649|1001</resumptionToken>`, "6794649|1001")
	f(`<oai:resumptionToken expirationDate='2026-07-07'>
		a&amp;b </oai:resumptionToken></x>`, "a&b")
	f(`<resumptionToken>old</resumptionToken><record><resumptionToken>new</resumptionToken>`, "new")
	f(`<resumptionToken/>`, "")
	f(`<resumptionToken cursor="9"></resumptionToken>`, "")
	f(`<resumptionToken>cut sho`, "")
	f(`&lt;resumptionToken>no</resumptionToken>`, "")
	f(``, "")
}

func FuzzResumptionToken(f *testing.F) {
	f.Add([]byte(`<resumptionToken cursor="0">x|1</resumptionToken>`))
	f.Fuzz(func(t *testing.T, body []byte) {
		if token := resumptionToken(body); strings.Contains(token, "</") && !strings.Contains(string(body), "&") {
			t.Errorf("got %q", token)
		}
	})
}

// What is kept is read back as it was, and whatever is read leads to a request.
func FuzzCursor(f *testing.F) {
	f.Add(`{"v":1,"since":"2026-07","from":"2026-07-01","to":"2026-07-31","asked":"2026-07-06","page":"token|1","skip":1,"span":4,"seen":{"p=0":{"day":"2026-07-06","etag":"x","next":"1"}}}`, "env=M&key=1&count=9&start=3")
	f.Add(`{"v":1,"from":"0001-01-01","span":200000}`, "9")
	f.Add(`{"v":1,"done":true,"from":"9999-12-31","asked":"9999-12-31"}`, "-1")
	var apis []api
	for _, w := range ways() {
		pull, err := New(w.source, w.o)
		if err != nil {
			f.Fatal(err)
		}
		apis = append(apis, pull.parts[0].api)
	}
	f.Fuzz(func(t *testing.T, state, page string) {
		c, err := parseCursor(state)
		if err != nil {
			return
		}
		kept, err := c.state()
		if err != nil {
			t.Fatal(err)
		}
		again, err := parseCursor(kept)
		if err != nil {
			t.Fatalf("%s: %v", kept, err)
		}
		if twice, err := again.state(); err != nil || twice != kept {
			t.Fatalf("%s: read back as %s, %v", kept, twice, err)
		}
		for _, a := range apis {
			for _, o := range []Options{{}, {Since: dateOf("2026")}, {Until: dateOf("2026-07")}} {
				c := again.resume(&o, a.about(), today, false)
				for range 3 {
					if c.Done || !c.begin(a, today) {
						break
					}
					c.Page = page
					if r := a.request(&c); r.URL.Host == "" {
						t.Fatal("no request")
					}
					c.advance(a.about(), today)
				}
			}
		}
	})
}

// A place in what PubMed found.
func FuzzFound(f *testing.F) {
	f.Add("env=M&key=1&count=9&start=3")
	f.Fuzz(func(t *testing.T, page string) {
		if p, ok := parseFound(page); ok {
			if again, ok := parseFound(p.String()); !ok || again != p || p.count < 0 || p.start < 0 {
				t.Errorf("%+v is read back as %+v", p, again)
			}
		}
	})
}

// Names of cursors tell questions apart.
func TestNameOf(t *testing.T) {
	names := map[string]bool{}
	for _, q := range []string{"", "a", "a&category=b", "b"} {
		for _, c := range [][]string{nil, {"b"}, {"b", "c"}, {"b&category=c"}} {
			names[nameOf(Arxiv, q, c...)] = true
		}
	}
	if len(names) != 16 {
		t.Errorf("%d names for 16 questions: %v", len(names), names)
	}
	long := nameOf(SemanticScholar, strings.Repeat("é", maxQuestion/2), make([]string, maxCategories)...)
	if _, err := url.ParseQuery(long); err != nil || len(long) > corpus.MaxCursorName {
		t.Errorf("the longest has %d bytes, %v", len(long), err)
	}
}
