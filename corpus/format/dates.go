package format

import (
	"fmt"
	"strings"
	"time"

	"github.com/kindred-search/kindred/corpus"
)

// dateLayouts are the forms of dates, beside those of corpus.ParseDate, that
// mean one thing only; 01/02/2006 is none of them. A time without a zone is
// taken as UTC, as databases print it.
var dateLayouts = []struct {
	layout    string
	precision corpus.Precision
}{
	{"2006-01-02T15:04:05", corpus.Instant},
	{"2006-01-02 15:04:05", corpus.Instant},
	{"2006-01-02 15:04:05Z07:00", corpus.Instant},
	{"2006-01-02 15:04:05Z07", corpus.Instant},
	{"2006-01-02 15:04:05 MST", corpus.Instant},
	{"2006-01-02T15:04:05Z0700", corpus.Instant},
	{arxivTime, corpus.Instant},
	{"Mon, 2 Jan 2006 15:04:05 -0700", corpus.Instant},
	{"2006/1/2", corpus.DayOnly},
	{"2006-1-2", corpus.DayOnly},
	{"20060102", corpus.DayOnly},
	{"Jan 2, 2006", corpus.DayOnly},
	{"January 2, 2006", corpus.DayOnly},
	{"2 Jan 2006", corpus.DayOnly},
	{"2 January 2006", corpus.DayOnly},
	{"2006/1", corpus.MonthOnly},
	{"2006-1", corpus.MonthOnly},
	{"Jan 2006", corpus.MonthOnly},
	{"January 2006", corpus.MonthOnly},
}

// date reads a date in one of its forms; the zero Date where none is known. A
// year may be a number, with a fraction of zero; a month or a day that is 00 is
// not known, as databases write it.
func date(c cell) (corpus.Date, error) {
	s, err := c.text()
	if err != nil {
		return corpus.Date{}, err
	}
	if s = strings.TrimSpace(s); missing(s) {
		return corpus.Date{}, nil
	}
	switch {
	case s == "0000-00-00", s == "0000-00-00 00:00:00":
		return corpus.Date{}, nil
	case len(s) == len("2006.0"):
		s = strings.TrimSuffix(s, ".0")
	case len(s) == len("2006-01-00") || len(s) == len("2006-00"):
		s = strings.TrimSuffix(strings.TrimSuffix(s, "-00"), "-00")
	}
	d, err := corpus.ParseDate(s)
	if err == nil {
		return d, nil
	}
	for _, l := range dateLayouts {
		t, err := time.Parse(l.layout, s)
		if err != nil || !knownZone(t) {
			continue
		}
		if t = t.UTC(); t.Year() >= 1 && t.Year() <= 9999 {
			return corpus.DateOf(t, l.precision), nil
		}
	}
	return corpus.Date{}, fmt.Errorf("%w: %w", ErrField, err)
}

// knownZone is false for a time with the abbreviation of a zone that time.Parse
// does not know, and takes for UTC all the same.
func knownZone(t time.Time) bool {
	name, offset := t.Zone()
	return offset != 0 || name == "" || name == "UTC" || name == "GMT"
}
