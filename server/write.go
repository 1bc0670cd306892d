package server

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/gin-gonic/gin"
)

// answer writes v as JSON. It is encoded whole first, so that an answer is
// right or an error, never half of one with status 200.
func (s *Server) answer(c *gin.Context, status int, v any) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // titles with < and & stay readable; nosniff keeps browsers from seeing HTML
	if err := enc.Encode(v); err != nil {
		s.fail(c, err)
		return
	}
	// Known beforehand, the length saves the chunks of an answer and a system call.
	c.Header("Content-Length", strconv.Itoa(b.Len()))
	c.Data(status, "application/json", b.Bytes())
}

// headers are those of every answer: it is data, for who asked now.
func headers(c *gin.Context) {
	h := c.Writer.Header()
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
}

// ok is answer with status 200.
func (s *Server) ok(c *gin.Context, v any) { s.answer(c, http.StatusOK, v) }
