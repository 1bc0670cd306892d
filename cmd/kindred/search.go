package main

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/rank"
)

func newSearch(g *settings) *cobra.Command {
	var q question
	var mode, fusion string
	var asJSON, snippets bool
	c := &cobra.Command{
		Use:   `search "QUERY"`,
		Short: "Find papers by meaning and words: ask a question, get the nearest ones",
		Example: `  kindred search "how do robots learn to walk?"
  kindred search "protein folding" --from 2023 --min-votes 10 --profile fresh`,
		Args: usage(cobra.MinimumNArgs(1)),
		Long: `Asks a question in natural language and prints the papers that answer it best.

  "exact phrase"   every result has it        -word        no result has it
  title:word       in the title               author:name  by this author
  cat:cs.CL        in this category           cat:cs.*     or in one of these`,
		RunE: func(c *cobra.Command, words []string) error {
			query, err := q.query()
			if err != nil {
				return err
			}
			query.Text, query.Mode, query.Fusion = strings.Join(words, " "), kindred.Mode(mode), rank.Fusion(fusion)
			if strings.TrimSpace(query.Text) == "" {
				return wrongUsage(c, "the question is empty; ask one, as in `%s`", `kindred search "how do robots learn to walk?"`)
			}
			query.Snippets = snippets
			e, err := openToRead(g)
			if err != nil {
				return err
			}
			defer e.Close()
			result, err := e.Search(c.Context(), query)
			if err != nil {
				return err
			}
			return showResult(c, result, asJSON)
		},
	}
	q.take(c, kindred.DefaultLimit)
	c.Flags().StringVar(&mode, "mode", string(kindred.Hybrid), "what is compared: hybrid, semantic or lexical")
	c.Flags().StringVar(&fusion, "fusion", string(rank.Convex), "how meaning and words become one: convex or rrf")
	c.Flags().BoolVar(&snippets, "snippets", false, "show the sentence of each abstract that answers best")
	c.Flags().BoolVar(&asJSON, "json", false, "print the body of GET /v1/search instead of a table")
	complete(c, "mode", string(kindred.Hybrid), string(kindred.Semantic), string(kindred.Lexical))
	complete(c, "fusion", string(rank.Convex), string(rank.RRF))
	return c
}
