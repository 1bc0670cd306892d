package kindred

import (
	"hash/maphash"
	"slices"
	"time"

	"github.com/kindred-search/kindred/corpus"
)

// A record is what ranking, filters and listings need of one paper, under its
// slot. It never changes once it is in a view: a paper that changes gets a new
// slot. Only its votes change, in a column of their own.
type record struct {
	number     int64 // in the store
	id         string
	published  corpus.Date
	listed     corpus.Date
	start, end int64     // of published, in Unix seconds, rounded outward
	middle     time.Time // of published; zero without
	repository bool
	print      uint64 // of everything in the row but votes and sequence
}

func newRecord(r *corpus.Row, seed maphash.Seed) record {
	rec := record{number: r.Number, id: r.ID, published: r.Published, listed: r.Listed, repository: r.HasRepository, print: fingerprint(r, seed)}
	if !r.Published.IsZero() {
		rec.start = r.Published.Start().Unix()
		rec.end = r.Published.End().Unix() + 1
		rec.middle = r.Published.Middle()
	}
	return rec
}

// day is the date by which a paper is listed.
func (r *record) day() corpus.Date {
	if r.listed.IsZero() {
		return r.published
	}
	return r.listed
}

// within reports what r.published.Within(from, to) does; it looks closer only
// where seconds do not tell.
func (r *record) within(from, to *bound) bool {
	if r.published.IsZero() {
		return from.date.IsZero() && to.date.IsZero()
	}
	if r.end < from.start || r.start > to.end {
		return false
	}
	if r.end > from.start+2 && r.start < to.end-2 {
		return true
	}
	return r.published.Within(from.date, to.date)
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

// fingerprint is equal for two rows of one paper only when they differ in
// votes and sequence alone.
func fingerprint(r *corpus.Row, seed maphash.Seed) uint64 {
	var h maphash.Hash
	h.SetSeed(seed)
	h.Write(r.Text[:])
	published, _ := r.Published.MarshalText() // it has no errors
	listed, _ := r.Listed.MarshalText()
	for _, s := range slices.Concat([]string{r.ID, string(published), string(listed), r.Venue, r.Organization}, r.Categories, []string{"\x00"}, r.Authors) {
		h.WriteString(s)
		h.WriteByte(0)
	}
	if r.HasRepository {
		h.WriteByte(1)
	}
	return h.Sum64()
}
