package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"time"
)

func (b *bench) command(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, b.kindred, args...)
	c.Stderr = os.Stderr
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = 20 * time.Second
	return c
}

// server is a running kindred serve.
type server struct {
	url   string
	ready time.Duration // from the start of the process to /readyz
	stop  func() error
}

// start serves a store and waits until it is ready.
func (b *bench) start(ctx context.Context, data string) (*server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	l.Close()
	ctx, cancel := context.WithCancel(ctx)
	c := b.command(ctx, "serve", "--data", data, "--addr", address)
	log, err := os.Create(data + ".log")
	if err != nil {
		cancel()
		return nil, err
	}
	c.Stderr = log
	started := time.Now()
	if err := c.Start(); err != nil {
		cancel()
		return nil, err
	}
	s := &server{url: "http://" + address, stop: func() error {
		cancel()
		c.Wait() // ended by a signal, on purpose
		return log.Close()
	}}
	for time.Since(started) < 30*time.Second {
		if r, err := http.Get(s.url + "/readyz"); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				s.ready = time.Since(started)
				return s, nil
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	s.stop()
	text, _ := os.ReadFile(data + ".log")
	return nil, fmt.Errorf("serve is not ready after 30 s; it said: %s", text)
}

// settled waits until no paper waits for the graph, if there is to be one.
func (s *server) settled(ctx context.Context) error {
	for range 1200 {
		r, err := http.Get(s.url + "/v1/stats")
		if err != nil {
			return err
		}
		var stats struct {
			Pending int
			Index   string
			Recall  float64 `json:"self_recall"`
		}
		err = json.NewDecoder(r.Body).Decode(&stats)
		r.Body.Close()
		if err != nil {
			return err
		}
		if stats.Pending == 0 && stats.Recall > 0 {
			fmt.Printf("%-32s %s, self-recall %.3f\n", "index", stats.Index, stats.Recall)
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return fmt.Errorf("the papers are not in the graph after a minute")
}
