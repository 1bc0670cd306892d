package main

import (
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
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

// throughHTTP turns the error of a store that a server holds into one that
// names the request which does the same.
func throughHTTP(err error, request func(address string) string) error {
	var locked *corpus.LockedError
	if !errors.As(err, &locked) || locked.Address == "" {
		return err
	}
	return fmt.Errorf("cannot open %s for writing: process %d serves it: %w; ask it with `%s`, or stop it", locked.Path, locked.PID, kindred.ErrLocked, request(locked.Address))
}
