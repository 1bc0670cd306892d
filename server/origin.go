package server

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gin-gonic/gin"
)

// Pages of any site can send requests to a server on loopback. net/http's
// CrossOriginProtection refuses their writes by Sec-Fetch-Site and Origin;
// their reads go unanswered, because only allowed origins get CORS headers.

// newOrigins reads the origins that are allowed.
func newOrigins(origins []string) (*http.CrossOriginProtection, error) {
	p := http.NewCrossOriginProtection()
	for _, o := range origins {
		if err := p.AddTrustedOrigin(o); err != nil {
			return nil, fmt.Errorf("cannot serve: the allowed origin %q: %w; need one as in https://example.org", o, err)
		}
	}
	return p, nil
}

// crossOrigin answers preflights and refuses cross-origin writes.
func (s *Server) crossOrigin(c *gin.Context) {
	h := c.Writer.Header()
	h.Add("Vary", "Origin")
	origin := c.Request.Header.Get("Origin")
	allowed := slices.Contains(s.o.Origins, origin)
	if allowed {
		h.Set("Access-Control-Allow-Origin", origin)
		h.Set("Access-Control-Expose-Headers", requestIDHeader+", Retry-After")
	}
	if c.Request.Method == http.MethodOptions && c.Request.Header.Get("Access-Control-Request-Method") != "" {
		s.preflight(c, allowed)
		return
	}
	if err := s.origins.Check(c.Request); err != nil {
		s.fail(c, foreign(origin))
	}
}

func (s *Server) preflight(c *gin.Context, allowed bool) {
	if !allowed {
		s.fail(c, foreign(c.Request.Header.Get("Origin")))
		return
	}
	h := c.Writer.Header()
	h.Set("Access-Control-Allow-Methods", strings.Join([]string{http.MethodGet, http.MethodPost, http.MethodDelete}, ", "))
	h.Set("Access-Control-Allow-Headers", "Authorization, Content-Type, "+requestIDHeader)
	h.Set("Access-Control-Max-Age", "600") // seconds; browsers cut it to 2 hours at most
	c.AbortWithStatus(http.StatusNoContent)
}

func foreign(origin string) error {
	if origin == "" || origin == "null" {
		return refuse(http.StatusForbidden, "pages of other sites may not do this; call it from a program")
	}
	return refuse(http.StatusForbidden, "pages of %s may not do this; start the server with --origin %s, or call it from a program", clip(origin), clip(origin))
}
