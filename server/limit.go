package server

import (
	"net/http"

	"github.com/gin-gonic/gin"
)

// A gate lets so many requests in at a time. More are sent away at once: a
// queue would only make all of them late.
type gate chan struct{}

// through returns the handler that passes the gate before the others.
func (s *Server) through(g gate, reason string) gin.HandlerFunc {
	return func(c *gin.Context) {
		select {
		case g <- struct{}{}:
			defer func() { <-g }()
			c.Next()
		default:
			s.metrics.rejected.WithLabelValues(reason).Inc()
			s.fail(c, refuse(http.StatusServiceUnavailable, "the server works on %d requests of this kind and takes no more; try again in a second", cap(g)))
		}
	}
}
