package server

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
)

// The routes, as logs and metrics name them.
const (
	routeSearch  = "/v1/search"
	routePapers  = "/v1/papers"
	routePaper   = "/v1/papers/{id}"
	routeRelated = "/v1/papers/{id}/related"
	routeLibrary = "/v1/related"
	routeVotes   = "/v1/papers/{id}/votes"
	routeStats   = "/v1/stats"
	routeHealth  = "/healthz"
	routeReady   = "/readyz"
	routeMetrics = "/metrics"
	routeNone    = "none" // an address that is nothing: all of them are one series
)

// underPapers is Gin's pattern for everything below /v1/papers/: ids contain
// '/', so what follows them cannot be a route of Gin's own.
const underPapers = routePapers + "/*id"

// route is the pattern that the request matched.
func route(c *gin.Context) string {
	switch p := c.FullPath(); p {
	case "":
		return routeNone
	case underPapers:
		_, r := paperPath(c.Request)
		return r
	default:
		return p
	}
}

func isProbe(route string) bool { return route == routeHealth || route == routeReady }

// paperPath splits an address below /v1/papers/ into id and route. A suffix
// counts only behind a plain '/': the id that really ends in "/related" is
// reached with that '/' as %2F.
func paperPath(r *http.Request) (id, route string) {
	id = strings.TrimPrefix(r.URL.Path, routePapers+"/")
	escaped := r.URL.EscapedPath()
	for _, of := range []struct{ suffix, route string }{{"/related", routeRelated}, {"/votes", routeVotes}} {
		if strings.HasSuffix(escaped, of.suffix) && len(id) > len(of.suffix) {
			return strings.TrimSuffix(id, of.suffix), of.route
		}
	}
	return id, routePaper
}

// paperID is the id in the address.
func paperID(r *http.Request) (string, error) {
	id, _ := paperPath(r)
	if err := checkText(id); err != "" {
		return "", refuseParameter("id", "%s; need the id of a paper, as 2310.16228 or hep-th/9901001", err)
	}
	if strings.TrimSpace(id) == "" {
		return "", refuse(http.StatusNotFound, "the address has no id; need one, as /v1/papers/2310.16228")
	}
	return id, nil
}

// checkText says why a text cannot be one that somebody meant; "" for none.
func checkText(s string) string {
	switch {
	case !utf8.ValidString(s):
		return "not UTF-8"
	case strings.ContainsRune(s, 0):
		return "it has a NUL byte"
	}
	return ""
}
