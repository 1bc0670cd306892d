package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
)

func newRelated(g *settings) *cobra.Command {
	var q question
	var unlike []string
	var file string
	var asJSON bool
	c := &cobra.Command{
		Use:   "related [ID...]",
		Short: "Find papers near the ones you know, or near a text",
		Example: `  kindred related 2305.18290
  kindred related --text abstract.txt
  kindred related 2305.18290 2310.16228 --unlike 1706.03762`,
		Args: usage(cobra.ArbitraryArgs),
		RunE: func(c *cobra.Command, like []string) error {
			query, err := q.query()
			if err != nil {
				return err
			}
			if len(like) == 0 && file == "" {
				return wrongUsage(c, "which papers are they to be near to? Give an id, as in `kindred related 2305.18290`, or --text FILE")
			}
			near, err := readText(c, file)
			if err != nil {
				return err
			}
			e, err := openToRead(g)
			if err != nil {
				return err
			}
			defer e.Close()
			result, err := e.Related(c.Context(), kindred.RelatedQuery{
				Text: near, Like: like, Unlike: unlike,
				Limit: query.Limit, Offset: query.Offset,
				Profile: query.Profile, Recency: query.Recency, Votes: query.Votes, HalfLife: query.HalfLife,
				Diversity: query.Diversity, Filter: query.Filter, Explain: query.Explain, Exact: query.Exact,
			})
			if err != nil {
				return err
			}
			return showResult(c, result, asJSON)
		},
	}
	q.take(c, kindred.DefaultLimit)
	c.Flags().StringArrayVar(&unlike, "unlike", nil, "`ID` of a paper to be far from; can be given several times")
	c.Flags().StringVar(&file, "text", "", "`FILE` with an abstract to be near to, - for standard input")
	c.Flags().BoolVar(&asJSON, "json", false, "print the body of GET /v1/papers/ID/related instead of a table")
	return c
}

// readText reads a file of text, "" for no file.
func readText(c *cobra.Command, file string) (string, error) {
	if file == "" {
		return "", nil
	}
	in := c.InOrStdin()
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return "", fmt.Errorf("cannot read the text: %w; name a file that exists, or - for standard input", err)
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, kindred.MaxText+1)) // what is longer the engine refuses
	if err != nil {
		return "", fmt.Errorf("cannot read the text: %w", err)
	}
	if strings.TrimSpace(string(text)) == "" {
		return "", fmt.Errorf("%s has no text in it; need an abstract", file)
	}
	return string(text), nil
}
