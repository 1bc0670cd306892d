package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/kindred-search/kindred/corpus/format"
	"github.com/kindred-search/kindred/polite"
)

// explain adds to what went wrong what helps against it.
func (p *Pull) explain(ctx context.Context, a part, err error) error {
	f := a.api.about()
	var status *polite.StatusError
	var rest *polite.RestError
	var answer *format.AnswerError
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, errExpired):
		return fmt.Errorf("%s: %w, each time it is begun anew; run the same command again later", f.name, err)
	case errors.As(err, &rest):
		return errors.Join(fmt.Errorf("%w; run the same command again then, and it goes on where it stopped", err), p.rest(ctx, a, rest))
	case errors.As(err, &status) && isRefusal(status.Status):
		return fmt.Errorf("%w; %s", err, cmp.Or(f.key, f.refused))
	case errors.As(err, &status) && status.Status == http.StatusTooManyRequests:
		help := "run the same command again later, and it goes on where it stopped"
		if f.key != "" {
			help += "; or " + f.key
		}
		return fmt.Errorf("%w; %s", err, help)
	case errors.As(err, &status) && status.Status < 500:
		return fmt.Errorf("%w; correct the question", err)
	case errors.Is(err, polite.ErrOffline):
		return fmt.Errorf("%w; connect to the network and run the same command again, or import files, which works without it: `kindred index FILE`", err)
	case errors.Is(err, errTooMany):
		return fmt.Errorf("%s: %w on a single day; ask a narrower question", f.name, err)
	case errors.Is(err, polite.ErrTooLarge), errors.Is(err, polite.ErrRedirect):
		return fmt.Errorf("%w; see what it is that answers in its place: a proxy, or an address that has changed", err)
	case errors.As(err, &answer):
		return fmt.Errorf("%s: %w; correct the question, or run the same command again later", f.name, err)
	case errors.As(err, &status):
		return fmt.Errorf("%w; run the same command again later, and it goes on where it stopped", err)
	case errors.Is(err, ErrPage):
		return fmt.Errorf("%s: %w; run the same command again later, and it goes on where it stopped", f.name, err)
	}
	return err // of the store, or with the name in it
}

func isRefusal(status int) bool {
	return status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusProxyAuthRequired
}

// restName is the cursor that says until when a provider is left alone, whatever
// it is asked.
func (p *Pull) restName(a part) string {
	return strings.TrimSpace("rest " + a.api.about().name + " " + p.o.BaseURL)
}

// rest remembers for the next runs that a provider is to be left alone.
func (p *Pull) rest(ctx context.Context, a part, e *polite.RestError) error {
	return p.o.Cursors.SetCursor(ctx, p.restName(a), e.Until.UTC().Format(time.RFC3339))
}

// resting is an error while a provider is to be left alone.
func (p *Pull) resting(ctx context.Context, a part) error {
	kept, err := p.o.Cursors.Cursor(ctx, p.restName(a))
	if err != nil || kept == "" {
		return err
	}
	until, err := time.Parse(time.RFC3339, kept)
	if err != nil || !p.o.Client.Now().Before(until) { // what cannot be read does not keep anybody from anything
		return nil
	}
	return &polite.RestError{Name: a.api.about().name, Until: until}
}
