package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
)

func newCompact(g *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "compact",
		Short: "Give back the room of papers that were deleted or replaced",
		Long: `Writes the store and its index folder anew, without what papers left behind that
were deleted or replaced; ` + "`kindred stats`" + ` says how much that is. Nothing else changes,
and nothing is lost if it is ended at any moment.

For a while it needs room on the disk for two more copies of the store, one of them
where SQLite keeps temporary files (SQLITE_TMPDIR moves that), and about 2 KB of
memory for each paper of a graph. It says so before it begins if there is too little.`,
		Args: usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			e, err := openToChange(g)
			if err != nil {
				return throughHTTP(err, nil)
			}
			defer e.Close()
			if isTerminal(c.ErrOrStderr()) {
				fmt.Fprintln(c.ErrOrStderr(), "kindred: compacting; Ctrl-C leaves everything as it is")
			}
			made, err := e.Compact(c.Context())
			if err != nil {
				return err
			}
			says := "compacted: store " + shrunk(made.Store)
			if made.Index.Before > 0 {
				says += ", index " + shrunk(made.Index)
			}
			if _, err := fmt.Fprintln(c.OutOrStdout(), says); err != nil {
				return fmt.Errorf("it is compacted, and it cannot be written: %w", err)
			}
			if made.Store.After > made.Store.Before {
				fmt.Fprintln(c.ErrOrStderr(), "kindred: another process is reading the store: what it needs of the old file comes back with the next command that writes")
			}
			return nil
		},
	}
}

func shrunk(s kindred.Shrunk) string { return inBytes(s.Before) + " -> " + inBytes(s.After) }
