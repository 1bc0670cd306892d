package server

import "github.com/gin-gonic/gin"

// stats answers GET /v1/stats.
func (s *Server) stats(c *gin.Context) {
	err := nothing(c)
	if err != nil {
		s.fail(c, err)
		return
	}
	st, err := s.engine.Stats(c.Request.Context())
	if err != nil {
		s.fail(c, err)
		return
	}
	s.ok(c, st)
}
