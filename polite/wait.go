package polite

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// RetryAfter reads the header of that name (RFC 9110, 10.2.3): seconds, or a
// moment, which is measured against the server's own clock, and against now
// where the answer has no Date. It is 0 where the server does not say, says
// nothing that can be read, or says a moment that is over.
func RetryAfter(h http.Header, now time.Time) time.Duration {
	text := h.Get("Retry-After")
	if seconds, err := strconv.ParseInt(text, 10, 32); err == nil {
		return max(0, time.Duration(seconds)*time.Second)
	}
	until, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	if theirs, err := http.ParseTime(h.Get("Date")); err == nil {
		now = theirs
	}
	return max(0, until.Sub(now))
}

// Sleep waits for d, or until ctx is done, and returns why.
func Sleep(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-t.C:
		return nil
	}
}

const (
	firstPause = time.Second // then twice as long each time
	longPause  = 30 * time.Second
)

// backoff is how long to wait behind so many failures in a row where the server
// does not say: twice as long each time, up to a bound, between half of that and
// all of it, by chance, so that many who failed together do not come back together.
func backoff(failures int, chance float64) time.Duration {
	whole := longPause
	if failures < 6 {
		whole = min(firstPause<<(failures-1), longPause)
	}
	return whole/2 + time.Duration(chance*float64(whole/2))
}
