package server

import (
	"fmt"
	"net/http"

	"github.com/gin-gonic/gin"

	"github.com/kindred-search/kindred/corpus"
)

// underPaper sends what lies below /v1/papers/ where it belongs.
func (s *Server) underPaper(c *gin.Context) {
	id, err := paperID(c.Request)
	if err != nil {
		s.fail(c, err)
		return
	}
	method := c.Request.Method
	read := method == http.MethodGet || method == http.MethodHead
	switch route := route(c); {
	case route == routePaper && read:
		s.getPaper(c, id)
	case route == routePaper && method == http.MethodDelete:
		s.change(c, id, s.deletePaper)
	case route == routeRelated && read:
		s.getRelated(c, id)
	case route == routeVotes && method == http.MethodPost:
		s.change(c, id, s.postVote)
	default:
		s.noMethod(c)
	}
}

// methods are those that an address below /v1/papers/ takes.
func methods(route string) string {
	switch route {
	case routeRelated:
		return "GET, HEAD"
	case routeVotes:
		return "POST"
	}
	return "GET, HEAD, DELETE"
}

// change runs what changes a paper, unless papers may not change.
func (s *Server) change(c *gin.Context, id string, do func(*gin.Context, string)) {
	if s.writes(c); !c.IsAborted() {
		do(c, id)
	}
}

// writes refuses changes to a server that is read-only.
func (s *Server) writes(c *gin.Context) {
	if s.o.ReadOnly {
		s.fail(c, fmt.Errorf("%w: this server only answers questions; start it without --read-only to change papers", corpus.ErrReadOnly))
	}
}

// getPaper answers GET /v1/papers/{id}.
func (s *Server) getPaper(c *gin.Context, id string) {
	err := nothing(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	p, err := s.engine.Paper(c.Request.Context(), id)
	if err != nil {
		s.fail(c, err)
		return
	}
	s.ok(c, p)
}

// deletePaper answers DELETE /v1/papers/{id} with status 204; 404 names the id
// and the nearest ids.
func (s *Server) deletePaper(c *gin.Context, id string) {
	err := nothing(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	deleted, err := s.engine.Delete(c.Request.Context(), id)
	if err == nil && len(deleted) == 0 {
		if _, err = s.engine.Paper(c.Request.Context(), id); err == nil { // it came in between
			err = fmt.Errorf("%w: %q; it was not there when it was to be deleted", corpus.ErrNotFound, clip(id))
		}
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	c.Status(http.StatusNoContent)
}
