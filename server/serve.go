package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
)

// Serve answers on l, which it closes, until ctx ends; then it takes no more
// requests, finishes those it has within Options.Grace, and returns nil. Of
// those that take longer the contexts end and the connections are cut, which
// is an error.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	if s.o.Key == "" && !isLoopback(l.Addr()) {
		s.o.Logger.Warn("listening beyond this machine without a key: everybody who reaches the address can read and change the papers; start it with a key in KINDRED_KEY, or listen on 127.0.0.1",
			slog.String("address", l.Addr().String()))
	}
	// Requests do not end with ctx but finish, unless the time of grace is over.
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	h := &http.Server{
		Handler:           s.handler,
		ReadHeaderTimeout: s.o.HeaderTimeout,
		ReadTimeout:       s.o.ReadTimeout,
		WriteTimeout:      s.o.WriteTimeout,
		IdleTimeout:       s.o.IdleTimeout,
		MaxHeaderBytes:    s.o.MaxHeader,
		ErrorLog:          slog.NewLogLogger(s.o.Logger.Handler(), slog.LevelDebug), // TLS noise, slow clients
		BaseContext:       func(net.Listener) context.Context { return work },
	}
	failed := make(chan error, 1)
	go func() { failed <- h.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("cannot go on serving %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	s.stopping.Store(true)
	grace, done := context.WithTimeout(context.WithoutCancel(ctx), s.o.Grace)
	defer done()
	err := h.Shutdown(grace)
	<-failed
	if err != nil {
		cut()
		if closing := h.Close(); closing != nil && !errors.Is(closing, net.ErrClosed) {
			err = closing
		}
		return fmt.Errorf("stopped with requests unfinished after %v: %w", s.o.Grace, err)
	}
	return nil
}

// isLoopback reports whether only this machine can reach an address; a Unix
// socket counts.
func isLoopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return !ok || tcp.IP.IsLoopback()
}
