package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func newDelete(g *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "delete ID...",
		Short: "Remove papers, with their votes",
		Long: `Removes papers, by any of their ids, and prints the first id of those that were
there. One that was not is told, and the exit code is then 1; the others are
removed all the same.`,
		Args: usage(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, ids []string) error {
			e, err := openToChange(g)
			if err != nil {
				return throughHTTP(err, func(address string) string {
					return fmt.Sprintf("curl -X DELETE %s/v1/papers/%s", address, ids[0])
				})
			}
			defer e.Close()
			var missing error // names the ids next to the first that is not there
			for _, id := range ids {
				if _, err := e.Paper(c.Context(), id); err != nil && missing == nil {
					missing = err
				}
			}
			deleted, err := e.Delete(c.Context(), ids...)
			if err != nil {
				return err
			}
			for _, id := range deleted {
				if _, err := fmt.Fprintln(c.OutOrStdout(), id); err != nil {
					return fmt.Errorf("the papers are removed, and it cannot be written: %w", err)
				}
			}
			return missing
		},
	}
}
