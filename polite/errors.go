package polite

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

var (
	// ErrOffline is returned when no whole answer came.
	ErrOffline = errors.New("no answer")

	// ErrTooLarge is returned for an answer beyond Client.MaxBody.
	ErrTooLarge = errors.New("the answer is too large")

	// ErrRedirect is returned for a redirect that is not followed: one of too
	// many, or to another scheme.
	ErrRedirect = errors.New("a redirect that is not followed")
)

// A StatusError is an answer that is no success, and the last one where it was
// asked for several times.
type StatusError struct {
	Name   string // of the provider
	Status int
	Said   string // what stands in the body, on one line; may be empty
}

func (e *StatusError) Error() string {
	if e.Said == "" {
		return fmt.Sprintf("%s answers with status %d", e.Name, e.Status)
	}
	return fmt.Sprintf("%s answers with status %d, saying %q", e.Name, e.Status, e.Said)
}

// A RestError is returned when the provider wants not to be asked for longer
// than a caller would wait.
type RestError struct {
	Name   string
	Status int // of the answer that said so; 0 where that was in an earlier run
	Until  time.Time
}

func (e *RestError) Error() string {
	text := fmt.Sprintf("%s asks for a pause until %s", e.Name, e.Until.UTC().Format("2006-01-02 15:04 MST"))
	if e.Status != 0 {
		text += fmt.Sprintf(" (status %d)", e.Status)
	}
	return text
}

// Again marks a fault of an answer that may be gone when it is asked for once
// more.
func Again(err error) error { return &passing{err: err} }

// passing is a fault that may pass.
type passing struct {
	err   error
	after time.Duration // how long the server asks to wait; 0 if it does not
}

func (p *passing) Error() string { return p.err.Error() }
func (p *passing) Unwrap() error { return p.err }

var (
	pageTitle = regexp.MustCompile(`(?is)<title[^>]*>(.*?)</title>`)
	anyTag    = regexp.MustCompile(`<[^>]*>`)
)

// said is what a body says that is no success: the message of JSON, the title
// of a page, the text of XML.
func said(body []byte) string {
	body = body[:min(len(body), 64<<10)]
	var fields struct{ Error, Message, Detail any }
	if json.Unmarshal(body, &fields) == nil {
		var texts []string
		for _, f := range []any{fields.Error, fields.Message, fields.Detail} {
			if text, ok := f.(string); ok {
				texts = append(texts, text)
			}
		}
		if len(texts) > 0 {
			return Clip(strings.Join(texts, ": "))
		}
	}
	text := string(body)
	if m := pageTitle.FindStringSubmatch(text); m != nil {
		text = m[1]
	}
	return Clip(anyTag.ReplaceAllString(text, " "))
}

// Clip puts what a server says on one line of bounded length.
func Clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	const most = 200 // bytes
	if len(s) > most {
		s = s[:most] + "..."
	}
	return strings.ToValidUTF8(s, "")
}
