package kindred

import (
	"math"
	"slices"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/rank"
)

// TestZeroWeightsOrderByCosine, with ties by id whatever the order in which
// the papers came.
func TestZeroWeightsOrderByCosine(t *testing.T) {
	e := open(t, newBag("one"))
	papers := somePapers(t, 300)
	slices.Reverse(papers)
	add(t, e, papers...)
	ties := 0
	for _, q := range []Query{{Profile: rank.Relevance}, {Recency: new(0.0), Votes: new(0.0)}} {
		q.Text, q.Mode, q.Limit, q.Explain = "planning agents", Semantic, 300, true
		res, err := e.Search(t.Context(), q)
		if err != nil || len(res.Hits) != 300 {
			t.Fatal(len(res.Hits), err)
		}
		for i, h := range res.Hits[1:] {
			before := res.Hits[i]
			if h.Explain.Cosine > before.Explain.Cosine {
				t.Errorf("%s with cosine %g comes behind %s with %g", h.ID, h.Explain.Cosine, before.ID, before.Explain.Cosine)
			}
			if h.Explain.Cosine == before.Explain.Cosine {
				if ties++; h.ID < before.ID {
					t.Errorf("%s comes behind %s, and neither is nearer", h.ID, before.ID)
				}
			}
			if h.Explain.SimilarityRank < 1 || h.Score != h.Explain.Score {
				t.Errorf("%s: %+v", h.ID, h.Explain)
			}
		}
	}
	if ties < 10 {
		t.Errorf("only %d ties: the test shows nothing", ties)
	}
}

// TestUnsetIsNotZero: a weight that is not given is the profile's.
func TestUnsetIsNotZero(t *testing.T) {
	e := open(t, newBag("one"))
	add(t, e, corpus.Paper{ID: "a", Title: "planning", Votes: new(3), Published: date(t, "2026-01-01")}, corpus.Paper{ID: "b", Title: "vision"})
	f := func(q Query, need rank.Weights) {
		t.Helper()
		q.Text, q.Explain = "planning", true
		res, err := e.Search(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		p := res.Hits[0].Explain
		if p.Weights != need {
			t.Errorf("got %+v, need %+v", p.Weights, need)
		}
		if score := p.Relevance * (1 + need.Recency*p.Recency + need.Votes*p.Popularity); math.Abs(score-p.Score) > 1e-12 || p.Popularity != 1 {
			t.Errorf("the score is %g, the formula gives %g", p.Score, score)
		}
	}
	hot := rank.Hot.Weights()
	f(Query{}, rank.Balanced.Weights())
	f(Query{Profile: "hot"}, hot)
	hot.Votes = 0
	f(Query{Profile: "hot", Votes: new(0.0)}, hot)
	hot.Recency, hot.HalfLife = 7.5, 2*rank.Year
	f(Query{Profile: "hot", Votes: new(0.0), Recency: new(7.5), HalfLife: 2 * rank.Year}, hot)
}

// TestNowIsGiven: the age of a paper is taken from the query's clock, or the
// engine's.
func TestNowIsGiven(t *testing.T) {
	e := open(t, newBag("one"))
	add(t, e, corpus.Paper{ID: "a", Title: "planning", Published: date(t, "2025-12-31T03:04:05Z")}, corpus.Paper{ID: "b", Title: "planning"})
	f := func(at time.Time, days float64) {
		t.Helper()
		res, err := e.Search(t.Context(), Query{Text: "planning", Explain: true, Now: at})
		if err != nil {
			t.Fatal(err)
		}
		if got := float64(res.Hits[0].Explain.Age); math.Abs(got-days) > 1e-4 || res.Hits[1].Explain.Age != rank.NoAge {
			t.Errorf("ages are %g and %g; need %g and none", got, res.Hits[1].Explain.Age, days)
		}
	}
	f(time.Time{}, 2)
	f(now.AddDate(0, 0, 10), 12)
	f(now.AddDate(-1, 0, 0), 0)
}

// TestUnlikePushesAway: of two papers as near to the liked one, that near the
// unliked one falls behind.
func TestUnlikePushesAway(t *testing.T) {
	e := open(t, newBag("one"))
	add(t, e, corpus.Paper{ID: "like", Title: "planning"}, corpus.Paper{ID: "unlike", Title: "vision"},
		corpus.Paper{ID: "a", Title: "planning vision"}, corpus.Paper{ID: "b", Title: "planning robots"})
	f := func(unlike []string, first, second string) {
		t.Helper()
		res, err := e.Related(t.Context(), RelatedQuery{Like: []string{"like"}, Unlike: unlike, Explain: true})
		if err != nil || len(res.Hits) < 2 {
			t.Fatal(res, err)
		}
		if res.Hits[0].ID != first || res.Hits[len(res.Hits)-1].ID != second {
			t.Errorf("without %v: got %s first, %s last", unlike, res.Hits[0].ID, res.Hits[len(res.Hits)-1].ID)
		}
	}
	f([]string{"unlike"}, "b", "a")
	f([]string{"b"}, "a", "unlike")
}

// TestPagesJoin: pages of an answer, one behind the other, are the answer.
func TestPagesJoin(t *testing.T) {
	e := open(t, newBag("one"))
	add(t, e, somePapers(t, 200)...)
	ids := func(limit, offset int) (ids []string) {
		res, err := e.Search(t.Context(), Query{Text: "planning", Limit: limit, Offset: offset})
		if err != nil || res.Total != 200 || res.Hits == nil {
			t.Fatal(res, err)
		}
		for _, h := range res.Hits {
			ids = append(ids, h.ID)
		}
		return ids
	}
	var joined []string
	for offset := 0; offset < 210; offset += 15 {
		joined = append(joined, ids(15, offset)...)
	}
	if whole := ids(1000, 0); !slices.Equal(joined, whole) || len(whole) != 200 {
		t.Errorf("the pages are\n%v\nthe whole is\n%v", joined, whole)
	}
}
