package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/source"
)

func newPull(g *settings) *cobra.Command {
	c := &cobra.Command{
		Use:   "pull",
		Short: "Bring papers from the network: hf, arxiv, openalex, semanticscholar, pubmed",
		Long: `Brings papers from the APIs that give them, embeds them and makes them searchable.

How far each question has come is kept beside the papers: run again, a command
begins where it ended, some days earlier, for what comes late; a run that was
stopped or broke goes on in the middle. What is there already is not embedded
again. A provider is asked one page at a time, with the pauses that it asks for;
when it wants more than some minutes, the run ends and says when to go on.

Papers that a source says are gone are named and kept. --base-url names a mirror
of an API.`,
		Example: `  kindred pull hf --since 2026-01
  kindred pull arxiv --category cs.CL --category cs.LG`,
		Args: usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	for _, s := range pullSources() {
		c.AddCommand(newPullFrom(g, s))
	}
	return c
}

// A pulling is what the flags of a pull say.
type pulling struct {
	pullSource
	o            source.Options
	since, until string
}

func newPullFrom(g *settings, s pullSource) *cobra.Command {
	p := pulling{pullSource: s}
	c := &cobra.Command{
		Use: s.name, Short: s.short, Long: s.long, Example: s.example,
		Args: usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if err := p.look(c); err != nil {
				return err
			}
			return p.run(c, g)
		},
	}
	f := c.Flags()
	f.StringVar(&p.since, "since", "", "the first `DAY`, as YYYY, YYYY-MM or YYYY-MM-DD: "+s.day+" (default: where the last run ended, the first time "+s.first+")")
	f.StringVar(&p.until, "until", "", "the last `DAY`, likewise (default: today)")
	f.IntVar(&p.o.Limit, "limit", 0, "how many papers to bring at most; the next run brings those behind them (default: all)")
	if s.query != "" {
		f.StringVar(&p.o.Query, "query", "", "what papers must match: "+s.query)
	}
	if s.category != "" {
		f.StringArrayVar(&p.o.Categories, "category", nil, s.category+"; several are alternatives")
	}
	if s.keyName != "" {
		f.StringVar(&p.o.Key, "api-key", "", "`KEY` of the API (environment "+s.keyName+", which other users cannot see)")
	}
	f.StringVar(&p.o.Mail, "mailto", "", "`ADDRESS` where the provider may write to (environment KINDRED_MAILTO)")
	f.StringVar(&p.o.BaseURL, "base-url", "", "`URL` of a mirror of the API; a key from the environment is not sent there")
	f.MarkHidden("base-url")
	return c
}

// look reads the flags and the environment, and finds what is wrong with them
// before a store is opened.
func (p *pulling) look(c *cobra.Command) (err error) {
	for _, d := range []struct {
		flag, text string
		to         *corpus.Date
	}{{"since", p.since, &p.o.Since}, {"until", p.until, &p.o.Until}} {
		if d.text == "" {
			continue
		}
		if *d.to, err = corpus.ParseDate(d.text); err != nil || d.to.Precision() == corpus.Instant {
			return wrongUsage(c, "--%s is %q; need YYYY, YYYY-MM or YYYY-MM-DD", d.flag, d.text)
		}
	}
	if c.Flags().Changed("limit") && p.o.Limit < 1 {
		return wrongUsage(c, "--limit is %d; need 1 or more", p.o.Limit)
	}
	if p.o.BaseURL == "" && p.endpoint != "" {
		p.o.BaseURL = os.Getenv(p.endpoint)
	}
	if p.o.Key == "" && p.keyName != "" && p.o.BaseURL == "" {
		p.o.Key = os.Getenv(p.keyName)
	}
	p.o.Mail = cmp.Or(p.o.Mail, os.Getenv("KINDRED_MAILTO"))
	odd := func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("()<>", r)
	}
	switch {
	case strings.ContainsFunc(p.o.Key, odd):
		return wrongUsage(c, "the key of the API has spaces or brackets in it; give it as it was given to you")
	case p.o.Mail != "" && (!strings.Contains(p.o.Mail, "@") || strings.ContainsFunc(p.o.Mail, odd)):
		return wrongUsage(c, "%q is no address for mail; need one as ann@example.org", p.o.Mail)
	}
	_, err = source.New(p.name, p.o)
	if errors.Is(err, source.ErrQuestion) {
		return wrongUsage(c, "%w", err)
	}
	return err
}

// agent is how we introduce ourselves.
func (p *pulling) agent() string {
	contact := "+https://github.com/kindred-search/kindred"
	if p.o.Mail != "" {
		contact += "; mailto:" + p.o.Mail
	}
	return "kindred/" + kindred.Version + " (" + contact + ")"
}

func (p *pulling) run(c *cobra.Command, g *settings) error {
	in := &intake{err: c.ErrOrStderr()}
	done, rejected, err := in.take(c, g, func(e *kindred.Engine) (delivery, error) {
		in.bar = newBar(in.err, -1, ofPapers)
		o := p.o
		o.Cursors = e
		o.Rejected = in.reject
		o.Gone = func(ids []string) { tellGone(c.Context(), in, e, ids) }
		o.Progress = func(now source.Progress) { in.bar.showPages(now.Pages, now.Papers, in.refusals()) }
		o.Client.Agent = p.agent()
		o.Client.Waiting = func(pause time.Duration, fault error) {
			in.say("%v; asking again in %v", fault, pause.Round(time.Second/10))
		}
		from, err := source.New(p.name, o)
		if err != nil {
			return delivery{}, err
		}
		// What is stored is kept in mind also when Ctrl-C has ended what comes.
		ctx := context.WithoutCancel(c.Context())
		return delivery{from.Papers(c.Context()), func(papers int) error { return from.Durable(ctx, papers) }}, nil
	})
	if err == nil && rejected > 0 && done == 0 {
		return fmt.Errorf("none of the %d records that came is a paper; see the reasons above, and try again later", rejected)
	}
	return err
}

// tellGone names those papers that a source says are gone and that are here.
func tellGone(ctx context.Context, in *intake, e *kindred.Engine, ids []string) {
	var here []string
	for _, id := range ids {
		if _, err := e.Paper(context.WithoutCancel(ctx), id); err == nil {
			here = append(here, corpus.NormalizeID(id))
		}
	}
	if len(here) > 0 {
		in.say("gone at the source, and kept here; to remove them: kindred delete %s", strings.Join(here, " "))
	}
}
