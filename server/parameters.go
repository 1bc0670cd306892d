package server

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/gin-gonic/gin"
)

// A parameter is one name that a request may give, in the address or in a JSON
// body. Q is what it is a part of.
type parameter[Q any] struct {
	name    string
	kind    kind
	many    bool   // may have several values
	accepts string // ends the words "need ..."

	// set puts one value into q. An error without words means that the value is
	// not what is accepted.
	set func(q *Q, value string) error
}

// errNotAccepted is for values whose fault "accepts" explains.
var errNotAccepted = errors.New("not accepted")

// A table is every parameter that a route takes. Others are refused by name: a
// filter with a typing error must not let all papers through.
type table[Q any] []parameter[Q]

// A given is a parameter as a request gives it.
type given struct {
	name   string
	values []value
}

// A value is a text of the address, or of a JSON body its text and kind.
type value struct {
	text string
	kind kind
}

// read makes a Q of what is given. The error is a *refusal.
func (t table[Q]) read(all []given) (q Q, err error) {
	for _, g := range all {
		p, ok := t.find(g.name)
		if !ok {
			return q, refuseParameter(clip(g.name), "it is not known; accepted are %s", t.names())
		}
		if len(g.values) > 1 && !p.many {
			return q, refuseParameter(p.name, "given %d times; need it once", len(g.values))
		}
		for _, v := range g.values {
			if err := p.take(&q, v); err != nil {
				return q, err
			}
		}
	}
	return q, nil
}

func (p parameter[Q]) take(q *Q, v value) error {
	switch {
	case v.kind != anyKind && v.kind != p.kind:
		return refuseParameter(p.name, "got %s; need %s, %s", v.kind, p.kind, p.accepts)
	case v.text == "":
		return refuseParameter(p.name, "it is empty; leave it out, or give %s", p.accepts)
	}
	if fault := checkText(v.text); fault != "" {
		return refuseParameter(p.name, "%s; need %s", fault, p.accepts)
	}
	switch err := p.set(q, v.text); {
	case errors.Is(err, errNotAccepted):
		return refuseParameter(p.name, "got %q; need %s", clip(v.text), p.accepts)
	case err != nil:
		return refuseParameter(p.name, "%v", err)
	}
	return nil
}

func (t table[Q]) find(name string) (parameter[Q], bool) {
	for _, p := range t {
		if p.name == name {
			return p, true
		}
	}
	return parameter[Q]{}, false
}

func (t table[Q]) names() string {
	if len(t) == 0 {
		return "none"
	}
	names := make([]string, len(t))
	for i, p := range t {
		names[i] = p.name
	}
	return strings.Join(names, ", ")
}

// inAddress is what the address gives, in the order of first mention.
func inAddress(u *url.URL) ([]given, error) {
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return nil, refuse(http.StatusBadRequest, "the address cannot be read: %v; write spaces as + and other signs as %%XX of UTF-8", err)
	}
	all := make([]given, 0, len(query))
	for _, name := range order(u.RawQuery, query) {
		g := given{name: name}
		for _, text := range query[name] {
			g.values = append(g.values, value{text: text})
		}
		all = append(all, g)
	}
	return all, nil
}

// order is the names as they come, so that of two faults the same is reported
// every time.
func order(raw string, query url.Values) []string {
	names := make([]string, 0, len(query))
	seen := make(map[string]bool, len(query))
	for part := range strings.SplitSeq(raw, "&") {
		name, _, _ := strings.Cut(part, "=")
		if name, err := url.QueryUnescape(name); err == nil && query.Has(name) && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

// ofAddress reads all that the address gives.
func ofAddress[Q any](c *gin.Context, t table[Q]) (q Q, err error) {
	all, err := inAddress(c.Request.URL)
	if err != nil {
		return q, err
	}
	return t.read(all)
}

// nothing refuses whatever the address gives, for routes without parameters.
func nothing(c *gin.Context) error {
	_, err := ofAddress(c, table[struct{}]{})
	return err
}
