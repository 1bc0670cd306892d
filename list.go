package kindred

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/rank"
)

// List returns the papers of a day, a week or a month. It needs no model.
// Errors: ErrParameter.
func (e *Engine) List(ctx context.Context, q ListQuery) (Listing, error) {
	if err := e.begin(); err != nil {
		return Listing{}, err
	}
	defer e.end()
	during, err := q.check(e.o.Now)
	if err != nil {
		return Listing{}, err
	}
	if err := e.loaded(ctx); err != nil {
		return Listing{}, err
	}
	for {
		listing, numbers := e.listed(q, during)
		listing.Papers, err = e.store.Papers(ctx, numbers)
		if err != nil {
			return Listing{}, err
		}
		if len(listing.Papers) == len(numbers) || ctx.Err() != nil {
			if listing.Papers == nil {
				listing.Papers = []corpus.Paper{}
			}
			return listing, ctx.Err()
		}
		if err := e.catchUp(ctx); err != nil { // a paper went meanwhile
			return Listing{}, err
		}
	}
}

func (q *ListQuery) check(clock func() time.Time) (*period, error) {
	var err error
	if q.Limit, err = checkPage(q.Limit, q.Offset, defaultListLimit); err != nil {
		return nil, err
	}
	switch q.Sort {
	case "":
		q.Sort = ByVotes
	case ByVotes, ByPublished, ByTrending:
	default:
		return nil, parameter("sort", string(q.Sort), "votes, published or trending")
	}
	if q.Now.IsZero() {
		q.Now = clock()
	}
	return q.period()
}

const defaultListLimit = 50

// An entry is a paper of a listing with what it is sorted by.
type entry struct {
	record *record
	key    float64
	day    time.Time
}

// listed sorts the papers of a period in the present view and cuts the page.
func (e *Engine) listed(q ListQuery, during *period) (Listing, []int64) {
	e.publishing.RLock()
	v := e.view
	e.publishing.RUnlock()
	if during == nil {
		during = v.latestDay()
	}
	l := Listing{Sort: q.Sort}
	if during == nil {
		return l, nil
	}
	l.Period = during.name
	var entries []entry
	for slot := range v.live.All() {
		r := &v.records[slot]
		day := r.day()
		if !during.holds(day) {
			continue
		}
		en := entry{record: r, day: day.Start()}
		switch q.Sort {
		case ByVotes:
			en.key = float64(v.votesOf(slot))
		case ByPublished:
			if !r.published.IsZero() {
				en.key = float64(r.published.Start().Unix())
			}
		case ByTrending:
			en.key = rank.Gravity(v.votesOf(slot)+1, age(day, q.Now))
		}
		entries = append(entries, en)
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(cmp.Compare(b.key, a.key), b.day.Compare(a.day), cmp.Compare(a.record.id, b.record.id))
	})
	l.Total = len(entries)
	var numbers []int64
	for _, en := range entries[min(q.Offset, len(entries)):min(q.Offset+q.Limit, len(entries))] {
		numbers = append(numbers, en.record.number)
	}
	return l, numbers
}

// age is how long ago a day began, within what a Span can hold.
func age(d corpus.Date, now time.Time) rank.Span {
	hours := now.Sub(d.Start()).Hours() // it stops at 292 years
	return rank.Span(min(max(0, hours), float64(rank.MaxSpan/rank.Hour)) * float64(rank.Hour))
}

// latestDay is the last day on which a paper was listed; nil when no paper has
// a day.
func (v *view) latestDay() *period {
	var latest time.Time
	for slot := range v.live.All() {
		if d := v.records[slot].day(); d.Precision() >= corpus.DayOnly && d.Start().After(latest) {
			latest = d.Start()
		}
	}
	if latest.IsZero() {
		return nil
	}
	d := corpus.DateOf(latest, corpus.DayOnly)
	return &period{d.String(), d.Start(), d.End()}
}
