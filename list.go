package kindred

import (
	"cmp"
	"context"
	"math"
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
		listing, numbers, err := e.listed(q, during)
		if err != nil { // errMend
			if err := e.mend(ctx); err != nil {
				return Listing{}, err
			}
			continue
		}
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
	slot uint32
	key  float64
	day  time.Time // its beginning
}

// listed sorts the papers of a period in the present view and cuts the page. The
// error is errMend.
func (e *Engine) listed(q ListQuery, during *period) (Listing, []int64, error) {
	v := e.hold()
	defer v.release()
	if during == nil {
		during = v.latestDay()
	}
	l := Listing{Sort: q.Sort}
	if during == nil {
		return l, nil, v.mapped.judge(nil)
	}
	l.Period = during.name
	var entries []entry
	for slot := range v.live.All() {
		days := v.listing(slot)
		if second, _ := days.start(slot); !during.begins(second) || !during.holds(days.at(slot)) {
			continue
		}
		en := entry{slot: slot, day: days.begin(slot)}
		switch q.Sort {
		case ByVotes:
			en.key = float64(v.votesOf(slot))
		case ByPublished:
			second, _ := v.published.start(slot)
			en.key = float64(second) // 0 without
		case ByTrending:
			en.key = rank.Gravity(v.votesOf(slot)+1, age(en.day, q.Now))
		}
		entries = append(entries, en)
	}
	slices.SortFunc(entries, func(a, b entry) int {
		if c := cmp.Or(cmp.Compare(b.key, a.key), b.day.Compare(a.day)); c != 0 {
			return c
		}
		return cmp.Compare(v.id(a.slot), v.id(b.slot))
	})
	l.Total = len(entries)
	var numbers []int64
	for _, en := range entries[min(q.Offset, len(entries)):min(q.Offset+q.Limit, len(entries))] {
		numbers = append(numbers, v.number(en.slot))
	}
	return l, numbers, v.mapped.judge(nil)
}

// age is how long ago a day began, within what a Span can hold.
func age(begin, now time.Time) rank.Span {
	hours := now.Sub(begin).Hours() // it stops at 292 years
	return rank.Span(min(max(0, hours), float64(rank.MaxSpan/rank.Hour)) * float64(rank.Hour))
}

// latestDay is the last day on which a paper was listed; nil when no paper has
// a day.
func (v *view) latestDay() *period {
	latest := int64(math.MinInt64)
	for slot := range v.live.All() {
		if second, p := v.listing(slot).start(slot); p >= corpus.DayOnly {
			latest = max(latest, second)
		}
	}
	if latest == math.MinInt64 {
		return nil
	}
	d := corpus.DateOf(time.Unix(latest, 0), corpus.DayOnly)
	return &period{d.String(), d.Start(), d.End()}
}
