package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"github.com/gin-gonic/gin"

	"github.com/kindred-search/kindred"
)

const problemType = "application/problem+json"

// A refusal is an error for which the request is to blame: its sentence is for
// the client as it is.
type refusal struct {
	status    int
	parameter string // the one to change; "" for none
	detail    string
}

func (r *refusal) Error() string { return r.detail }

// refuse makes a refusal without a parameter.
func refuse(status int, format string, args ...any) *refusal {
	return &refusal{status: status, detail: fmt.Sprintf(format, args...)}
}

// refuseParameter makes one that names a parameter and what it accepts.
func refuseParameter(name, format string, args ...any) *refusal {
	return &refusal{http.StatusBadRequest, name, fmt.Sprintf("parameter %s: %s", name, fmt.Sprintf(format, args...))}
}

// A problem is the body of an error (RFC 9457). The type about:blank says that
// the title is the status in words; detail is what a user can act on.
type problem struct {
	Type      string `json:"type"`
	Title     string `json:"title"`
	Status    int    `json:"status"`
	Detail    string `json:"detail"`
	Parameter string `json:"parameter,omitempty"`

	// Applied is what an import did before it failed.
	Applied *kindred.Report `json:"applied,omitempty"`
}

// statusGone is for requests whose client left before the answer: nobody sees
// it but the log and the metrics.
const statusGone = 499

// problemOf turns an error into what the client is told. What is in no table
// is the server's fault, and its words go to the log alone.
func problemOf(err error) problem {
	p := problem{Type: "about:blank", Detail: err.Error()}
	var (
		r       *refusal
		bad     *kindred.ParameterError
		tooLong *http.MaxBytesError
	)
	switch {
	case errors.As(err, &r):
		p.Status, p.Parameter = r.status, r.parameter
	case errors.As(err, &bad):
		p.Status, p.Parameter, p.Detail = http.StatusBadRequest, bad.Name, "parameter "+err.Error()
	case errors.As(err, &tooLong):
		p.Status = http.StatusRequestEntityTooLarge
		p.Detail = fmt.Sprintf("the body is longer than %d bytes; send it in parts", tooLong.Limit)
	case errors.Is(err, context.Canceled):
		p.Status = statusGone
	case errors.Is(err, context.DeadlineExceeded):
		p.Status = http.StatusGatewayTimeout
		p.Detail = "the answer took too long; ask for less, or try again"
	default:
		p.Status = statusOf(err)
		if p.Status == 0 {
			p.Status = http.StatusInternalServerError
			p.Detail = "internal error; the server's log has it under this answer's X-Request-ID"
		}
	}
	p.Title = http.StatusText(p.Status)
	if p.Status == statusGone {
		p.Title = "Client Closed Request"
	}
	return p
}

// fail answers with the problem that err is, and ends the request.
func (s *Server) fail(c *gin.Context, err error) { s.failWith(c, err, nil) }

// failWith is fail for an import that had done some of its work.
func (s *Server) failWith(c *gin.Context, err error, applied *kindred.Report) {
	p := problemOf(err)
	p.Applied = applied
	if p.Status >= http.StatusInternalServerError && p.Status != http.StatusServiceUnavailable {
		s.o.Logger.LogAttrs(c.Request.Context(), slog.LevelError, "request failed",
			slog.String("id", requestID(c)), slog.String("route", route(c)), slog.String("error", err.Error()))
	}
	h := c.Writer.Header()
	switch p.Status {
	case http.StatusServiceUnavailable:
		h.Set("Retry-After", "1")
	case http.StatusUnauthorized:
		h.Set("WWW-Authenticate", `Bearer realm="kindred"`)
	}
	body, err := json.Marshal(p)
	if err != nil {
		panic("server: internal error: a problem that is not JSON: " + err.Error())
	}
	c.Abort()
	c.Data(p.Status, problemType, append(body, '\n'))
}

func (s *Server) noRoute(c *gin.Context) {
	s.fail(c, refuse(http.StatusNotFound, "there is nothing at this address; the routes are /v1/search, /v1/papers, /v1/papers/{id}, /v1/papers/{id}/related, /v1/papers/{id}/votes, /v1/related, /v1/stats, /healthz, /readyz and /metrics"))
}

// noMethod answers where the address is right. Gin has set the header Allow, but
// cannot tell apart what lies below /v1/papers/.
func (s *Server) noMethod(c *gin.Context) {
	if strings.HasPrefix(c.Request.URL.Path, routePapers+"/") {
		_, route := paperPath(c.Request)
		c.Writer.Header().Set("Allow", methods(route))
	}
	s.fail(c, refuse(http.StatusMethodNotAllowed, "%s is not done here; this address takes %s", clip(c.Request.Method), c.Writer.Header().Get("Allow")))
}

// clip shortens what a client sent for use in a sentence.
func clip(s string) string {
	const most = 80 // bytes
	if len(s) > most {
		s = s[:most] + "..."
	}
	return s
}
