package kindred

import (
	"context"
	"slices"
	"time"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/rank"
)

// A candidate is a paper that a search may show.
type candidate struct {
	slot   uint32
	number int64 // in the store; only of those that are shown
	parts  rank.Parts
}

// score ranks the candidates by meaning, which come best first.
func (v *view) score(hits []index.Hit, ranker *rank.Ranker, now time.Time) []*candidate {
	all := make([]candidate, len(hits))
	found := make([]*candidate, len(hits)) // sorted in place of all, whose elements are large
	for i, h := range hits {
		s := rank.Signals{Cosine: float64(h.Score), SimilarityRank: i + 1, Votes: v.votesOf(h.Slot), Published: v.middle(h.Slot)}
		all[i] = candidate{slot: h.Slot, parts: ranker.Score(s, now)}
		found[i] = &all[i]
	}
	slices.SortFunc(found, func(a, b *candidate) int {
		if c := rank.Compare(&a.parts, &b.parts, "", ""); c != 0 {
			return c
		}
		return rank.Compare(&a.parts, &b.parts, v.id(a.slot), v.id(b.slot)) // ids are far apart in memory
	})
	return found
}

// fetch reads the papers that are shown; false when one of them is gone.
func (e *Engine) fetch(ctx context.Context, found []*candidate, r *Result, explain bool) (whole bool, err error) {
	numbers := make([]int64, len(found))
	for i, c := range found {
		numbers[i] = c.number
	}
	if err := ctx.Err(); err != nil {
		return false, err
	}
	// One short read, not worth the two goroutines that would watch over it.
	papers, err := e.store.Papers(context.WithoutCancel(ctx), numbers)
	if err != nil {
		return false, err
	}
	if len(papers) != len(found) {
		return false, nil
	}
	r.Hits = make([]Hit, len(papers))
	for i, p := range papers {
		r.Hits[i] = Hit{Paper: p, Score: found[i].parts.Score}
		if explain {
			r.Hits[i].Explain = &found[i].parts
		}
	}
	return true, nil
}
