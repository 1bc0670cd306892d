package kindred

import (
	"context"

	"github.com/kindred-search/kindred/corpus"
)

// twinYears is how far apart two papers of one title may be published and still
// be versions of one another: a preprint and its print.
const twinYears = 2

// A title is what twins have in common.
type title struct {
	id   string
	year int // of publication, 0 when it is not known
	hit  int // its place among the results; -1 for a paper that was given
}

func titleOf(p *corpus.Paper, hit int) title {
	t := title{id: corpus.TitleID(p.Title), hit: hit}
	if !p.Published.IsZero() {
		t.year = p.Published.Start().Year()
	}
	return t
}

// of returns the place of the first of titles that is the same paper; ok is
// false when none is.
func (t title) of(titles []title) (hit int, ok bool) {
	for _, o := range titles {
		apart := max(t.year-o.year, o.year-t.year)
		if t.id != "" && t.id == o.id && (t.year == 0 || o.year == 0 || apart <= twinYears) {
			return o.hit, true
		}
	}
	return 0, false
}

// fetchDistinct reads the page of a query from ranked papers, the best first:
// versions of one paper count as one, the best of them, with the others as its
// twins; versions of the papers in given count not at all. It is false when a
// paper is gone.
func (e *Engine) fetchDistinct(ctx context.Context, found []*candidate, given []int64, q *Query, r *Result) (whole bool, err error) {
	papers, err := e.shown.read(ctx, e.store, given)
	if err != nil {
		return false, err
	}
	var titles []title
	for _, p := range papers {
		titles = append(titles, titleOf(&p, -1))
	}
	all := Result{mark: r.mark}
	end := q.Offset + q.Limit
	for len(found) > 0 && len(all.Hits) < end {
		n := min(len(found), end-len(all.Hits)+4)
		some := Result{mark: r.mark}
		if whole, err := e.fetch(ctx, found[:n], &some, q.Explain); !whole || err != nil {
			return whole, err
		}
		found = found[n:]
		for _, h := range some.Hits {
			t := titleOf(&h.Paper, len(all.Hits))
			switch hit, twin := t.of(titles); {
			case twin && hit >= 0:
				all.Hits[hit].Twins = append(all.Hits[hit].Twins, h.ID)
			case !twin:
				titles = append(titles, t)
				all.Hits = append(all.Hits, h)
			}
		}
	}
	r.Hits = append([]Hit{}, all.Hits[min(q.Offset, len(all.Hits)):min(end, len(all.Hits))]...)
	return true, nil
}
