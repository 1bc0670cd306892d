package corpus

import (
	"cmp"
	"fmt"
	"time"
)

// Precision says how much of a date is known.
type Precision uint8

// The precisions, from none to the finest. The numbers are stored; do not
// change them.
const (
	Unknown   Precision = 0
	YearOnly  Precision = 1
	MonthOnly Precision = 2
	DayOnly   Precision = 3
	Instant   Precision = 4
)

// A Date is a span of time: a year, a month, a day or an instant, in UTC. What
// is not known is not made up: 2017 is the whole year, not its first of
// January. The zero Date is no date at all. Dates may be compared with ==.
type Date struct {
	start     time.Time // in UTC, without a monotonic reading
	precision Precision
}

// layouts are the accepted forms by their length; everything longer than a day
// is RFC 3339.
var layouts = map[int]struct {
	layout    string
	precision Precision
}{
	len("2006"):       {"2006", YearOnly},
	len("2006-01"):    {"2006-01", MonthOnly},
	len("2006-01-02"): {"2006-01-02", DayOnly},
}

// ParseDate reads YYYY, YYYY-MM, YYYY-MM-DD or RFC 3339 with a zone, in years
// 1 to 9999. An instant is turned to UTC.
func ParseDate(s string) (Date, error) {
	layout, precision := time.RFC3339Nano, Instant
	if l, ok := layouts[len(s)]; ok {
		layout, precision = l.layout, l.precision
	}
	t, err := time.Parse(layout, s)
	if err == nil {
		if t = t.UTC(); t.Year() >= 1 && t.Year() <= 9999 {
			return Date{t, precision}, nil
		}
	}
	if len(s) > 64 {
		s = s[:64] + "..."
	}
	return Date{}, fmt.Errorf("cannot read the date %q: need YYYY, YYYY-MM, YYYY-MM-DD or a time as in 2023-12-21T09:30:00Z", s)
}

// DateOf is the year, month, day or instant in which t lies, in UTC.
func DateOf(t time.Time, p Precision) Date {
	t = t.UTC().Round(0)
	switch p {
	case Unknown:
		return Date{}
	case YearOnly:
		t = time.Date(t.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	case MonthOnly:
		t = time.Date(t.Year(), t.Month(), 1, 0, 0, 0, 0, time.UTC)
	case DayOnly:
		t = time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	}
	return Date{t, p}
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d.precision == Unknown }

// Precision says how much of the date is known.
func (d Date) Precision() Precision { return d.precision }

// Start is the first instant of the span. It means nothing for the zero Date.
func (d Date) Start() time.Time { return d.start }

// End is the first instant after the span. It means nothing for the zero Date.
func (d Date) End() time.Time {
	switch d.precision {
	case YearOnly:
		return d.start.AddDate(1, 0, 0)
	case MonthOnly:
		return d.start.AddDate(0, 1, 0)
	case DayOnly:
		return d.start.AddDate(0, 0, 1)
	case Instant:
		return d.start.Add(1)
	}
	return d.start
}

// Middle is the instant that stands for the span where one number is needed,
// as for the age of a paper: the middle of the year, of the month, of the day.
func (d Date) Middle() time.Time { return d.start.Add(d.End().Sub(d.start) / 2) }

// Compare orders by start, and of two spans with one start the shorter first.
// The zero Date comes before all others.
func (d Date) Compare(e Date) int {
	if d.IsZero() || e.IsZero() {
		return cmp.Compare(min(d.precision, 1), min(e.precision, 1))
	}
	if c := d.start.Compare(e.start); c != 0 {
		return c
	}
	return cmp.Compare(e.precision, d.precision)
}

// Within reports whether d overlaps the span from the start of from to the end
// of to, both inclusive. A zero bound is open. A zero d overlaps nothing,
// unless both bounds are open.
func (d Date) Within(from, to Date) bool {
	if d.IsZero() {
		return from.IsZero() && to.IsZero()
	}
	return (from.IsZero() || d.End().After(from.start)) && (to.IsZero() || d.start.Before(to.End()))
}

// String is the date as ParseDate reads it, "" for no date.
func (d Date) String() string {
	switch d.precision {
	case YearOnly:
		return d.start.Format("2006")
	case MonthOnly:
		return d.start.Format("2006-01")
	case DayOnly:
		return d.start.Format("2006-01-02")
	case Instant:
		return d.start.Format(time.RFC3339Nano)
	}
	return ""
}

// MarshalText is String, for JSON.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText is ParseDate, for JSON; an empty text is no date.
func (d *Date) UnmarshalText(text []byte) (err error) {
	*d = Date{}
	if len(text) > 0 {
		*d, err = ParseDate(string(text))
	}
	return err
}
