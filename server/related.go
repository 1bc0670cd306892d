package server

import (
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
	res, err := s.engine.Related(c.Request.Context(), kindred.RelatedQuery{
		Like: append([]string{id}, q.Like...), Unlike: q.Unlike,
		Limit: q.Limit, Offset: q.Offset,
		Profile: q.Profile, Recency: q.Recency, Votes: q.Votes, HalfLife: q.HalfLife,
		Diversity: q.Diversity, Filter: q.Filter, Facets: q.Facets, Explain: q.Explain, Exact: q.Exact,
	})
	if err != nil {
		s.fail(c, err)
		return
	}
	s.metrics.search(res.Timing)
	s.ok(c, res)
}
