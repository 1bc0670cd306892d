package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"
)

func newModelUse(g *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "use NAME|DIR",
		Short: "Embed all papers with another model and search with that from then on",
		Long: `Embeds every paper anew. Until all are done, searches go on with the vectors that
were there. Interrupted, it goes on where it was when it is run again.`,
		Example: `  kindred model add all-MiniLM-L6-v2
  kindred model use all-MiniLM-L6-v2`,
		Args: usage(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			chosen := *g
			chosen.model = args[0]
			e, err := openToChange(&chosen)
			if err != nil {
				return throughHTTP(err, nil)
			}
			defer e.Close()
			before, err := e.Stats(c.Context())
			if err != nil {
				return err
			}
			b := newBar(c.ErrOrStderr(), int64(before.Papers), ofPapers)
			err = e.UseModel(c.Context(), nil, func(done, _ int) { b.show(int64(done), int64(done), 0) })
			b.end()
			if err != nil && c.Context().Err() != nil {
				fmt.Fprintln(c.ErrOrStderr(), "kindred: the vectors so far are stored; run the same command again to go on")
				return context.Cause(c.Context())
			}
			if err != nil {
				return err
			}
			after, err := e.Stats(c.Context())
			if err != nil {
				return err
			}
			_, err = fmt.Fprintf(c.OutOrStdout(), "%d papers have vectors of %s, %d dimensions\n", after.Vectors, after.Model, after.Dimension)
			return err
		},
	}
}
