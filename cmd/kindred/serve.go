package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/server"
)

// defaultAddr is reached from this machine only.
const defaultAddr = "127.0.0.1:7700"

func newServe(g *settings) *cobra.Command {
	var addr string
	var readOnly, sample bool
	var o server.Options
	c := &cobra.Command{
		Use:   "serve",
		Short: "Answer over HTTP",
		Long: `Answers over HTTP until Ctrl-C, then finishes what it has. To serve others than
this machine give --addr, and in the environment variable KINDRED_KEY a key that
they must send as "Authorization: Bearer KEY".`,
		Example: `  kindred serve --sample
  kindred serve --data papers.db --addr 127.0.0.1:8080`,
		Args: usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) (err error) {
			if sample && g.data != "" {
				return wrongUsage(c, "--sample has a store of its own: leave out --data")
			}
			o.ReadOnly, o.Key = readOnly, os.Getenv("KINDRED_KEY")
			o.Logger = slog.New(slog.NewTextHandler(c.ErrOrStderr(), nil))
			open := openEngine
			switch {
			case sample:
				remove, err := useSample(c.Context(), g)
				defer remove()
				if err != nil {
					return err
				}
			case readOnly:
				open = openToRead
			}
			// Before the store: a port that is taken must not keep it locked for a moment.
			l, err := net.Listen("tcp", addr)
			if err != nil {
				return fmt.Errorf("cannot listen at %s: %w; give another address with --addr, as 127.0.0.1:0 for any free port", addr, errors.Unwrap(err))
			}
			defer l.Close()
			e, err := open(g)
			if err != nil {
				return throughHTTP(err, func(address string) string { return "curl " + address + "/v1/stats" })
			}
			defer func() { err = errors.Join(err, e.Close()) }()
			return serve(c.Context(), e, l, o, c.ErrOrStderr())
		},
	}
	f := c.Flags()
	f.StringVar(&addr, "addr", defaultAddr, "`HOST:PORT` to listen at; port 0 is any that is free")
	f.BoolVar(&readOnly, "read-only", false, "refuse everything that changes papers")
	f.BoolVar(&sample, "sample", false, "serve the built-in sample from a store of its own, which goes away at the end")
	f.StringSliceVar(&o.Hosts, "host", nil, "`NAME` under which the server may be asked, beside its address")
	f.StringSliceVar(&o.Origins, "origin", nil, "`ORIGIN` whose pages may ask from a browser, as https://example.org")
	return c
}

// serve answers at l until ctx is done.
func serve(ctx context.Context, e *kindred.Engine, l net.Listener, o server.Options, w io.Writer) error {
	s, err := server.New(e, o)
	if err != nil {
		return err
	}
	address := "http://" + l.Addr().String()
	if !o.ReadOnly {
		if err := e.Announce(address); err != nil {
			return err
		}
	}
	welcome(w, address, o)
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	warm := make(chan struct{})
	go func() { // it answers /healthz meanwhile
		defer close(warm)
		if err := e.Warm(ctx); err != nil {
			stop(err)
			return
		}
		if stats, err := e.Stats(ctx); err == nil && stats.Papers == 0 {
			fmt.Fprintf(w, "There are no papers yet: send some (curl --json @FILE %s/v1/papers), or stop, and start with --sample or after `kindred index FILE`.\n", address)
		}
	}()
	err = s.Serve(ctx, l)
	<-warm
	if cause := context.Cause(ctx); err == nil && !errors.Is(cause, context.Canceled) {
		err = cause // what Warm found
	}
	return err
}

// welcome says where the server is and what can be asked.
func welcome(w io.Writer, address string, o server.Options) {
	auth := ""
	if o.Key != "" {
		auth = `-H "Authorization: Bearer $KINDRED_KEY" `
	}
	fmt.Fprintf(w, `Kindred listens at %[1]s; Ctrl-C stops it. Try:
  curl %[2]s'%[1]s/v1/search?q=how+do+robots+learn+to+walk&limit=3'
  curl %[2]s%[1]s/v1/papers
  curl %[2]s%[1]s/v1/stats
`, address, auth)
}

// useSample makes a store of the built-in sample in a temporary folder and
// points --data there. remove takes it away, also beside an error.
func useSample(ctx context.Context, g *settings) (remove func(), err error) {
	dir, err := os.MkdirTemp("", "kindred-sample-")
	if err != nil {
		return func() {}, fmt.Errorf("cannot make a folder for the sample: %w; name one that can be written with TMPDIR", err)
	}
	remove = func() { os.RemoveAll(dir) }
	g.data = filepath.Join(dir, "sample.db")
	e, err := openEngine(g)
	if err != nil {
		return remove, err
	}
	_, err = e.AddWith(ctx, samplePapers(), kindred.AddOptions{Strict: true})
	return remove, errors.Join(err, e.Close())
}
