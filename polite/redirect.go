package polite

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// maxRedirects is enough for an address that moved, and for a cache before it.
const maxRedirects = 5

// send sends a request and follows redirects, within their bounds. The error
// does not hold the address, whose parameters may be secret.
func (c *Client) send(ctx context.Context, r Request) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.URL.String(), nil)
	if err != nil {
		return nil, fmt.Errorf("%s is no address", r.URL.Host)
	}
	req.Header.Set("User-Agent", c.Agent)
	for name, values := range r.Secret {
		req.Header[name] = values
	}
	if r.ETag != "" {
		req.Header.Set("If-None-Match", r.ETag)
	}
	if r.LastModified != "" {
		req.Header.Set("If-Modified-Since", r.LastModified)
	}
	client := http.Client{Transport: c.Transport, CheckRedirect: func(next *http.Request, before []*http.Request) error {
		return mayFollow(next, before, r.Secret)
	}}
	resp, err := client.Do(req)
	var failed *url.Error
	if errors.As(err, &failed) {
		err = failed.Err
	}
	return resp, err
}

// mayFollow says whether a redirect is followed, and takes from it what only the
// first server may know.
func mayFollow(next *http.Request, before []*http.Request, secret http.Header) error {
	first := before[0].URL
	switch {
	case len(before) > maxRedirects:
		return fmt.Errorf("%w: there are more than %d, the last to %s", ErrRedirect, maxRedirects, next.URL.Host)
	case next.URL.Scheme != first.Scheme:
		return fmt.Errorf("%w: from %s to %s, at %s", ErrRedirect, first.Scheme, Clip(next.URL.Scheme), Clip(next.URL.Host))
	}
	next.Header.Del("Referer") // it holds the parameters of the address before
	if next.URL.Host != first.Host {
		for name := range secret {
			delete(next.Header, name) // as it was set, whatever its case
		}
	}
	return nil
}
