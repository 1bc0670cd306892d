package main

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

func newExport(g *settings) *cobra.Command {
	var q question
	var text, as string
	c := &cobra.Command{
		Use:   "export",
		Short: "Write papers as JSON Lines, CSV, BibTeX, RIS or CSL-JSON: all, or those that a search finds",
		Long: `Writes papers to standard output, in a form that kindred index reads: all
papers, or, with --search, what a search finds, the best first. JSON Lines, the
default, keeps everything. The other flags are those of kindred search.`,
		Example: `  kindred export > papers.jsonl
  kindred export --format bibtex --search "protein folding" --limit 200 --from 2023 > folding.bib`,
		Args: usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) (err error) {
			query, err := q.query()
			if err != nil {
				return err
			}
			query.Text = text
			if !c.Flags().Changed("search") {
				if flag := changed(c, "limit", "offset", "profile", "recency", "votes", "half-life", "from", "to", "category", "author", "venue", "organization", "min-votes", "has-repository", "diversity", "exact"); flag != "" {
					return wrongUsage(c, "--%s is of a search; give the question with --search", flag)
				}
			}
			if !slices.Contains(format.Written(), format.Format(as)) {
				return wrongUsage(c, "no papers can be written as %q; need one of %s", as, strings.Join(writtenNames(), ", "))
			}
			e, err := openToRead(g)
			if err != nil {
				return err
			}
			defer e.Close()
			papers := e.All(c.Context())
			if c.Flags().Changed("search") {
				papers = found(c.Context(), e, query)
			}
			w, err := format.NewWriterOf(c.OutOrStdout(), format.Format(as))
			if err != nil {
				return err
			}
			for p, err := range papers {
				if err != nil {
					w.Flush() // what is whole
					return err
				}
				if err := w.Write(p); err != nil {
					return fmt.Errorf("cannot write papers: %w", err)
				}
			}
			if err := w.Close(); err != nil {
				return fmt.Errorf("cannot write papers: %w", err)
			}
			return nil
		},
	}
	q.take(c, kindred.MaxLimit)
	c.Flags().Lookup("explain").Hidden = true // scores are no part of a paper
	c.Flags().StringVar(&as, "format", string(format.JSONL), "how they are written: "+strings.Join(writtenNames(), ", "))
	complete(c, "format", writtenNames()...)
	c.Flags().StringVar(&text, "search", "", "only what this `QUERY` finds")
	return c
}

func writtenNames() []string {
	var names []string
	for _, f := range format.Written() {
		names = append(names, string(f))
	}
	return names
}

// found are the papers that answer a query.
func found(ctx context.Context, e *kindred.Engine, q kindred.Query) iter.Seq2[corpus.Paper, error] {
	return func(yield func(corpus.Paper, error) bool) {
		r, err := e.Search(ctx, q)
		if err != nil {
			yield(corpus.Paper{}, err)
			return
		}
		for _, h := range r.Hits {
			if !yield(h.Paper, nil) {
				return
			}
		}
	}
}

// changed is the first of some flags that the user gave, "" for none.
func changed(c *cobra.Command, flags ...string) string {
	for _, name := range flags {
		if c.Flags().Changed(name) {
			return name
		}
	}
	return ""
}
