package main

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
)

func newStats(g *settings) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "stats",
		Short: "Count what is in the store",
		Args:  usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			e, err := openToRead(g)
			if err != nil {
				return err
			}
			defer e.Close()
			s, err := e.Stats(c.Context())
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(c.OutOrStdout(), s)
			}
			w := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
			describeStore(w, s)
			row(w, "kernel", s.Kernel)
			if err := w.Flush(); err != nil {
				return fmt.Errorf("cannot write the counts: %w", err)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the body of GET /v1/stats instead")
	return c
}

// describeStore writes what there is to know about a store and its index.
func describeStore(w io.Writer, s kindred.Stats) {
	row(w, "store", s.Path)
	row(w, "size", fmt.Sprintf("%s, and %s of log", inBytes(s.Bytes), inBytes(s.LogBytes)))
	if s.IndexBytes > 0 {
		row(w, "index folder", fmt.Sprintf("%s: graph %s, vectors %s, columns %s, words %s",
			inBytes(s.IndexBytes), inBytes(s.GraphBytes), inBytes(s.VectorBytes), inBytes(s.ColumnBytes), inBytes(s.WordBytes)))
	}
	if s.Papers > 0 {
		row(w, "a paper takes", inBytes(s.PaperBytes))
	}
	if s.CompactBytes > 0 {
		row(w, "compact", "gives back at least "+inBytes(s.CompactBytes))
	}
	row(w, "papers", fmt.Sprintf("%d, %d of them with a vector", s.Papers, s.Vectors))
	row(w, "deleted", fmt.Sprint(s.Deleted))
	row(w, "with votes", fmt.Sprintf("%d; 99 in 100 of them have at most %d", s.Voted, s.P99Votes))
	row(w, "last change", fmt.Sprintf("number %d", s.Seq))
	if s.Model != "" {
		row(w, "vectors by", fmt.Sprintf("%s, %d dimensions, %s", s.Model, s.Dimension, s.Identity))
	}
	if s.NextModel != "" {
		row(w, "on the way", fmt.Sprintf("vectors by %s, %d of %d; go on with `kindred model use %s`", s.NextModel, s.NextReady, s.Papers, s.NextModel))
	}
	row(w, "index", describeIndex(s))
}

// describeIndex says which index searches, and how much of the truth it finds.
func describeIndex(s kindred.Stats) string {
	switch {
	case s.Index == "flat":
		return "flat, which is exact"
	case s.Recall == 0:
		return s.Index + ", self-recall not measured yet"
	case s.Pending > 0:
		return fmt.Sprintf("%s, self-recall@10 %.3f at efSearch %d; %d vectors beside it are searched exactly", s.Index, s.Recall, s.EfSearch, s.Pending)
	}
	return fmt.Sprintf("%s, self-recall@10 %.3f at efSearch %d", s.Index, s.Recall, s.EfSearch)
}
