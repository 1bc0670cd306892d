package binary

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"time"
)

// A Server is a running kindred serve.
type Server struct {
	URL   string
	Ready time.Duration // from the start of the process to /readyz
	Stop  func() (peak int64, err error)
}

// Serve serves a store on a free port and waits until it is ready. What the server
// says goes to a file beside the store.
func (b Binary) Serve(ctx context.Context, data string) (*Server, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	l.Close()
	ctx, cancel := context.WithCancel(ctx)
	c := b.Command(ctx, "serve", "--data", data, "--addr", address)
	log, err := os.Create(data + ".log")
	if err != nil {
		cancel()
		return nil, err
	}
	c.Stderr = log
	started := time.Now()
	if err := c.Start(); err != nil {
		cancel()
		log.Close()
		return nil, err
	}
	s := &Server{URL: "http://" + address, Stop: func() (int64, error) {
		cancel()
		c.Wait() // ended by a signal, on purpose
		return Peak(c.ProcessState), log.Close()
	}}
	for time.Since(started) < 30*time.Second {
		if r, err := http.Get(s.URL + "/readyz"); err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				s.Ready = time.Since(started)
				return s, nil
			}
		}
		time.Sleep(2 * time.Millisecond)
	}
	s.Stop()
	text, _ := os.ReadFile(data + ".log")
	return nil, fmt.Errorf("serve is not ready after 30 s; it said: %s", text)
}

// A Settled is what /v1/stats says of the index.
type Settled struct {
	Pending int
	Index   string
	Recall  float64 `json:"self_recall"`
}

// few vectors may stay beside a graph for good: kindred.Engine.Settle.
const few = 256

// Settled waits until no paper waits for the graph, if there is to be one, but for a few.
func (s *Server) Settled(ctx context.Context) (stats Settled, err error) {
	for range 1200 {
		r, err := http.Get(s.URL + "/v1/stats")
		if err != nil {
			return stats, err
		}
		stats = Settled{}
		err = json.NewDecoder(r.Body).Decode(&stats)
		r.Body.Close()
		if err != nil {
			return stats, err
		}
		if stats.Pending <= few && stats.Recall > 0 {
			return stats, nil
		}
		select {
		case <-ctx.Done():
			return stats, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	return stats, fmt.Errorf("the papers are not in the graph after a minute")
}
