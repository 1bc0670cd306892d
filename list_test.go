package kindred

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/rank"
)

// TestListAgainstSlowTwin lists every kind of period in every order, and once
// more by looking at each paper.
func TestListAgainstSlowTwin(t *testing.T) {
	e := open(t, newBag("one"))
	r := rand.New(rand.NewPCG(5, 5))
	var papers []corpus.Paper
	for i := range 400 {
		p := corpus.Paper{ID: fmt.Sprintf("p%03d", i), Title: "planning"}
		day := time.Date(2025, 11, 20, r.IntN(24), 0, 0, 0, time.UTC).AddDate(0, 0, r.IntN(60))
		p.Published = corpus.DateOf(day, corpus.Precision(r.IntN(5)))
		if r.IntN(3) == 0 {
			p.Listed = corpus.DateOf(day.AddDate(0, 0, r.IntN(5)), corpus.DayOnly)
		}
		if r.IntN(2) == 0 {
			p.Votes = new(r.IntN(30))
		}
		papers = append(papers, p)
	}
	add(t, e, papers...)
	votes := func(p corpus.Paper) int {
		if p.Votes == nil {
			return 0
		}
		return *p.Votes
	}
	day := func(p corpus.Paper) corpus.Date {
		if p.Listed.IsZero() {
			return p.Published
		}
		return p.Listed
	}
	key := map[Sort]func(corpus.Paper) float64{
		ByVotes: func(p corpus.Paper) float64 { return float64(votes(p)) },
		ByPublished: func(p corpus.Paper) float64 {
			if p.Published.IsZero() {
				return 0
			}
			return float64(p.Published.Start().Unix())
		},
		ByTrending: func(p corpus.Paper) float64 {
			return rank.Gravity(votes(p)+1, rank.Span(max(0, now.Sub(day(p).Start()))))
		},
	}
	f := func(q ListQuery, period string, in func(d corpus.Date) bool) {
		t.Helper()
		for _, q.Sort = range []Sort{"", ByVotes, ByPublished, ByTrending} {
			order := cmp.Or(q.Sort, ByVotes)
			var want []corpus.Paper
			for _, p := range papers {
				if in(day(p)) {
					want = append(want, p)
				}
			}
			slices.SortFunc(want, func(a, b corpus.Paper) int {
				return cmp.Or(cmp.Compare(key[order](b), key[order](a)), day(b).Start().Compare(day(a).Start()), strings.Compare(a.ID, b.ID))
			})
			got, err := e.List(t.Context(), q)
			if err != nil {
				t.Fatal(err)
			}
			total, limit := len(want), cmp.Or(q.Limit, 50)
			want = want[min(q.Offset, total):min(q.Offset+limit, total)]
			if got.Period != period || got.Sort != order || got.Total != total || !slices.EqualFunc(got.Papers, want, func(a, b corpus.Paper) bool { return a.ID == b.ID }) {
				t.Errorf("%+v: got %s by %s, %d of %d", q, got.Period, got.Sort, len(got.Papers), got.Total)
			}
			if got.Papers == nil {
				t.Errorf("%+v: the papers are nil", q)
			}
		}
	}
	finest := func(d corpus.Date) bool { return d.Precision() >= corpus.DayOnly }
	on := func(first string, days int) func(corpus.Date) bool {
		names := map[string]bool{}
		for i := range days {
			names[date(t, first).Start().AddDate(0, 0, i).Format("2006-01-02")] = true
		}
		return func(d corpus.Date) bool { return finest(d) && names[d.Start().Format("2006-01-02")] }
	}
	latest := ""
	for _, p := range papers {
		if finest(day(p)) {
			latest = max(latest, day(p).Start().Format("2006-01-02"))
		}
	}
	f(ListQuery{}, latest, on(latest, 1))
	f(ListQuery{Date: "2025-12-25"}, "2025-12-25", on("2025-12-25", 1))
	f(ListQuery{Date: "1999-12-25"}, "1999-12-25", func(corpus.Date) bool { return false })
	f(ListQuery{Week: "2025-W52"}, "2025-W52", on("2025-12-22", 7))
	f(ListQuery{Week: "2026-W01", Limit: 3, Offset: 2}, "2026-W01", on("2025-12-29", 7))
	f(ListQuery{Month: "2025-12", Limit: 30}, "2025-12", func(d corpus.Date) bool {
		return d.Precision() >= corpus.MonthOnly && d.Start().Format("2006-01") == "2025-12"
	})
	f(ListQuery{Month: "2025-12", Limit: 100, Offset: 900}, "2025-12", func(d corpus.Date) bool {
		return d.Precision() >= corpus.MonthOnly && d.Start().Format("2006-01") == "2025-12"
	})
}

func TestListOfNothing(t *testing.T) {
	e := open(t, newBag("one"))
	f := func() {
		t.Helper()
		l, err := e.List(t.Context(), ListQuery{})
		if err != nil || l.Period != "" || l.Total != 0 || l.Papers == nil {
			t.Errorf("got %+v, %v", l, err)
		}
	}
	f()
	add(t, e, corpus.Paper{ID: "a", Title: "x"}, corpus.Paper{ID: "b", Title: "x", Published: date(t, "2024-02")})
	f() // no paper has a day
}

func TestWeeksOfISO8601(t *testing.T) {
	// Every day of some years is in the week that the library says.
	for d := time.Date(2015, 1, 1, 0, 0, 0, 0, time.UTC); d.Year() < 2027; d = d.AddDate(0, 0, 1) {
		name := weekName(d.ISOWeek())
		p, err := week(name)
		if err != nil {
			t.Fatal(err)
		}
		if !p.holds(corpus.DateOf(d, corpus.DayOnly)) || p.end.Sub(p.start) != 7*24*time.Hour || p.start.Weekday() != time.Monday {
			t.Fatalf("%s is %v to %v; need a week with %v", name, p.start, p.end, d)
		}
	}
}

func FuzzWeek(f *testing.F) {
	for _, s := range []string{"2023-W51", "2020-W53", "2021-W53", "0000-W01", "9999-W52", "2023-W5", "+023-W01", "2023-W-1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := week(s)
		if err != nil {
			return
		}
		if year, n := p.start.ISOWeek(); weekName(year, n) != s {
			t.Errorf("%q was read as %s", s, weekName(year, n))
		}
	})
}
