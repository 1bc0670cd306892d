package source

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/polite"
)

// A Pull is one run: what one source has for one question.
type Pull struct {
	o     Options
	parts []part

	pages int
	given int // papers

	durable durable
}

// A part is a question that has a cursor of its own.
type part struct {
	api    api
	cursor string // its name
	client *polite.Client
}

// New prepares a run against one of Names. ErrQuestion for options that the
// source cannot follow.
func New(source string, o Options) (*Pull, error) {
	if err := o.check(source); err != nil {
		return nil, err
	}
	prepare, ok := map[string]func(*Options) ([]part, error){
		HF: newHF, Arxiv: newArxiv, OpenAlex: newOpenAlex, SemanticScholar: newScholar, PubMed: newPubMed,
	}[source]
	if !ok {
		return nil, wrong(source, "no source is called that; need one of %v", Names())
	}
	parts, err := prepare(&o)
	if err != nil {
		return nil, err
	}
	if o.Cursors == nil {
		o.Cursors = forgetful{}
	}
	if o.Rejected == nil {
		o.Rejected = func(error) {}
	}
	if o.Gone == nil {
		o.Gone = func([]string) {}
	}
	if o.Progress == nil {
		o.Progress = func(Progress) {}
	}
	if o.Client.Now == nil {
		o.Client.Now = time.Now
	}
	return &Pull{o: o, parts: parts, durable: durable{cursors: o.Cursors, gone: o.Gone}}, nil
}

// partOf is a part that is asked at an address.
func partOf(o *Options, cursor string, a api, at address) part {
	f, client := a.about(), o.Client
	client.Name, client.Gap, client.Rest = f.name, f.gap, f.rest
	if at.local() {
		client.Gap = 0
	}
	return part{a, cursor, &client}
}

// Papers gives the papers, those that the source has had longest first where it
// knows. An error is the last value: that of ctx, of what was asked (see package
// polite), ErrPage, a *format.AnswerError, or of keeping a cursor. The same run
// again goes on behind what was durable.
func (p *Pull) Papers(ctx context.Context) iter.Seq2[corpus.Paper, error] {
	return func(yield func(corpus.Paper, error) bool) {
		cursors, err := p.cursors(ctx)
		if err != nil {
			yield(corpus.Paper{}, err)
			return
		}
		for i, part := range p.parts {
			goOn, err := p.part(ctx, part, cursors[i], yield)
			if err != nil {
				yield(corpus.Paper{}, p.explain(ctx, part, err))
			}
			if err != nil || !goOn {
				return
			}
		}
	}
}

// cursors are those with which the parts begin. A first day has them begin there
// again, unless a run with the same days was broken off, in which case each goes on.
func (p *Pull) cursors(ctx context.Context) ([]cursor, error) {
	cursors := make([]cursor, len(p.parts))
	whole := true // the run before, if it was told the same days
	for i, part := range p.parts {
		kept, err := p.o.Cursors.Cursor(ctx, part.cursor)
		if err != nil {
			return nil, err
		}
		c, err := parseCursor(kept)
		if err != nil && p.o.Since.IsZero() {
			return nil, fmt.Errorf("the cursor %q cannot be read (%w); begin anew with a first day", part.cursor, err)
		}
		cursors[i] = c
		whole = whole && c.Done && c.isOf(&p.o)
	}
	for i, part := range p.parts {
		c := cursors[i]
		anew := !p.o.Since.IsZero() && (whole || !c.isOf(&p.o))
		cursors[i] = c.resume(&p.o, part.api.about(), p.today(), anew)
	}
	return cursors, nil
}

// Durable says that the first so many papers given are in the store, and keeps
// the cursors behind them.
func (p *Pull) Durable(ctx context.Context, papers int) error { return p.durable.keep(ctx, papers) }

// mark says how far a part has come with the papers given so far.
func (p *Pull) mark(a part, c *cursor, gone []string) error {
	state, err := c.state()
	if err == nil {
		p.durable.mark(p.given, a.cursor, state, gone)
	}
	return err
}

// part gives the papers of a part. It returns false when no more are wanted.
func (p *Pull) part(ctx context.Context, a part, c cursor, yield func(corpus.Paper, error) bool) (goOn bool, err error) {
	if err := p.resting(ctx, a); err != nil {
		return false, err
	}
	f := a.api.about()
	loop := loopGuard{}
	for !c.Done && c.begin(a.api, p.today()) {
		pg, err := p.page(ctx, a, &c)
		switch {
		case errors.Is(err, errExpired) && c.Page != "" && loop.restarts < maxRestarts:
			loop = loopGuard{restarts: loop.restarts + 1}
			c.Page, c.Skip = "", 0
			continue
		case errors.Is(err, errTooMany) && c.halve(p.today()):
			continue
		case err != nil:
			return false, err
		}
		if !p.give(&c, pg, yield) {
			_ = p.mark(a, &c, nil) // nobody hears more; without it the page is asked for again
			return false, nil
		}
		if err := loop.check(c.Page, &pg); err != nil {
			return false, err
		}
		c.see(&pg, f)
		if c.Page, c.Skip = pg.next, 0; c.Page == "" {
			c.advance(f, p.today())
			loop = loopGuard{}
		}
		if err := p.mark(a, &c, pg.gone); err != nil {
			return false, err
		}
		p.pages++
		p.o.Progress(Progress{p.pages, p.given})
		switch {
		case p.o.Limit > 0 && p.given == p.o.Limit:
			return false, nil
		case c.Done:
			continue
		}
		if err := cmp.Or(p.durable.failure(), ctx.Err()); err != nil {
			return false, err
		}
	}
	return true, nil
}

func (p *Pull) today() corpus.Date { return dayOf(p.o.Client.Now()) }

// give hands on the papers of a page that were not given before. It returns
// false, with the cursor at the paper, when no more are wanted.
func (p *Pull) give(c *cursor, pg page, yield func(corpus.Paper, error) bool) bool {
	for _, err := range pg.bad {
		p.o.Rejected(err)
	}
	for i := min(c.Skip, len(pg.papers)); i < len(pg.papers); i++ {
		c.Skip = i
		if p.o.Limit > 0 && p.given == p.o.Limit || !yield(pg.papers[i], nil) {
			return false
		}
		p.given++
	}
	return true
}

// page asks for the page at the cursor; one that is had already and has not
// changed comes without papers.
func (p *Pull) page(ctx context.Context, a part, c *cursor) (pg page, err error) {
	r, f := a.api.request(c), a.api.about()
	had, again := c.Seen[r.URL.RawQuery]
	if again {
		r.ETag, r.LastModified = had.ETag, had.Modified
	}
	err = a.client.Get(ctx, r, func(answer polite.Answer) (err error) {
		if again && answer.Status == http.StatusNotModified {
			pg = page{key: r.URL.RawQuery, next: had.Next, seen: had}
			return nil
		}
		if pg, err = a.api.read(c, answer); err == nil && f.again {
			pg.key, pg.seen = r.URL.RawQuery, seen{c.To, answer.Header.Get("ETag"), answer.Header.Get("Last-Modified"), pg.next}
		}
		return err
	})
	return pg, err
}
