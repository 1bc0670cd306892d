package server

import (
	"fmt"
	"log/slog"
	"strings"
	"time"

	"github.com/kindred-search/kindred"
)

// Options say how to serve. The zero value is a server for this machine alone.
type Options struct {
	// Logger takes one line per request, and what went wrong. Lines of level Info
	// and above name routes, never queries or papers: what somebody looks for is
	// theirs. Level Debug has the whole address. Default slog.Default().
	Logger *slog.Logger

	// Now is the clock of request durations. Default time.Now.
	Now func() time.Time

	// ReadOnly refuses everything that changes papers. Default false.
	ReadOnly bool

	// Key, if not empty, must come with every request but /healthz and /readyz,
	// as "Authorization: Bearer KEY". Default none.
	Key string

	// Hosts are names under which the server may be addressed beside those of
	// loopback and the address a connection came in on, without port. Default none.
	Hosts []string

	// Origins are the origins, as https://example.org, whose pages may call from
	// browsers. Default none.
	Origins []string

	// MaxConcurrent is how many requests may be worked on at a time, imports not
	// counted; more are answered 503 at once. Default 64.
	MaxConcurrent int

	// MaxImports is how many POST /v1/papers may run at a time. Default 4.
	MaxImports int

	// MaxBody is the longest body in bytes, but for imports and libraries. Default
	// 1 MiB.
	MaxBody int64

	// MaxLibrary is the longest body with a library in bytes. Default 32 MiB.
	MaxLibrary int64

	// MaxImport is the longest body of an import in bytes. Default 1 GiB.
	MaxImport int64

	// MaxRecord is the longest paper of an import in bytes. Default 4 MiB.
	MaxRecord int

	// MaxHeader is the longest header in bytes, the address included. Default 64 KiB.
	MaxHeader int

	// MaxQuery is the longest query text in bytes, at most kindred.MaxText.
	// Default kindred.MaxText.
	MaxQuery int

	// MaxBatch is the most searches in one POST. Default 100.
	MaxBatch int

	// HeaderTimeout is how long a client may take for a header. Default 5 s.
	HeaderTimeout time.Duration

	// ReadTimeout is how long a client may take for a request; of an import, for
	// each KiB of it. Default 30 s.
	ReadTimeout time.Duration

	// WriteTimeout is how long request and answer may take together; of an import,
	// the answer alone. Default 60 s.
	WriteTimeout time.Duration

	// IdleTimeout is how long a connection may wait for its next request.
	// Default 2 min.
	IdleTimeout time.Duration

	// Grace is how long Serve waits for unfinished requests when it stops.
	// Default 10 s.
	Grace time.Duration
}

// orDefault returns v, or the default where v is not above zero.
func orDefault[T int | int64 | time.Duration](v, otherwise T) T {
	if v <= 0 {
		return otherwise
	}
	return v
}

func (o Options) withDefaults() Options {
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	o.MaxConcurrent = orDefault(o.MaxConcurrent, 64)
	o.MaxImports = orDefault(o.MaxImports, 4)
	o.MaxBody = orDefault(o.MaxBody, 1<<20)
	o.MaxLibrary = orDefault(o.MaxLibrary, 32<<20)
	o.MaxImport = orDefault(o.MaxImport, 1<<30)
	o.MaxRecord = orDefault(o.MaxRecord, 4<<20)
	o.MaxHeader = orDefault(o.MaxHeader, 64<<10)
	o.MaxQuery = min(orDefault(o.MaxQuery, kindred.MaxText), kindred.MaxText)
	o.MaxBatch = orDefault(o.MaxBatch, 100)
	o.HeaderTimeout = orDefault(o.HeaderTimeout, 5*time.Second)
	o.ReadTimeout = orDefault(o.ReadTimeout, 30*time.Second)
	o.WriteTimeout = orDefault(o.WriteTimeout, time.Minute)
	o.IdleTimeout = orDefault(o.IdleTimeout, 2*time.Minute)
	o.Grace = orDefault(o.Grace, 10*time.Second)
	return o
}

// check refuses options that could never let a request in.
func (o Options) check() error {
	if strings.ContainsFunc(o.Key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return fmt.Errorf("cannot serve: the key has spaces or characters beyond ASCII; need one that fits a header, as openssl rand -hex 16 prints")
	}
	for _, h := range o.Hosts {
		if h == "" || strings.ContainsAny(h, "/ @") {
			return fmt.Errorf("cannot serve: %q is not a host name; need one as in papers.example.org", h)
		}
	}
	return nil
}
