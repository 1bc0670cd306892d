package source

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/kindred-search/kindred/corpus"
)

// A cursor is how far a question has come: all papers before it are in the store.
// FORMAT.md describes its JSON.
type cursor struct {
	Version int `json:"v"`

	// Since and Until are what the run was told.
	Since corpus.Date `json:"since,omitzero"`
	Until corpus.Date `json:"until,omitzero"`

	// From and To are the first and the last day of the window at hand, To zero
	// where it is open. Done: nothing is at hand, and the next run begins at From.
	From corpus.Date `json:"from,omitzero"`
	To   corpus.Date `json:"to,omitzero"`
	Done bool        `json:"done,omitempty"`

	// Asked is the day on which the window was begun, Page what asks for its next
	// page, "" for the first, and Skip how many papers of that are behind us.
	Asked corpus.Date `json:"asked,omitzero"`
	Page  string      `json:"page,omitempty"`
	Skip  int         `json:"skip,omitempty"`

	// Span is the length in days that windows have, so that none holds more than
	// the source gives; 0 where that was never needed.
	Span int `json:"span,omitempty"`

	// Seen are the validators of pages that will be asked for again.
	Seen map[string]seen `json:"seen,omitempty"`
}

// A seen page was taken, and need not come again while its validators hold.
type seen struct {
	Day      corpus.Date `json:"day"` // the last of its window
	ETag     string      `json:"etag,omitempty"`
	Modified string      `json:"modified,omitempty"`
	Next     string      `json:"next,omitempty"` // as in page
}

const (
	cursorVersion = 1
	maxSpan       = 200_000 // days: all that there are
	maxValidators = 1000    // bytes of one page
)

// parseCursor reads a cursor as it is kept; "" is none.
func parseCursor(state string) (c cursor, err error) {
	if state == "" {
		return cursor{Version: cursorVersion}, nil
	}
	if err := json.Unmarshal([]byte(state), &c); err != nil {
		return cursor{}, err
	}
	switch {
	case c.Version != cursorVersion:
		return cursor{}, fmt.Errorf("it has version %d, this release knows %d", c.Version, cursorVersion)
	case c.Skip < 0 || c.Span < 0:
		return cursor{}, fmt.Errorf("it counts %d papers and %d days", c.Skip, c.Span)
	}
	for _, d := range []corpus.Date{c.From, c.To, c.Asked} {
		if !d.IsZero() && d.Precision() != corpus.DayOnly {
			return cursor{}, fmt.Errorf("it has %s in the place of a day", d)
		}
	}
	return c, nil
}

// state is what parseCursor reads.
func (c *cursor) state() (string, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("the cursor cannot be kept: %w", err)
	}
	return string(b), nil
}

// isOf reports whether the run that left the cursor was told these days.
func (c *cursor) isOf(o *Options) bool { return c.Since == o.Since && c.Until == o.Until }

// resume is the cursor with which a run begins that finds another one kept. anew
// has it begin at its first day whatever was kept.
func (c cursor) resume(o *Options, f facts, today corpus.Date, anew bool) cursor {
	since, until := o.Since, o.Until
	if anew || c.Asked.IsZero() && !c.Done {
		c = cursor{Version: cursorVersion, Since: since, Until: until, From: f.first}
		switch {
		case !since.IsZero():
			c.From = later(f.first, firstOf(since))
		case f.listing:
			c.From = later(f.first, plus(today, -firstDays))
		}
		return c
	}
	if c.Done || since.IsZero() && until != c.Until { // another run, from there
		return cursor{Version: cursorVersion, Since: since, Until: until, From: c.From, Span: c.Span, Seen: c.Seen}
	}
	if c.Page == "" && before(c.Asked, today) { // what was added meanwhile to days that were over
		c.From = earlier(c.From, c.floor(plus(c.Asked, -f.overlap)))
	}
	return c
}

// floor keeps a day from being before the first that was asked for.
func (c *cursor) floor(d corpus.Date) corpus.Date {
	if c.Since.IsZero() {
		return d
	}
	return later(d, firstOf(c.Since))
}

// begin sets the window that begins at From. It returns false when that day is
// yet to come, or behind the last that is asked for.
func (c *cursor) begin(a api, today corpus.Date) bool {
	switch {
	case c.Page != "":
		return true // in the middle of one
	case before(today, c.From):
		return false
	}
	c.To, c.Asked = corpus.Date{}, today
	a.window(c, today)
	if c.Until.IsZero() {
		return true
	}
	if last := lastOf(c.Until); c.To.IsZero() || before(last, c.To) {
		c.To = last
	}
	return !before(c.To, c.From)
}

// advance goes on to the next window, or says that nothing is left. One that was
// begun when its days were over is whole; else the days before it was begun, less
// the overlap, are.
func (c *cursor) advance(f facts, today corpus.Date) {
	whole := !c.To.IsZero() && before(c.To, c.Asked)
	late := before(c.Asked, today) // it took until another day
	last := whole && !c.Until.IsZero() && !before(c.To, lastOf(c.Until))
	next := c.floor(plus(c.Asked, -f.overlap))
	switch {
	case whole && !late:
		next = plus(c.To, 1)
	case whole:
		next = earlier(next, plus(c.To, 1))
	}
	c.Done = last || !whole && !late
	c.From, c.To, c.Page, c.Skip = next, corpus.Date{}, "", 0
	if c.Span *= 2; c.Span > maxSpan { // it may have become too short
		c.Span = 0
	}
	for key, s := range c.Seen {
		if before(s.Day, plus(c.Asked, -f.overlap)) {
			delete(c.Seen, key)
		}
	}
}

// see remembers a page that will be asked for again, if it can be asked for under
// a condition.
func (c *cursor) see(pg *page, f facts) {
	s := pg.seen
	if s.ETag == "" && s.Modified == "" || len(s.ETag)+len(s.Modified) > maxValidators || before(s.Day, plus(c.Asked, -f.overlap)) {
		return
	}
	if c.Seen == nil {
		c.Seen = map[string]seen{}
	}
	c.Seen[pg.key] = s
}

// halve makes the window at hand shorter; false when it is one day already.
func (c *cursor) halve(today corpus.Date) bool {
	last := c.To
	if last.IsZero() {
		last = today
	}
	days := int(last.Start().Sub(c.From.Start())/(24*time.Hour)) + 1
	if days < 2 {
		return false
	}
	c.Span, c.Page, c.Skip = days/2, "", 0
	return true
}

// spanned is the window of a source that gives so many papers at most.
func (c *cursor) spanned(today corpus.Date) {
	if last := plus(c.From, c.Span-1); c.Span > 0 && before(last, today) {
		c.To = last
	}
}
