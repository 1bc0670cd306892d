package server

import (
	"log/slog"
	"net/http"

	"github.com/gin-gonic/gin"
)

// observe counts, times and logs each request once it is answered. A panic that
// cuts the connection is counted, too.
func (s *Server) observe(c *gin.Context) {
	start := s.o.Now()
	s.metrics.inFlight.Inc()
	defer func() {
		took := s.o.Now().Sub(start)
		s.metrics.inFlight.Dec()
		s.metrics.request(route(c), c.Request.Method, c.Writer.Status(), took)
		level := slog.LevelInfo
		if isProbe(route(c)) || route(c) == routeMetrics {
			level = slog.LevelDebug // asked every few seconds by machines
		}
		log, ctx := s.o.Logger, c.Request.Context()
		if !log.Enabled(ctx, level) {
			return
		}
		attrs := []slog.Attr{
			slog.String("id", requestID(c)),
			slog.String("method", method(c.Request.Method)),
			slog.String("route", route(c)),
			slog.Int("status", c.Writer.Status()),
			slog.Float64("ms", float64(took.Microseconds())/1000),
			slog.Int("bytes", max(c.Writer.Size(), 0)),
			slog.String("remote", c.Request.RemoteAddr),
		}
		if log.Enabled(ctx, slog.LevelDebug) {
			attrs = append(attrs, slog.String("address", c.Request.URL.RequestURI()))
		}
		log.LogAttrs(ctx, level, "request", attrs...)
	}()
	c.Next()
}

// method is a method's name, or "other": a client may send any word, and each
// would be a time series and a line of its own.
func method(name string) string {
	switch name {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodDelete, http.MethodOptions, http.MethodPut, http.MethodPatch:
		return name
	}
	return "other"
}
