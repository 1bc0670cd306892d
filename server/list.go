package server

import (
	"github.com/gin-gonic/gin"

	"github.com/kindred-search/kindred"
)

// listTable is what a listing takes. The engine reads the periods.
func listTable() table[kindred.ListQuery] {
	type Q = kindred.ListQuery
	return table[Q]{
		{"date", text, false, "a day, as 2023-12-21", func(q *Q, v string) error { q.Date = v; return nil }},
		{"week", text, false, "a week of ISO 8601, as 2023-W51", func(q *Q, v string) error { q.Week = v; return nil }},
		{"month", text, false, "a month, as 2023-12", func(q *Q, v string) error { q.Month = v; return nil }},
		{"sort", text, false, "votes, published or trending", func(q *Q, v string) error {
			q.Sort = kindred.Sort(v)
			return when(q.Sort == kindred.ByVotes || q.Sort == kindred.ByPublished || q.Sort == kindred.ByTrending)
		}},
		{"limit", number, false, "a whole number from 1 to 1000", func(q *Q, v string) error {
			return whole(&q.Limit, v, 1, kindred.MaxLimit)
		}},
		{"offset", number, false, "a whole number from 0 to 999, with limit at most 1000", func(q *Q, v string) error {
			return whole(&q.Offset, v, 0, kindred.MaxLimit-1)
		}},
	}
}

// list answers GET /v1/papers.
func (s *Server) list(c *gin.Context) {
	q, err := ofAddress(c, s.listing)
	if err != nil {
		s.fail(c, err)
		return
	}
	l, err := s.engine.List(c.Request.Context(), q)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.ok(c, l)
}
