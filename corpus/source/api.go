package source

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/polite"
)

// An api is one way in which a provider gives papers: in windows of days, each in
// pages.
type api interface {
	about() facts

	// window sets the last day of the window that begins at From, none for one
	// that is open; today is the day on which it will be asked for.
	window(c *cursor, today corpus.Date)

	// request is that of the page at the cursor.
	request(c *cursor) polite.Request

	// read reads the answer to it. An error marked by polite.Again has it asked
	// for once more; errExpired the window from its front; errTooMany a shorter
	// window.
	read(c *cursor, a polite.Answer) (page, error)
}

// facts are what a provider says about its API, and asks for.
type facts struct {
	name    string        // of the provider, in sentences
	gap     time.Duration // between requests
	rest    time.Duration // behind a 429, at least; 0 where it may be asked again soon
	overlap int           // days over which a provider still adds to a day that is over
	first   corpus.Date   // the first day with papers; zero where windows may be open at their front
	listing bool          // it lists everything, day by day: a first run takes the last days only
	again   bool          // it sends validators for pages that are asked for again
	key     string        // how to get a key, and where it goes; "" where there are none
	refused string        // what a refusal means there
}

// firstDays is how far back the first run of a listing goes.
const firstDays = 30

// An address is where an API is asked, and who asks.
type address struct {
	base      *url.URL
	key, mail string
}

// newAddress is that of the provider, or of the mirror that the options name.
func newAddress(source, base string, o *Options) (address, error) {
	if o.BaseURL != "" {
		base = o.BaseURL
	}
	u, err := url.Parse(strings.TrimRight(base, "/"))
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" {
		return address{}, wrong(source, "%q is no address; need one as https://mirror.example.org", base)
	}
	return address{u, o.Key, o.Mail}, nil
}

// get is a request for a path below the address; parameters without a value are
// left out.
func (a address) get(path string, parameters ...string) polite.Request {
	q := url.Values{}
	for i := 0; i < len(parameters); i += 2 {
		if parameters[i+1] != "" {
			q.Set(parameters[i], parameters[i+1])
		}
	}
	u := *a.base
	u.Path += path
	u.RawQuery = q.Encode()
	return polite.Request{URL: &u, Secret: http.Header{}}
}

// local reports whether the server is on this machine, which need not be spared.
func (a address) local() bool {
	host := a.base.Hostname()
	return host == "localhost" || host == "::1" || strings.HasPrefix(host, "127.")
}
