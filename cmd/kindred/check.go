package main

import (
	"fmt"

	"github.com/spf13/cobra"
)

func newCheck(g *settings) *cobra.Command {
	var repair bool
	c := &cobra.Command{
		Use:   "check",
		Short: "Verify store, index and model against each other",
		Long: `Reads all that is stored and compares it with the index and the model. Prints
OK, or each fault on a line; the exit code is then 1. With --repair, what can be
made anew from the store is.`,
		Args: usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			open := openToRead // beside a server
			if repair {
				open = openToChange
			}
			e, err := open(g)
			if err != nil {
				return throughHTTP(err, nil)
			}
			defer e.Close()
			faults, err := e.Check(c.Context(), repair)
			if err != nil {
				return err
			}
			for _, fault := range faults {
				fmt.Fprintln(c.OutOrStdout(), fault)
			}
			switch {
			case len(faults) > 0 && repair:
				return fmt.Errorf("%d faults are left in %s: restore a copy of it, or import its papers into a new one", len(faults), g.dataPath())
			case len(faults) > 0:
				return fmt.Errorf("%d faults in %s: try `kindred check --repair`", len(faults), g.dataPath())
			}
			if _, err := fmt.Fprintln(c.OutOrStdout(), "OK"); err != nil {
				return fmt.Errorf("nothing is wrong, and it cannot be written: %w", err)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&repair, "repair", false, "make anew from the store what has a fault")
	return c
}
