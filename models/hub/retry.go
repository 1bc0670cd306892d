package hub

import (
	"context"
	"fmt"
	"time"

	"github.com/kindred-search/kindred/polite"
)

// passing is an error that may be gone the next time.
type passing struct {
	err   error
	after time.Duration // how long the server asked to wait; 0 if it did not
}

func (p passing) Error() string { return p.err.Error() }
func (p passing) Unwrap() error { return p.err }

const (
	firstPause = time.Second // then twice as long each time
	longPause  = 30 * time.Second
	maxPause   = 5 * time.Minute // a server that asks for more is given up on
	worthwhile = 1 << 20         // bytes that make an attempt count as progress

	unreachableRetries = 2 // 3 seconds: who is offline wants to hear it soon
)

// again calls attempt until it succeeds, fails for good, or has failed
// c.Retries times in a row without bringing a worthwhile number of bytes.
func (c *Client) again(ctx context.Context, what string, attempt func() (brought int64, err error)) error {
	failures := 0
	for {
		brought, err := attempt()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return interrupted(ctx, what)
		}
		p, ok := asPassing(err)
		if !ok {
			return err
		}
		if brought >= worthwhile {
			failures = 0
		}
		failures++
		limit := c.Retries
		if polite.Unreachable(p.err) {
			limit = min(limit, unreachableRetries)
		}
		if failures > limit {
			return p.err
		}
		pause := min(firstPause<<(failures-1), longPause)
		if p.after > 0 {
			pause = p.after
		}
		if pause > maxPause {
			return fmt.Errorf("%w, and it asks to wait %v", p.err, pause)
		}
		c.Log.Info("a download is tried again", "what", what, "in", pause, "because", p.err)
		if c.Sleep(ctx, pause) != nil {
			return interrupted(ctx, what)
		}
	}
}
