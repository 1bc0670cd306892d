package kindred

import (
	"fmt"
	"time"

	"github.com/kindred-search/kindred/corpus"
)

// A period is a stretch of days: from its first instant to the first behind it.
type period struct {
	name       string // as in a query
	start, end time.Time
}

// holds reports whether a date lies in the period, all of it: a paper of which
// only the year is known belongs to no day, week or month.
func (p *period) holds(d corpus.Date) bool {
	return !d.IsZero() && !d.Start().Before(p.start) && !d.End().After(p.end)
}

// begins reports whether a second lies in the period.
func (p *period) begins(second int64) bool {
	return second >= p.start.Unix() && second < p.end.Unix()
}

// period reads the one that a query names; nil when it names none.
func (q *ListQuery) period() (*period, error) {
	given := 0
	for _, s := range []string{q.Date, q.Week, q.Month} {
		if s != "" {
			given++
		}
	}
	switch {
	case given > 1:
		return nil, parameter("date", said("not alone"), "only one of date, week and month")
	case q.Date != "":
		return spelled("date", q.Date, corpus.DayOnly, "a day, as 2023-12-21")
	case q.Month != "":
		return spelled("month", q.Month, corpus.MonthOnly, "a month, as 2023-12")
	case q.Week != "":
		return week(q.Week)
	}
	return nil, nil
}

func spelled(name, s string, p corpus.Precision, need string) (*period, error) {
	d, err := corpus.ParseDate(s)
	if err != nil || d.Precision() != p {
		return nil, parameter(name, s, need)
	}
	return &period{s, d.Start(), d.End()}, nil
}

// week reads a week of ISO 8601: it begins on a Monday, and the first of a
// year is the one that holds the 4th of January.
func week(s string) (*period, error) {
	var year, n int
	if _, err := fmt.Sscanf(s, "%4d-W%2d", &year, &n); err != nil || s != weekName(year, n) || year < 1 || n < 1 {
		return nil, parameter("week", s, "a week, as 2023-W51")
	}
	fourth := time.Date(year, 1, 4, 0, 0, 0, 0, time.UTC)
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7+7*(n-1))
	if y, w := monday.ISOWeek(); y != year || w != n {
		return nil, parameter("week", s, fmt.Sprintf("a week that %d has", year))
	}
	return &period{s, monday, monday.AddDate(0, 0, 7)}, nil
}

func weekName(year, n int) string { return fmt.Sprintf("%04d-W%02d", year, n) }
