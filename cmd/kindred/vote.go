package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func newVote(g *settings) *cobra.Command {
	var down, asJSON bool
	c := &cobra.Command{
		Use:   "vote ID [+1|-1]",
		Short: "Vote for a paper, or take a vote away",
		Long: `Adds your vote to those that came with the paper; -1 takes one away. The next
import does not undo it. Prints the votes that the paper now has.`,
		Args: usage(cobra.RangeArgs(1, 2)),
		RunE: func(c *cobra.Command, args []string) error {
			delta := 1
			if down {
				delta = -1
			}
			switch {
			case len(args) == 1:
			case args[1] == "-1": // behind --
				delta = -1
			case args[1] != "+1" && args[1] != "1" || down:
				return wrongUsage(c, "a vote is +1 or -1, got %q", args[1])
			}
			e, err := openToChange(g)
			if err != nil {
				return throughHTTP(err, func(address string) string {
					return fmt.Sprintf(`curl --json '{"delta":%d}' %s/v1/papers/%s/votes`, delta, address, args[0])
				})
			}
			defer e.Close()
			votes, err := e.Vote(c.Context(), args[0], delta)
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(c.OutOrStdout(), struct {
					ID    string `json:"id"`
					Votes int    `json:"votes"`
				}{args[0], votes})
			}
			if _, err := fmt.Fprintf(c.OutOrStdout(), "%s %d\n", args[0], votes); err != nil {
				return fmt.Errorf("the vote is counted, and it cannot be written: %w", err)
			}
			return nil
		},
	}
	// -1 looks like a flag, so it is one.
	c.Flags().BoolVarP(&down, "down", "1", false, "take a vote away")
	c.Flags().BoolVar(&asJSON, "json", false, "print the body of POST /v1/papers/ID/votes instead")
	return c
}
