package server_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/server"
)

func Example() {
	dir, err := os.MkdirTemp("", "kindred-example-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	engine, err := kindred.Open(filepath.Join(dir, "papers.db"), kindred.Options{})
	if err != nil {
		panic(err)
	}
	defer engine.Close() // runs after Serve has returned

	s, err := server.New(engine, server.Options{Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		panic(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- s.Serve(ctx, l) }()

	res, err := http.Get("http://" + l.Addr().String() + "/healthz")
	if err != nil {
		panic(err)
	}
	defer res.Body.Close()
	io.Copy(os.Stdout, res.Body)
	stop()
	fmt.Println(<-done)
	// Output:
	// {"status":"ok"}
	// <nil>
}
