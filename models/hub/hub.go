// Package hub downloads the files of a model from the Hugging Face hub, or
// from a server that speaks as it does.
//
// Call Client.List to learn which files a repository has, choose among them,
// then Client.Fetch to bring those into a folder. Fetch is safe to repeat:
// what is already there and verified is kept, what was begun is continued.
//
// A file appears under its own name only whole and with the hash that the hub
// announced (SHA-256 for large files, the git object name for small ones);
// until then it is NAME.part. No name that a server sends leads outside the
// folder. The token is sent to the endpoint and to nobody that it redirects to.
//
// A Client may be used from many goroutines, as long as no two of them fetch
// the same file into the same folder.
package hub

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/kindred-search/kindred/polite"
)

// DefaultEndpoint is the hub that is meant where nothing else was said.
const DefaultEndpoint = "https://huggingface.co"

// Client speaks to one hub. The zero value speaks to the one of HF_ENDPOINT,
// or huggingface.co. Do not change it once it is in use.
type Client struct {
	// Endpoint is the hub's address, with a path if it is served under one.
	// Default: the environment variable HF_ENDPOINT, else DefaultEndpoint.
	Endpoint string

	// Token is sent to the endpoint, over nothing but its own address.
	// Default: the environment variable HF_TOKEN, if the endpoint is the
	// default one; an address that came from elsewhere gets no token.
	Token string

	// HTTP sends the requests; its redirect policy is not used. Default: a
	// client with the system's proxies and a time limit for each answer's header.
	HTTP *http.Client

	// MaxFile bounds one file, in bytes. Default: 4 GiB.
	MaxFile int64

	// Retries is how often a request that failed for a passing reason is
	// sent again before progress is made. Default: 5; a negative number is none.
	Retries int

	// Stall is how long a download may bring nothing before it is taken up
	// again. Default: one minute.
	Stall time.Duration

	// Sleep waits between retries. Default: a timer that ctx cuts short.
	Sleep func(ctx context.Context, d time.Duration) error

	// Log receives retries and what could not be verified. Default: nothing is logged.
	Log *slog.Logger

	open func(root *os.Root, name string, flag int) (file, error) // Default: os.Root's; tests fill a disk with it.
}

func (c Client) withDefaults() *Client {
	usual := os.Getenv("HF_ENDPOINT")
	if usual == "" {
		usual = DefaultEndpoint
	}
	if c.Endpoint == "" {
		c.Endpoint = usual
	}
	c.Endpoint = strings.TrimRight(c.Endpoint, "/")
	if c.Token == "" && (c.Endpoint == strings.TrimRight(usual, "/") || c.Endpoint == DefaultEndpoint) {
		c.Token = os.Getenv("HF_TOKEN")
	}
	if c.HTTP == nil {
		transport := polite.NewTransport()
		transport.ResponseHeaderTimeout = time.Minute
		c.HTTP = &http.Client{Transport: transport}
	}
	if c.MaxFile == 0 {
		c.MaxFile = 4 << 30
	}
	if c.Retries == 0 {
		c.Retries = 5
	}
	if c.Stall == 0 {
		c.Stall = time.Minute
	}
	if c.Sleep == nil {
		c.Sleep = polite.Sleep
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.open == nil {
		c.open = openFile
	}
	return &c
}

// Repository says what to bring from where.
type Repository struct {
	Name     string // owner/name, or a name alone
	Revision string // branch, tag or commit. Default: main
}

func (r Repository) revision() string {
	if r.Revision == "" {
		return "main"
	}
	return r.Revision
}

// escape makes a revision or a file name part of a URL's path; its slashes
// remain for file names (escapeFile) and are escaped for revisions.
func escape(s string) string { return url.PathEscape(s) }

func escapeFile(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}
