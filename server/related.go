package server

import (
	"context"

	"github.com/gin-gonic/gin"

	"github.com/kindred-search/kindred"
)

// getRelated answers GET /v1/papers/{id}/related.
func (s *Server) getRelated(c *gin.Context, id string) {
	q, err := ofAddress(c, s.related)
	if err != nil {
		s.fail(c, err)
		return
	}
	q.Like = append([]string{id}, q.Like...)
	res, err := s.findRelated(c.Request.Context(), relatedOf(q))
	if err != nil {
		s.fail(c, err)
		return
	}
	s.ok(c, res)
}

// relatedOf is the query for related papers that a table has read.
func relatedOf(q kindred.Query) kindred.RelatedQuery {
	return kindred.RelatedQuery{
		Text: q.Text, Like: q.Like, Unlike: q.Unlike, Limit: q.Limit, Offset: q.Offset,
		Profile: q.Profile, Recency: q.Recency, Votes: q.Votes, HalfLife: q.HalfLife,
		Diversity: q.Diversity, Filter: q.Filter, Facets: q.Facets, Explain: q.Explain, Exact: q.Exact,
	}
}

// findRelated finds related papers, and notes where the time went.
func (s *Server) findRelated(ctx context.Context, q kindred.RelatedQuery) (kindred.Result, error) {
	res, err := s.engine.Related(ctx, q)
	if err == nil {
		s.metrics.search(res.Timing)
	}
	return res, err
}
