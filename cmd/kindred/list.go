package main

import (
	"cmp"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
)

func newList(g *settings) *cobra.Command {
	var q kindred.ListQuery
	var sort string
	var asJSON bool
	c := &cobra.Command{
		Use:   "list",
		Short: "List the papers of a day, a week or a month; of the latest day without one",
		Example: `  kindred list --date 2023-12-21
  kindred list --month 2023-12 --sort trending`,
		Args: usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			if q.Limit == 0 { // which the engine takes for its default
				return cannotBe("limit", "0", "1 to 1000")
			}
			e, err := openToRead(g)
			if err != nil {
				return err
			}
			defer e.Close()
			q.Sort = kindred.Sort(sort)
			listing, err := e.List(c.Context(), q)
			if err != nil {
				return err
			}
			return showListing(c, listing, asJSON)
		},
	}
	f := c.Flags()
	f.StringVar(&q.Date, "date", "", "the papers of a day, `YYYY-MM-DD`")
	f.StringVar(&q.Week, "week", "", "the papers of a week, `YYYY-Www`")
	f.StringVar(&q.Month, "month", "", "the papers of a month, `YYYY-MM`")
	f.StringVar(&sort, "sort", string(kindred.ByVotes), "which come first: votes, published or trending")
	f.IntVar(&q.Limit, "limit", 50, "how many papers at most, up to 1000")
	f.IntVar(&q.Offset, "offset", 0, "how many of the first to leave out")
	f.BoolVar(&asJSON, "json", false, "print the body of GET /v1/papers instead of a table")
	complete(c, "sort", string(kindred.ByVotes), string(kindred.ByPublished), string(kindred.ByTrending))
	return c
}

func showListing(c *cobra.Command, l kindred.Listing, asJSON bool) error {
	if asJSON {
		return writeJSON(c.OutOrStdout(), l)
	}
	switch {
	case l.Total == 0:
		fmt.Fprintf(c.ErrOrStderr(), "kindred: there is no paper of %s; try a week or a month, or search\n", cmp.Or(l.Period, "a known day"))
		return nil
	case len(l.Papers) == 0:
		fmt.Fprintf(c.ErrOrStderr(), "kindred: there are only %d papers of %s; lower --offset\n", l.Total, l.Period)
		return nil
	}
	rows := make([][]string, len(l.Papers))
	for i, p := range l.Papers {
		shown := p.Listed
		if shown.IsZero() {
			shown = p.Published
		}
		rows[i] = []string{votes(p.Votes), day(shown), p.ID, heading(p)}
	}
	s := screenOf(c.OutOrStdout())
	columns := []column{{head: "VOTES", right: true}, {head: "DAY"}, {head: "ID", paint: cyan}, {head: "TITLE"}}
	if err := writeTable(c.OutOrStdout(), s, columns, rows, nil); err != nil {
		return fmt.Errorf("cannot write the list: %w", err)
	}
	if s.width > 0 { // somebody is looking
		fmt.Fprintf(c.ErrOrStderr(), "%d of %d papers of %s\n", len(l.Papers), l.Total, l.Period)
	}
	return nil
}
