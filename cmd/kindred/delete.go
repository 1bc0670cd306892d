package main

import (
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred/corpus"
)

func newDelete(g *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "delete ID...",
		Short: "Remove papers, with their votes",
		Long: `Removes papers and prints the ids of those that were there. One that was not is
told, and the exit code is then 1; the others are removed all the same.`,
		Args: usage(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, ids []string) error {
			e, err := openToChange(g)
			if err != nil {
				return throughHTTP(err, func(address string) string {
					return fmt.Sprintf("curl -X DELETE %s/v1/papers/%s", address, ids[0])
				})
			}
			defer e.Close()
			deleted, err := e.Delete(c.Context(), ids...)
			if err != nil {
				return err
			}
			for _, id := range deleted {
				if _, err := fmt.Fprintln(c.OutOrStdout(), id); err != nil {
					return fmt.Errorf("the papers are removed, and it cannot be written: %w", err)
				}
			}
			for _, id := range ids {
				if slices.Contains(deleted, corpus.NormalizeID(id)) {
					continue
				}
				if _, err := e.Paper(c.Context(), id); err != nil {
					return err // which names the ids next to it
				}
			}
			return nil
		},
	}
}
