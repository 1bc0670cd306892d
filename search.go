package kindred

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/rank"
)

// Search answers a query. Errors: ErrParameter, ErrNotFound for an id of Like
// or Unlike, ErrNoWords, ErrOtherModel, ErrModel, that of ctx.
func (e *Engine) Search(ctx context.Context, q Query) (Result, error) {
	if err := e.begin(); err != nil {
		return Result{}, err
	}
	defer e.end()
	return e.search(ctx, q)
}

// Related answers with the papers near those of q.Like. It needs no model,
// because the papers have their vectors. Errors as Search.
func (e *Engine) Related(ctx context.Context, q RelatedQuery) (Result, error) {
	if err := e.begin(); err != nil {
		return Result{}, err
	}
	defer e.end()
	if len(q.Like) == 0 {
		return Result{}, parameter("like", said("missing"), "the id of a paper, as 2310.16228")
	}
	return e.search(ctx, Query{
		Like: q.Like, Unlike: q.Unlike, Limit: q.Limit, Offset: q.Offset, Mode: Semantic,
		Profile: q.Profile, Recency: q.Recency, Votes: q.Votes, HalfLife: q.HalfLife,
		Filter: q.Filter, Facets: q.Facets, Explain: q.Explain, Exact: q.Exact, Now: q.Now,
	})
}

func (e *Engine) search(ctx context.Context, q Query) (Result, error) {
	begun := time.Now()
	if err := q.check(e.o.Now); err != nil {
		return Result{}, err
	}
	weights, fusion, err := q.weights()
	if err != nil {
		return Result{}, err
	}
	for {
		r := Result{Query: q.Text, Mode: q.Mode}
		found, err := e.find(ctx, &q, weights, fusion, &r)
		if errors.Is(err, errMend) {
			if err := e.catchUp(ctx); err != nil {
				return Result{}, err
			}
			continue
		}
		if err != nil {
			return Result{}, err
		}
		fetching := time.Now()
		whole, err := e.fetch(ctx, found, &r, q.Explain)
		if err != nil {
			return Result{}, err
		}
		if !whole && ctx.Err() == nil {
			// A paper went between ranking and reading: what is there now?
			if err := e.catchUp(ctx); err != nil {
				return Result{}, err
			}
			continue
		}
		r.Timing.Fetch = time.Since(fetching)
		r.TookMS = float64(time.Since(begun).Microseconds()) / 1000
		return r, ctx.Err()
	}
}

// find ranks the papers of one view; the best Limit behind Offset are left. When
// the file of the view was found to be damaged, by this search or another, the
// error is errMend.
func (e *Engine) find(ctx context.Context, q *Query, weights rank.Weights, fusion rank.Fusion, r *Result) (found []*candidate, err error) {
	v, names, like, unlike, err := e.acquire(ctx, q)
	if err != nil {
		return nil, err
	}
	defer v.release()
	defer func() { err = v.mapped.judge(err) }()
	if v.papers == 0 {
		r.Facets = e.facets(v, q.Facets, v.live)
		return nil, nil
	}
	if v.index == nil {
		own, err := e.models.own(e.o.OpenModel)
		if err != nil {
			return nil, err
		}
		return nil, otherModel(v.model, own.info)
	}
	query, err := e.direction(ctx, v, q, like, unlike, &r.Timing)
	if err != nil {
		return nil, err
	}
	begun := time.Now()
	defer func() { r.Timing.Search = time.Since(begun) }()
	passing := v.passing(&q.Filter, names, slices.Concat(like, unlike))
	r.Total = passing.Count()
	r.Facets = e.facets(v, q.Facets, passing)
	n := weights.Candidates(q.Limit + q.Offset)
	nearest := v.index.Search
	if q.Exact {
		nearest = v.index.Exact
	}
	hits, err := nearest(ctx, query, n, passing)
	if err != nil {
		return nil, err
	}
	hits = v.withBare(hits, n, passing)
	ranker, err := rank.New(rank.Options{Weights: weights, PairMean: v.pairMean, P99Votes: v.p99, Fusion: fusion})
	if err != nil {
		return nil, err
	}
	found = v.score(hits, ranker, q.Now)
	found = found[min(q.Offset, len(found)):min(q.Offset+q.Limit, len(found))]
	for _, c := range found {
		c.number = v.number(c.slot)
	}
	return found, nil
}

// acquire takes the present view, which the caller must give back by
// release, with what of the query must be looked up under the same
// lock as the view.
func (e *Engine) acquire(ctx context.Context, q *Query) (v *view, names sieve, like, unlike []uint32, err error) {
	for {
		if err := e.loaded(ctx); err != nil {
			return nil, nil, nil, nil, err
		}
		var missing string
		e.publishing.RLock()
		v = e.view.take()
		if like, missing = e.memory.slotsOf(q.Like); missing == "" {
			unlike, missing = e.memory.slotsOf(q.Unlike)
		}
		names = e.memory.sieve(v, &q.Filter)
		e.publishing.RUnlock()
		if missing == "" {
			return v, names, like, unlike, nil
		}
		v.release()
		if _, err := e.store.Paper(ctx, missing); err != nil {
			return nil, nil, nil, nil, err // it names the nearest ids
		}
		if err := e.catchUp(ctx); err != nil { // it was added just now
			return nil, nil, nil, nil, err
		}
	}
}

// slotsOf returns the slots of papers, and the first id that has none.
func (m *memory) slotsOf(ids []string) (slots []uint32, missing string) {
	for _, id := range ids {
		id = corpus.NormalizeID(id)
		slot, known := m.slotOf(id)
		if !known {
			return nil, id
		}
		slots = append(slots, slot)
	}
	return slots, ""
}

// withBare puts papers without a vector among the hits, as papers whose
// meaning has nothing to do with the query: a filter that lets them pass finds
// them, behind what is near.
func (v *view) withBare(hits []index.Hit, n int, passing bitmap.Bitmap) []index.Hit {
	if !v.bareAny {
		return hits
	}
	bare := clone(v.bare, v.slots())
	bare.And(passing)
	count := 0
	for slot := range bare.All() {
		if count++; count > n {
			break
		}
		hits = append(hits, index.Hit{Slot: slot})
	}
	slices.SortFunc(hits, index.Compare)
	return hits[:min(n, len(hits))]
}
