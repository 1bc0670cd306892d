package kindred

import (
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/column"
)

// dates is a column of dates.
type dates struct {
	starts column.Values[int64]  // eight times the second in which it begins, since 1970, and its precision
	nanos  column.Values[uint32] // from that second to the beginning
}

func (d *dates) append(date corpus.Date) {
	start, nanos := int64(0), uint32(0)
	if !date.IsZero() {
		start, nanos = date.Start().Unix()*8+int64(date.Precision()), uint32(date.Start().Nanosecond())
	}
	d.starts.Append(start)
	d.nanos.Append(nanos)
}

func (d *dates) cut() dates { return dates{d.starts.Cut(), d.nanos.Cut()} }

// start is the second in which a date begins, and how much of it is known.
func (d *dates) start(slot uint32) (second int64, p corpus.Precision) {
	s := d.starts.At(slot)
	return s >> 3, corpus.Precision(s & 7)
}

// begin is the Start of a date, the first of 1970 for none.
func (d *dates) begin(slot uint32) time.Time {
	second, p := d.start(slot)
	nanos := int64(0)
	if p == corpus.Instant {
		nanos = int64(d.nanos.At(slot))
	}
	return time.Unix(second, nanos).UTC()
}

func (d *dates) at(slot uint32) corpus.Date {
	_, p := d.start(slot)
	return corpus.DateOf(d.begin(slot), p)
}

// middle is corpus.Date.Middle, without a calendar where none is needed; zero
// for no date.
func (d *dates) middle(slot uint32) time.Time {
	switch _, p := d.start(slot); p {
	case corpus.Unknown:
		return time.Time{}
	case corpus.Instant:
		return d.begin(slot)
	case corpus.DayOnly:
		return d.begin(slot).Add(12 * time.Hour)
	}
	return d.at(slot).Middle()
}

// shortest and longest are, by precision, how many seconds a date spans.
var (
	shortest = [8]int64{corpus.YearOnly: 365 * 86400, corpus.MonthOnly: 28 * 86400, corpus.DayOnly: 86400}
	longest  = [8]int64{corpus.YearOnly: 366 * 86400, corpus.MonthOnly: 31 * 86400, corpus.DayOnly: 86400, corpus.Instant: 1}
)

// within is corpus.Date.Within(from, to); it looks closer only where seconds do
// not tell.
func (d *dates) within(slot uint32, from, to *bound) bool {
	start, p := d.start(slot)
	if p == corpus.Unknown {
		return from.date.IsZero() && to.date.IsZero()
	}
	if start+longest[p]+1 < from.start || start > to.end {
		return false
	}
	if start+shortest[p] > from.start+2 && start < to.end-2 {
		return true
	}
	return d.at(slot).Within(from.date, to.date)
}

// A bound is one end of a span of dates; its seconds are rounded outward.
type bound struct {
	date       corpus.Date
	start, end int64
}

func newBound(d corpus.Date) bound {
	const forever = 1 << 60
	b := bound{date: d, start: -forever, end: forever}
	if !d.IsZero() {
		b.start, b.end = d.Start().Unix(), d.End().Unix()+1
	}
	return b
}
