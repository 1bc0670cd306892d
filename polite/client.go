package polite

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"time"
)

// A Client asks one provider. The zero value works. Do not change it once it is
// in use.
type Client struct {
	// Name is what errors call the provider. Default: the host that is asked.
	Name string

	// Agent is the User-Agent: who asks, and where to complain. Default "kindred".
	Agent string

	// Gap is the least time between the end of a request and the next.
	// Default none.
	Gap time.Duration

	// Rest is how long the provider is left alone after its first 429, at least:
	// that is then a RestError. Default: a 429 is asked again as other faults
	// that may pass.
	Rest time.Duration

	// MaxPause is the longest pause that is waited for; a server that asks for
	// more gets it by a RestError. Default 5 minutes.
	MaxPause time.Duration

	// Tries is how often a request is sent that fails for reasons that may pass.
	// Default 6: with the pauses between them half a minute to a whole one.
	Tries int

	// Timeout bounds one request, with its body. Default 4 minutes: arXiv takes
	// half a minute for a page, and its own bound is 3.
	Timeout time.Duration

	// MaxBody bounds an answer in bytes, behind its decompression. Default
	// 64 MiB.
	MaxBody int64

	// Waiting is called before each pause behind a fault, with its length and
	// the fault. Default none.
	Waiting func(pause time.Duration, fault error)

	// Transport sends the requests. Default: NewTransport, with one connection.
	Transport http.RoundTripper

	// Now is the clock, Sleep waits, and Chance is a number from 0 to 1, for the
	// length of pauses. Default: time.Now, Sleep of this package, and a random
	// number.
	Now    func() time.Time
	Sleep  func(ctx context.Context, d time.Duration) error
	Chance func() float64

	ended time.Time // the request before
}

// unreachableTries is Tries where not even a connection is made: who is offline
// wants to hear it soon.
const unreachableTries = 3

func (c *Client) setDefaults() {
	if c.Agent == "" {
		c.Agent = "kindred"
	}
	if c.MaxPause == 0 {
		c.MaxPause = 5 * time.Minute
	}
	if c.Tries == 0 {
		c.Tries = 6
	}
	if c.Timeout == 0 {
		c.Timeout = 4 * time.Minute
	}
	if c.MaxBody == 0 {
		c.MaxBody = 64 << 20
	}
	if c.Waiting == nil {
		c.Waiting = func(time.Duration, error) {}
	}
	if c.Transport == nil {
		t := NewTransport()
		t.MaxConnsPerHost = 1
		c.Transport = t
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Sleep == nil {
		c.Sleep = Sleep
	}
	if c.Chance == nil {
		c.Chance = rand.Float64
	}
}

// A Request is one GET.
type Request struct {
	URL    *url.URL
	Secret http.Header // for the origin of URL alone

	// Of the answer that is had already: the server may then say 304.
	ETag, LastModified string
}

// An Answer is a whole response: a success, 304 where validators were sent, or
// a status from 400 to 499 that says something about the question.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
}

// Fault is the error that an answer of a provider is when it is no success.
func (a Answer) Fault(name string) *StatusError {
	return &StatusError{name, a.Status, said(a.Body)}
}

// Get sends a request until accept takes the answer. Its errors are those of
// accept, and *StatusError, *RestError, ErrOffline, ErrTooLarge and ErrRedirect;
// when ctx is done, the cause.
func (c *Client) Get(ctx context.Context, r Request, accept func(Answer) error) error {
	c.setDefaults()
	for failures := 1; ; failures++ {
		a, err := c.ask(ctx, r)
		if err == nil {
			err = accept(a)
		}
		var fault *passing
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case !errors.As(err, &fault):
			return err
		case failures >= c.Tries || failures >= unreachableTries && Unreachable(err):
			return fmt.Errorf("%w (asked %d times)", fault.err, failures)
		}
		pause := fault.after
		if pause == 0 {
			pause = backoff(failures, c.Chance())
		}
		if pause > c.MaxPause {
			return c.rest(fault.err, pause)
		}
		c.Waiting(pause, fault.err)
		if err := c.Sleep(ctx, pause); err != nil {
			return err
		}
	}
}

// rest is the error for a pause that is too long to be waited for.
func (c *Client) rest(fault error, pause time.Duration) error {
	e := &RestError{Name: c.Name, Until: c.Now().Add(pause)}
	var status *StatusError
	if errors.As(fault, &status) {
		e.Name, e.Status = status.Name, status.Status
	}
	return e
}

// ask sends a request once, with its pause before it.
func (c *Client) ask(ctx context.Context, r Request) (a Answer, err error) {
	if wait := c.ended.Add(c.Gap).Sub(c.Now()); wait > 0 {
		if err := c.Sleep(ctx, wait); err != nil {
			return a, err
		}
	}
	defer func() { c.ended = c.Now() }()
	ctx, cancel := context.WithTimeoutCause(ctx, c.Timeout, fmt.Errorf("no whole answer within %v", c.Timeout))
	defer cancel()
	resp, err := c.send(ctx, r)
	var body []byte
	if err == nil {
		defer resp.Body.Close()
		body, err = io.ReadAll(io.LimitReader(resp.Body, c.MaxBody+1))
	}
	switch {
	case errors.Is(err, ErrRedirect):
		return a, fmt.Errorf("%s: %w", c.name(r), err)
	case err != nil:
		if ctx.Err() != nil {
			err = context.Cause(ctx)
		}
		return a, &passing{err: fmt.Errorf("%w of %s (%w)", ErrOffline, c.name(r), err)}
	case int64(len(body)) > c.MaxBody:
		return a, fmt.Errorf("%w: more than %d bytes from %s", ErrTooLarge, c.MaxBody, c.name(r))
	}
	a = Answer{resp.StatusCode, resp.Header, body}
	return a, c.judge(a, r)
}

// judge says whether an answer is one: nil, a fault that may pass, or one that
// will not.
func (c *Client) judge(a Answer, r Request) error {
	after := RetryAfter(a.Header, c.Now())
	switch status := a.Status; {
	case status == http.StatusTooManyRequests && c.Rest > 0:
		return c.rest(a.Fault(c.name(r)), max(c.Rest, after))
	case status == http.StatusTooManyRequests, status == http.StatusRequestTimeout, status == http.StatusTooEarly, status >= 500:
		return &passing{a.Fault(c.name(r)), after}
	case status == http.StatusNotModified && (r.ETag != "" || r.LastModified != ""):
		return nil
	case status < 200, status >= 300 && status < 400,
		status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusProxyAuthRequired:
		return a.Fault(c.name(r))
	}
	return nil
}

func (c *Client) name(r Request) string {
	if c.Name != "" {
		return c.Name
	}
	return r.URL.Host
}
