package main

import (
	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
)

func newRelated(g *settings) *cobra.Command {
	var q question
	var unlike []string
	var asJSON bool
	c := &cobra.Command{
		Use:   "related ID...",
		Short: "Find papers near the ones you know",
		Example: `  kindred related 2305.18290
  kindred related 2305.18290 2310.16228 --unlike 1706.03762`,
		Args: usage(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, like []string) error {
			query, err := q.query()
			if err != nil {
				return err
			}
			e, err := openToRead(g)
			if err != nil {
				return err
			}
			defer e.Close()
			result, err := e.Related(c.Context(), kindred.RelatedQuery{
				Like: like, Unlike: unlike,
				Limit: query.Limit, Offset: query.Offset,
				Profile: query.Profile, Recency: query.Recency, Votes: query.Votes, HalfLife: query.HalfLife,
				Filter: query.Filter, Explain: query.Explain, Exact: query.Exact,
			})
			if err != nil {
				return err
			}
			return showResult(c, result, asJSON)
		},
	}
	q.take(c, kindred.DefaultLimit)
	c.Flags().StringArrayVar(&unlike, "unlike", nil, "`ID` of a paper to be far from; can be given several times")
	c.Flags().BoolVar(&asJSON, "json", false, "print the body of GET /v1/papers/ID/related instead of a table")
	return c
}
