package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gin-gonic/gin"
)

const mediaJSON = "application/json"

// The names by which JSON Lines go.
const (
	mediaNDJSON    = "application/x-ndjson"
	mediaNDJSONToo = "application/ndjson"
	mediaJSONL     = "application/jsonl"
)

// needs refuses bodies of other media types. A form on a page of any site can
// send text/plain without being asked; JSON it cannot.
func (s *Server) needs(accepted ...string) gin.HandlerFunc {
	return func(c *gin.Context) {
		if err := wrongMedia(c.Request.Header, accepted); err != nil {
			s.fail(c, err)
		}
	}
}

// wrongMedia says what is wrong with a body's headers; nil for nothing.
func wrongMedia(h http.Header, accepted []string) error {
	got, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil || !slices.Contains(accepted, got) {
		return refuse(http.StatusUnsupportedMediaType, "the body's Content-Type is %q; need %s", clip(h.Get("Content-Type")), strings.Join(accepted, " or "))
	}
	if charset := params["charset"]; charset != "" && !strings.EqualFold(charset, "utf-8") {
		return refuse(http.StatusUnsupportedMediaType, "the body's charset is %q; need UTF-8", clip(charset))
	}
	// A short body can hide a long text; imports are bounded by what they are.
	if coding := h.Get("Content-Encoding"); coding != "" && coding != "identity" {
		return refuse(http.StatusUnsupportedMediaType, "the body's Content-Encoding is %q; send it uncompressed", clip(coding))
	}
	return nil
}

// unreadable is for a body that could not be read to its end.
func unreadable(err error) error {
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		return err
	case errors.Is(err, os.ErrDeadlineExceeded):
		return refuse(http.StatusRequestTimeout, "the body came too slowly and was given up; send it again, in smaller parts")
	}
	return refuse(http.StatusBadRequest, "the body cannot be read: %v; send it again", err)
}

// readBody reads the body of a request that is no import, of at most so many bytes.
func readBody(c *gin.Context, most int64) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(c.Writer, c.Request.Body, most))
	switch {
	case err != nil:
		return nil, unreadable(err)
	case !utf8.Valid(body):
		return nil, refuse(http.StatusBadRequest, "the body is not UTF-8; need JSON in UTF-8")
	case len(bytes.TrimSpace(body)) == 0:
		return nil, refuse(http.StatusBadRequest, "the body is empty; need JSON")
	}
	return body, nil
}

// inObject is what a JSON object gives, in its order. A name must not come
// twice: two readers of it would understand two different things.
func inObject(body []byte) ([]given, error) {
	all, _, err := inObjectBut(body, "")
	return all, err
}

// inObjectBut is inObject, but for the value of one name, which is given as it
// stands; nil without.
func inObjectBut(body []byte, but string) (all []given, apart json.RawMessage, err error) {
	dec := json.NewDecoder(bytes.NewReader(body))
	if start, err := dec.Token(); err != nil || start != json.Delim('{') {
		return nil, nil, notJSON(err, "need an object as {\"q\":\"...\"}")
	}
	seen := map[string]bool{}
	for dec.More() {
		token, err := dec.Token()
		name, ok := token.(string)
		if err != nil || !ok {
			return nil, nil, notJSON(err, "need a name")
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			return nil, nil, notJSON(err, "need a value for "+clip(name))
		}
		if seen[name] {
			return nil, nil, refuseParameter(clip(name), "it stands twice in the object; need it once")
		}
		seen[name] = true
		if name == but {
			apart = raw
			continue
		}
		g := given{name: name}
		if g.values, err = valuesOf(name, raw, true); err != nil {
			return nil, nil, err
		}
		all = append(all, g)
	}
	if _, err := dec.Token(); err != nil {
		return nil, nil, notJSON(err, "need the end of the object")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, nil, refuse(http.StatusBadRequest, "the body goes on behind its JSON object, at byte %d; need one object, or an array of them", dec.InputOffset())
	}
	return all, apart, nil
}

// valuesOf makes values of a JSON value: several of a list, none of null.
func valuesOf(name string, raw json.RawMessage, outer bool) ([]value, error) {
	k := kindOf(raw)
	switch {
	case k == anyKind: // null is as good as absent
		return nil, nil
	case k == text:
		var s string
		err := json.Unmarshal(raw, &s)
		return []value{{s, k}}, err
	case k == list && outer:
		var elements []json.RawMessage
		if err := json.Unmarshal(raw, &elements); err != nil {
			return nil, notJSON(err, "need a list")
		}
		all := make([]value, 0, len(elements))
		for _, e := range elements {
			v, err := valuesOf(name, e, false)
			if err != nil {
				return nil, err
			}
			all = append(all, v...)
		}
		return all, nil
	case k == list || k == object:
		return nil, refuseParameter(clip(name), "got %s; need a text, a number, true, false, or a list of these", k)
	}
	return []value{{string(raw), k}}, nil
}

// notJSON is for a body that breaks off or breaks the rules.
func notJSON(err error, need string) error {
	var syntax *json.SyntaxError
	switch {
	case errors.As(err, &syntax):
		return refuse(http.StatusBadRequest, "the body is not JSON at byte %d: %v; %s", syntax.Offset, err, need)
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF):
		return refuse(http.StatusBadRequest, "the body's JSON is cut short; %s", need)
	case err != nil:
		return refuse(http.StatusBadRequest, "the body is not JSON: %v; %s", err, need)
	}
	return refuse(http.StatusBadRequest, "the body is JSON of another kind; %s", need)
}
