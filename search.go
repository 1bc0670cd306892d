package kindred

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/lexical"
	"github.com/kindred-search/kindred/rank"
)

// Search answers a query. Errors: ErrParameter, ErrNotFound for an id of Like
// or Unlike, ErrOtherModel, ErrModel, that of ctx.
func (e *Engine) Search(ctx context.Context, q Query) (Result, error) {
	if err := e.begin(); err != nil {
		return Result{}, err
	}
	defer e.end()
	return e.search(ctx, q)
}

// Related answers with the papers near those of q.Like and near q.Text, or near
// those of q.Library as a whole. Without a text, and a paper of the library that the
// store does not have, it needs no model, because the papers have their vectors.
// Errors as Search.
func (e *Engine) Related(ctx context.Context, q RelatedQuery) (Result, error) {
	if err := e.begin(); err != nil {
		return Result{}, err
	}
	defer e.end()
	var near *library
	switch one := len(q.Like) > 0 || q.Text != ""; {
	case len(q.Library) > 0 && one:
		return Result{}, parameter("library", said("given beside like or a text"), "one or the other: among a whole library one paper more says next to nothing")
	case len(q.Library) == 0 && !one:
		return Result{}, parameter("like", said("missing"), "the id of a paper, as 2310.16228, the text of one, or a library")
	case len(q.Library) > 0:
		var err error
		if near, err = e.newLibrary(ctx, q.Library); err != nil {
			return Result{}, err
		}
	}
	return e.search(ctx, Query{
		Text: q.Text, Plain: true, Like: q.Like, Unlike: q.Unlike, Limit: q.Limit, Offset: q.Offset, Mode: Semantic,
		Profile: q.Profile, Recency: q.Recency, Votes: q.Votes, HalfLife: q.HalfLife,
		Diversity: q.Diversity, Filter: q.Filter, Facets: q.Facets, Explain: q.Explain, Exact: q.Exact, Now: q.Now,
		distinct: true, library: near,
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
			if err := e.mend(ctx); err != nil {
				return Result{}, err
			}
			continue
		}
		if err != nil {
			return Result{}, err
		}
		fetching := time.Now()
		whole, err := e.page(ctx, found, &q, &r)
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

// page reads the papers that are shown of those that were found; false when one of
// them is gone.
func (e *Engine) page(ctx context.Context, found found, q *Query, r *Result) (whole bool, err error) {
	if q.distinct {
		return e.fetchDistinct(ctx, found.ranked, found.given, q, r)
	}
	return e.fetch(ctx, found.page(q), r, q.Explain)
}

// found is what a search found in one view.
type found struct {
	ranked []*candidate // all that were scored, the best first
	given  []int64      // the numbers of the papers that it was to be near to
}

// page is the best Limit behind Offset.
func (f *found) page(q *Query) []*candidate {
	return f.ranked[min(q.Offset, len(f.ranked)):min(q.Offset+q.Limit, len(f.ranked))]
}

// find ranks the papers of one view. When the file of the view was found to be
// damaged, by this search or another, the error is errMend.
func (e *Engine) find(ctx context.Context, q *Query, weights rank.Weights, fusion rank.Fusion, r *Result) (f found, err error) {
	e.openEarly(q)
	v, l, err := e.acquire(ctx, q)
	if err != nil {
		return f, err
	}
	defer v.release()
	defer func() { err = v.mapped.judge(err) }()
	if v.papers == 0 {
		r.Facets = e.facets(v, q.Facets, v.live)
		return f, nil
	}
	a, err := e.ask(ctx, v, q, &l, r)
	if err != nil {
		return f, err
	}
	r.Mode = a.mode
	weights.Similarity = q.similarity(a.mode, weights)
	begun := time.Now()
	defer func() { r.Timing.Search = time.Since(begun) }()
	passing, err := a.passing(v, q, l.names, slices.Concat(l.like, l.unlike, l.excluded))
	if err != nil {
		return f, err
	}
	if r.Total, err = a.total(v, passing); err != nil {
		return f, err
	}
	if r.Total == 0 {
		e.tellNothing(v, q, passing, r)
	}
	r.Facets = e.facets(v, q.Facets, passing)
	slots, signals, err := v.candidates(ctx, &a, weights.Candidates(q.Limit+q.Offset), passing, q.Exact)
	if err != nil {
		return f, err
	}
	ranker, err := rank.New(rank.Options{Weights: weights, MeanCosine: v.meanCosine(a.vector), P99Votes: v.p99, Fusion: fusion})
	if err != nil {
		return f, err
	}
	f.ranked = v.diversify(v.score(slots, signals, ranker, q.Now), q.Limit+q.Offset, q.Diversity)
	for _, slot := range l.like {
		f.given = append(f.given, v.number(slot))
	}
	shown := f.page(q)
	if q.distinct {
		shown = f.ranked // which are shown is not known yet
	}
	for _, c := range shown {
		c.number = v.number(c.slot)
		c.near = a.near(c.slot)
	}
	return f, a.tell(q, shown, r)
}

// A lookup is what of a query is found under the lock of the view.
type lookup struct {
	names                  sieve
	like, unlike, excluded []uint32
	members                []member // of the library
}

// openEarly opens the model beside the papers, for a first search that will ask it. What
// fails is met again by who asks.
func (e *Engine) openEarly(q *Query) {
	if e.present() != nil || q.Mode == Lexical || len(q.Vector)+len(q.Like) > 0 || lexical.Parse(q.Text).Text == "" || e.begin() != nil {
		return
	}
	go func() {
		defer e.end()
		_, _ = e.models.own(e.o.OpenModel)
	}()
}

// acquire takes the present view, which the caller must give back by
// release, with what of the query must be looked up under the same
// lock as the view.
func (e *Engine) acquire(ctx context.Context, q *Query) (v *view, l lookup, err error) {
	like, unlike, exclude := normalized(q.Like), normalized(q.Unlike), normalized(q.Exclude)
	for renamed := false; ; {
		if err := e.loaded(ctx); err != nil {
			return nil, l, err
		}
		var missing, unknown []string
		e.publishing.RLock()
		v = e.view.take()
		l.like, missing = e.memory.slotsOf(like)
		l.unlike, unknown = e.memory.slotsOf(unlike)
		missing = append(missing, unknown...)
		l.excluded, unknown = e.memory.slotsOf(exclude)
		if q.library != nil {
			var own []uint32
			l.members, own = q.library.members(e.memory)
			l.excluded = append(l.excluded, own...)
		}
		l.names = e.memory.sieve(v, &q.Filter)
		e.publishing.RUnlock()
		switch {
		case len(missing) == 0 && (len(unknown) == 0 || renamed):
			return v, l, nil
		case renamed: // it was added, or got another id, just now
			v.release()
			if _, err := e.store.Paper(ctx, missing[0]); err != nil {
				return nil, l, err // it names the nearest ids
			}
			if err := e.catchUp(ctx); err != nil {
				return nil, l, err
			}
		default:
			v.release()
		}
		// Memory knows papers by their best ids only; the store by all of them.
		if err := e.rename(ctx, append(missing, unknown...), like, unlike, exclude); err != nil {
			return nil, l, err
		}
		renamed = true
	}
}

// rename puts into lists of ids, for each of some that the store knows, the id
// by which memory has the paper.
func (e *Engine) rename(ctx context.Context, ids []string, lists ...[]string) error {
	mains, err := e.store.MainIDs(ctx, ids)
	if err != nil {
		return err
	}
	to := map[string]string{}
	for i, id := range ids {
		if mains[i] != "" {
			to[id] = mains[i]
		}
	}
	for _, list := range lists {
		for i, id := range list {
			if main, known := to[id]; known {
				list[i] = main
			}
		}
	}
	return nil
}

// normalized are ids in the form in which papers are known.
func normalized(ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = corpus.NormalizeID(id)
	}
	return out
}

// slotsOf returns the slots of papers, and the ids that have none.
func (m *memory) slotsOf(ids []string) (slots []uint32, missing []string) {
	for _, id := range ids {
		if slot, known := m.slotOf(id); known {
			slots = append(slots, slot)
		} else {
			missing = append(missing, id)
		}
	}
	return slots, missing
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
