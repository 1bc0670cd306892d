package kindred

import (
	"fmt"
	"strings"
	"time"

	"github.com/kindred-search/kindred/rank"
)

// check fills in the defaults of a query and refuses what cannot be.
func (q *Query) check(clock func() time.Time) error {
	given := q.Text != "" || len(q.Vector) > 0 || len(q.Like) > 0 || q.library != nil
	switch {
	case len(q.Text) > MaxText:
		return parameter("q", said(fmt.Sprint(len(q.Text), " bytes")), fmt.Sprintf("at most %d bytes", MaxText))
	case q.Text != "" && strings.TrimSpace(q.Text) == "":
		return parameter("q", q.Text, "a question, as q=how do models plan")
	case !given && len(q.Unlike) > 0:
		return parameter("unlike", said("alone"), "a question, a vector or like beside it")
	case !given:
		return parameter("q", said("missing"), "a question, as q=how do models plan")
	case len(q.Like) > MaxIDs:
		return parameter("like", len(q.Like), fmt.Sprintf("at most %d ids", MaxIDs))
	case len(q.Unlike) > MaxIDs:
		return parameter("unlike", len(q.Unlike), fmt.Sprintf("at most %d ids", MaxIDs))
	}
	if len(q.Exclude) > MaxExclude {
		return parameter("exclude", len(q.Exclude), fmt.Sprintf("at most %d ids", MaxExclude))
	}
	var err error
	if q.Limit, err = checkPage(q.Limit, q.Offset, DefaultLimit); err != nil {
		return err
	}
	switch q.Mode {
	case "":
		q.Mode = Hybrid
	case Hybrid, Semantic, Lexical:
	default:
		return parameter("mode", string(q.Mode), "hybrid, semantic or lexical")
	}
	if !(q.Diversity >= 0 && q.Diversity <= 1) {
		return parameter("diversity", q.Diversity, "a number from 0 to 1")
	}
	if q.Now.IsZero() {
		q.Now = clock()
	}
	if err := checkFacets(q.Facets); err != nil {
		return err
	}
	return q.Filter.check()
}

// checkPage fills in the limit and bounds a page of results.
func checkPage(limit, offset, defaultLimit int) (int, error) {
	if limit == 0 {
		limit = min(defaultLimit, max(1, MaxLimit-offset))
	}
	switch {
	case limit < 1 || limit > MaxLimit:
		return 0, parameter("limit", limit, fmt.Sprintf("1 to %d", MaxLimit))
	case offset < 0:
		return 0, parameter("offset", offset, "0 or more")
	case offset > MaxLimit-limit:
		return 0, parameter("offset", offset, fmt.Sprintf("offset + limit at most %d, with limit %d at most %d", MaxLimit, limit, MaxLimit-limit))
	}
	return limit, nil
}

// similarity is the share of meaning in relevance, in the mode that runs.
func (q *Query) similarity(mode Mode, w rank.Weights) float64 {
	switch {
	case mode == Semantic:
		return 1
	case mode == Lexical:
		return 0
	case q.Similarity != nil:
		return *q.Similarity
	}
	return w.Similarity
}

// weights are those of the profile, changed as the query asks.
func (q *Query) weights() (rank.Weights, rank.Fusion, error) {
	fusion, err := rank.ParseFusion(string(q.Fusion))
	if err != nil {
		return rank.Weights{}, "", parameter("fusion", string(q.Fusion), "convex or rrf")
	}
	profile, err := rank.ParseProfile(string(q.Profile))
	if err != nil {
		return rank.Weights{}, "", parameter("profile", string(q.Profile), "balanced, relevance, fresh, hot or classic")
	}
	w := profile.Weights()
	for _, p := range []struct {
		name  string
		asked *float64
		set   *float64
	}{{"recency", q.Recency, &w.Recency}, {"votes", q.Votes, &w.Votes}} {
		if p.asked == nil {
			continue
		}
		if !(*p.asked >= 0 && *p.asked <= 10) {
			return w, "", parameter(p.name, *p.asked, "a number from 0 to 10")
		}
		*p.set = *p.asked
	}
	if q.Similarity != nil && !(*q.Similarity >= 0 && *q.Similarity <= 1) {
		return w, "", parameter("similarity", *q.Similarity, "a number from 0 to 1")
	}
	switch {
	case q.HalfLife < 0 || q.HalfLife > rank.MaxSpan:
		return w, "", parameter("half_life", q.HalfLife, "12h, 30d, 8w or 2y, at most 100y")
	case q.HalfLife > 0:
		w.HalfLife = q.HalfLife
	}
	return w, fusion, nil
}
