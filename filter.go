package kindred

import (
	"fmt"

	"github.com/kindred-search/kindred/index/bitmap"
)

// check refuses what cannot be.
func (f *Filter) check() error {
	if !f.From.IsZero() && !f.To.IsZero() && !f.From.Start().Before(f.To.End()) {
		return parameter("from", f.From, fmt.Sprintf("a date not behind to, which is %s", f.To))
	}
	if f.MinVotes < 0 {
		return parameter("min_votes", f.MinVotes, "0 or more")
	}
	for _, p := range []struct {
		name   string
		values []string
		named  bool
	}{
		{"category", f.Categories, false},
		{"author", f.Authors, true},
		{"venue", f.Venues, true},
		{"organization", f.Organizations, true},
	} {
		if len(p.values) > MaxValues {
			return parameter(p.name, len(p.values), fmt.Sprintf("at most %d values", MaxValues))
		}
		for _, value := range p.values {
			switch {
			case len(value) > MaxText:
				return parameter(p.name, said(fmt.Sprint(len(value), " bytes long")), fmt.Sprintf("at most %d bytes", MaxText))
			case p.named && len(words(value)) == 0:
				return parameter(p.name, value, "at least one letter or digit")
			case value == "":
				return parameter(p.name, value, "a category as cs.CL, or the beginning of one as cs.*")
			}
		}
	}
	return nil
}

// A sieve is what of a filter needs the dictionaries: sets over the slots of a
// view that must all have a paper.
type sieve []bitmap.Bitmap

// sieve looks the names of a filter up. Engine.publishing must be held.
func (m *memory) sieve(v *view, f *Filter) sieve {
	var s sieve
	n := v.slots()
	for _, field := range []struct {
		names  *dictionary
		values []string
	}{{&m.authors, f.Authors}, {&m.venues, f.Venues}, {&m.organizations, f.Organizations}} {
		if len(field.values) == 0 {
			continue
		}
		set := bitmap.New(n)
		for _, value := range field.values {
			field.names.mark(set, n, words(value))
		}
		s = append(s, set)
	}
	if len(f.Categories) > 0 {
		set := bitmap.New(n)
		for _, pattern := range f.Categories {
			m.categories.markLike(set, n, pattern)
		}
		s = append(s, set)
	}
	return s
}

// passing is the set of papers that pass a filter, without some slots. It may
// be the view's own set and must not be changed.
func (v *view) passing(f *Filter, names sieve, without []uint32) bitmap.Bitmap {
	dated := !f.From.IsZero() || !f.To.IsZero()
	scanned := dated || f.MinVotes > 0 || f.HasRepository != nil
	if len(names) == 0 && len(without) == 0 && !scanned {
		return v.live
	}
	set := clone(v.live, v.slots())
	for _, other := range names {
		set.And(other)
	}
	for _, slot := range without {
		set.Clear(slot)
	}
	if !scanned {
		return set
	}
	from, to := newBound(f.From), newBound(f.To)
	for slot := range set.All() {
		if dated && !v.published.within(slot, &from, &to) ||
			f.MinVotes > 0 && v.votesOf(slot) < f.MinVotes ||
			f.HasRepository != nil && v.hasRepository(slot) != *f.HasRepository {
			set.Clear(slot)
		}
	}
	return set
}
