package hub

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/kindred-search/kindred/polite"
)

// answer is the last response after redirects, with what the hub announced on
// the way to it.
type answer struct {
	*http.Response
	linkedETag string // X-Linked-Etag: the hash of a large file, before the redirect to where it is stored
	linkedSize int64  // X-Linked-Size; -1 if not sent
	ownETag    string // ETag of the endpoint's own last response: the hash of a small file
	own        bool   // the last response is the endpoint's own
}

// maxHops bounds redirects: a renamed repository, a cache and a store make three.
const maxHops = 10

// get sends a GET and follows redirects by itself, for two reasons: the hub
// announces hash and size in the response that redirects, and the token must
// go to no other origin (net/http would send it to subdomains and to other
// ports). Every other header is sent again at each step, Range included.
func (c *Client) get(ctx context.Context, address string, header http.Header) (*answer, error) {
	client := *c.HTTP
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	home, err := url.Parse(c.Endpoint)
	if err != nil || home.Scheme != "https" && home.Scheme != "http" || home.Host == "" {
		return nil, fmt.Errorf("%w: the hub's address %q is no http or https address: correct HF_ENDPOINT", ErrName, c.Endpoint)
	}
	at, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("%w: %q is no address", ErrName, address)
	}
	a := &answer{linkedSize: -1}
	for range maxHops {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, at.String(), nil)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrName, err)
		}
		for k, v := range header {
			req.Header[k] = v
		}
		req.Header.Set("User-Agent", "kindred")
		req.Header.Set("Accept-Encoding", "identity") // lengths and hashes are those of the file itself
		own := at.Scheme == home.Scheme && at.Host == home.Host
		if own && c.Token != "" {
			req.Header.Set("Authorization", "Bearer "+c.Token)
		}
		resp, err := client.Do(req)
		if err != nil {
			return nil, passing{err: c.offline(err)}
		}
		a.note(resp, own)
		location := resp.Header.Get("Location")
		if resp.StatusCode < 300 || resp.StatusCode > 399 || resp.StatusCode == http.StatusNotModified || location == "" {
			a.Response, a.own = resp, own
			return a, nil
		}
		resp.Body.Close()
		next, err := at.Parse(location)
		if err != nil || next.Scheme != "https" && next.Scheme != "http" {
			return nil, fmt.Errorf("%w: a redirect to %q: %s", ErrServer, polite.Clip(location), byHand)
		}
		if at.Scheme == "https" && next.Scheme == "http" {
			return nil, fmt.Errorf("%w: a redirect from https to http, at %s: %s", ErrServer, next.Host, byHand)
		}
		at = next
	}
	return nil, fmt.Errorf("%w: more than %d redirects from %s: %s", ErrServer, maxHops, address, byHand)
}

// note keeps what one response announces.
func (a *answer) note(resp *http.Response, own bool) {
	if !own {
		return // only the hub's word counts
	}
	if tag := bareETag(resp.Header.Get("X-Linked-Etag")); tag != "" && a.linkedETag == "" {
		a.linkedETag = tag
	}
	if n, err := strconv.ParseInt(resp.Header.Get("X-Linked-Size"), 10, 64); err == nil && n >= 0 && a.linkedSize < 0 {
		a.linkedSize = n
	}
	if tag := bareETag(resp.Header.Get("ETag")); tag != "" {
		a.ownETag = tag
	}
}

// bareETag removes the weak mark and the quotes of an entity tag.
func bareETag(tag string) string {
	return strings.ToLower(strings.Trim(strings.TrimPrefix(tag, "W/"), `"`))
}

// fault turns a status that is not success into an error, a passing one where
// it is worth asking again.
func (c *Client) fault(a *answer, r Repository, what string) error {
	if !a.own { // a store's word says nothing about the hub's; its links expire, and the hub gives new ones
		return passing{err: fmt.Errorf("%w: status %d for %s from %s, where the hub keeps it: run it again later, or %s",
			ErrServer, a.StatusCode, what, a.Request.URL.Host, byHand), after: polite.RetryAfter(a.Header, time.Now())}
	}
	err := c.refusal(a.Response, r, what)
	switch a.StatusCode {
	case http.StatusRequestTimeout, http.StatusTooManyRequests, http.StatusInternalServerError,
		http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return passing{err: err, after: polite.RetryAfter(a.Header, time.Now())}
	}
	return err
}

// asPassing reports whether err is worth another try.
func asPassing(err error) (p passing, ok bool) {
	ok = errors.As(err, &p)
	return p, ok
}
