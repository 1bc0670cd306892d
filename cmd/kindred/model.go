package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred/models"
)

func newModel(g *settings) *cobra.Command {
	c := &cobra.Command{
		Use:   "model",
		Short: "List, describe, add and change models",
		Args:  usage(cobra.NoArgs),
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	c.AddCommand(newModelList(), newModelInfo(g), newModelAdd(g), newModelUse(g))
	return c
}

func newModelList() *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the built-in model, the added ones and those that can be added",
		Args:  usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			added, err := addedModels()
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
			fmt.Fprintln(w, "NAME\tSTATE\tDIMENSION\tLICENCE\tLANGUAGES")
			fmt.Fprintf(w, "%s\tbuilt in\t%d\tMIT\ten\n", models.BuiltinName, models.BuiltinDimension)
			for _, m := range models.Catalog() {
				state := "kindred model add " + m.Name
				if added[m.Name] {
					state = "added"
					delete(added, m.Name)
				}
				fmt.Fprintf(w, "%s\t%s\t%d\t%s\t%s\n", m.Name, state, m.Dimension, m.Licence, m.Languages)
			}
			for _, name := range slices.Sorted(maps.Keys(added)) {
				fmt.Fprintf(w, "%s\tadded\t\t\t\n", name)
			}
			return w.Flush()
		},
	}
}

func newModelInfo(g *settings) *cobra.Command {
	return &cobra.Command{
		Use:   "info [NAME|DIR]",
		Short: "Load a model and show how it is used and what its identity is",
		Args:  usage(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			chosen := *g
			if len(args) > 0 {
				chosen.model = args[0]
			}
			m, err := openModel(&chosen)
			if err != nil {
				return err
			}
			defer m.Close()
			w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
			if err := describe(w, m); err != nil {
				return err
			}
			return w.Flush()
		},
	}
}

// addedModels are the names of the folders that `kindred model add` made.
func addedModels() (map[string]bool, error) {
	entries, err := os.ReadDir(modelsFolder())
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("cannot list the added models: %w", err)
	}
	added := map[string]bool{}
	for _, e := range entries {
		if e.IsDir() && e.Name()[0] != '.' { // those with a dot are on their way
			added[e.Name()] = true
		}
	}
	return added, nil
}
