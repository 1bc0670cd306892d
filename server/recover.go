package server

import (
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"

	"github.com/gin-gonic/gin"
)

// recovers turns a panic into a 500, logged with its stack, and the server goes
// on. When part of the answer is out already, the connection is cut: a client
// must not take a part for the whole.
func (s *Server) recovers(c *gin.Context) {
	defer func() {
		fault := recover()
		if fault == nil {
			return
		}
		if fault == http.ErrAbortHandler {
			panic(fault) // net/http's own way to cut a connection; no fault
		}
		s.o.Logger.LogAttrs(c.Request.Context(), slog.LevelError, "panic",
			slog.String("id", requestID(c)), slog.String("route", route(c)),
			slog.String("panic", fmt.Sprint(fault)), slog.String("stack", string(debug.Stack())))
		if c.Writer.Written() {
			panic(http.ErrAbortHandler)
		}
		s.fail(c, fmt.Errorf("panic: %v", fault))
	}()
	c.Next()
}
