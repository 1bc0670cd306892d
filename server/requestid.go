package server

import (
	"crypto/rand"

	"github.com/gin-gonic/gin"
)

const (
	requestIDHeader = "X-Request-ID"
	maxRequestID    = 64 // bytes: a UUID has 36; much more is no id
)

// identify gives each request an id: the client's where it is well-formed, so
// that calls can be followed across programs, else one of 130 random bits. It
// comes back in the answer and stands in the log.
func identify(c *gin.Context) {
	id := c.Request.Header.Get(requestIDHeader)
	if !wellFormedID(id) {
		id = rand.Text()
	}
	c.Writer.Header().Set(requestIDHeader, id)
}

// wellFormedID keeps out what could break a log line or hide in one.
func wellFormedID(id string) bool {
	for i := range len(id) {
		c := id[i]
		if !('a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '.') {
			return false
		}
	}
	return id != "" && len(id) <= maxRequestID
}

func requestID(c *gin.Context) string { return c.Writer.Header().Get(requestIDHeader) }
