package server

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

type statusAnswer struct {
	Status string `json:"status"`
}

// healthz says that the process answers at all.
func (s *Server) healthz(c *gin.Context) { s.ok(c, statusAnswer{"ok"}) }

// readyz says whether searches are answered at once: the model is loaded, the
// papers are in memory, and the server is not about to stop.
func (s *Server) readyz(c *gin.Context) {
	if s.stopping.Load() {
		s.fail(c, refuse(http.StatusServiceUnavailable, "the server is stopping; ask another one"))
		return
	}
	if err := s.engine.Ready(); err != nil {
		s.fail(c, err)
		return
	}
	s.ok(c, statusAnswer{"ready"})
}
