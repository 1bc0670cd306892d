package binary

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Ask sends n searches one after the other over one connection, or fewer if ctx or
// done ends it, and returns what each took.
func (s *Server) Ask(ctx context.Context, n int, mode string, questions []string, done <-chan struct{}) ([]time.Duration, error) {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 1, DisableCompression: true}}
	defer client.CloseIdleConnections()
	var took []time.Duration
	for i := range n {
		select {
		case <-done:
			return took, nil
		case <-ctx.Done():
			return took, nil
		default:
		}
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+"/v1/search?limit=10&mode="+mode+"&q="+url.QueryEscape(questions[i%len(questions)]), nil)
		if err != nil {
			return took, err
		}
		started := time.Now()
		a, err := client.Do(r)
		if err != nil {
			if ctx.Err() != nil {
				return took, nil
			}
			return took, err
		}
		_, err = io.Copy(io.Discard, a.Body)
		a.Body.Close()
		if err != nil || a.StatusCode != http.StatusOK {
			if ctx.Err() != nil {
				return took, nil
			}
			return took, fmt.Errorf("search: %s %v", a.Status, err)
		}
		took = append(took, time.Since(started))
	}
	return took, nil
}

// Quantile is in milliseconds, nearest rank.
func Quantile(took []time.Duration, p float64) float64 {
	if len(took) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(took))
	return float64(sorted[min(int(p*float64(len(sorted))), len(sorted)-1)].Microseconds()) / 1000
}
