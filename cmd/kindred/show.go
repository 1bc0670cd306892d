package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred/corpus"
)

func newShow(g *settings) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "show ID",
		Short:   "Show one paper with all that is known of it",
		Example: `  kindred show 2305.18290`,
		Args:    usage(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, ids []string) error {
			e, err := openToRead(g)
			if err != nil {
				return err
			}
			defer e.Close()
			p, err := e.Paper(c.Context(), ids[0])
			if err != nil {
				return err
			}
			if asJSON {
				return writeJSON(c.OutOrStdout(), p)
			}
			if err := writePaper(c.OutOrStdout(), screenOf(c.OutOrStdout()), p); err != nil {
				return fmt.Errorf("cannot write the paper: %w", err)
			}
			return nil
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print the body of GET /v1/papers/ID instead")
	return c
}

// shownAuthors is how many authors are named; collaborations have thousands.
const shownAuthors = 20

// writePaper writes what is known of a paper: its title, a line for each fact,
// its abstract.
func writePaper(w io.Writer, s screen, p corpus.Paper) error {
	var b strings.Builder
	for _, line := range wrap(printable(p.Title), s.width) {
		b.WriteString(s.paint(line, bold) + "\n")
	}
	fact := func(name, value string) {
		if value == "" {
			return
		}
		const indent = 14
		for i, line := range wrap(printable(value), max(0, s.width-indent)) {
			if i > 0 {
				name = ""
			}
			b.WriteString(s.paint(fmt.Sprintf("%-*s", indent, name), faint) + line + "\n")
		}
	}
	authors := strings.Join(p.Authors[:min(len(p.Authors), shownAuthors)], ", ")
	switch more := p.AuthorCount - min(len(p.Authors), shownAuthors); {
	case more > 0 && authors == "":
		authors = fmt.Sprintf("%d, not named", more)
	case more > 0:
		authors += fmt.Sprintf(" and %d more", more)
	}
	fact("id", p.ID)
	fact("also", strings.Join(p.Aliases, ", "))
	fact("authors", authors)
	fact("organization", p.Organization)
	fact("categories", strings.Join(p.Categories, ", "))
	fact("venue", p.Venue)
	fact("published", p.Published.String())
	fact("listed", p.Listed.String())
	fact("votes", votes(p.Votes))
	if p.Citations != nil {
		fact("citations", strconv.Itoa(*p.Citations))
	}
	fact("url", p.URL)
	fact("doi", p.DOI)
	fact("repository", p.Repository)
	if p.Abstract != "" {
		b.WriteString("\n" + strings.Join(wrap(printable(p.Abstract), s.width), "\n") + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
