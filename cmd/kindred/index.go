package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus/format"
)

func newIndex(g *settings) *cobra.Command {
	var name, merge string
	in := input{}
	c := &cobra.Command{
		Use:   "index FILE...",
		Short: "Import papers from files, embed them and make them searchable",
		Long: `Imports papers from files, or from standard input for -. What a file holds is
told from its content: JSON and JSON Lines, CSV, Parquet, the daily papers API,
the Daily Papers page saved as text or HTML, the arXiv metadata snapshot, arXiv's
and other feeds and OAI-PMH, OpenAlex, Semantic Scholar (its papers joined with
its abstracts), PubMed, BibTeX, RIS and CSL-JSON; plain, .gz, .zst or in a .zip; in
UTF-8, UTF-16 or what the file declares. Of a folder, all files that hold papers are
read.

A record that cannot be read is reported and left out. A paper that is there
already is not embedded again: an import that was interrupted is simply run
again.

Records of one paper, also from different files, are merged: those that have an
id in common, of arXiv, a DOI, or one of PubMed, OpenAlex or Semantic Scholar,
and those without any id by their title, when they appeared at most two years
apart. --merge titles goes by the title also where both have ids.

Ctrl-C ends the reading, stores what was read, and says how to go on.`,
		Example: `  kindred index papers.jsonl
  kindred index --merge titles library.bib conference.csv
  curl -s 'https://huggingface.co/api/daily_papers?limit=100' | kindred index -`,
		Args: usage(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, files []string) error {
			in.format = format.Format(name)
			if name != "" && !in.format.Known() {
				return wrongUsage(c, "no format is called %q; need one of %s", name, strings.Join(formatNames(), ", "))
			}
			if merge != mergeIDs && merge != mergeTitles {
				return wrongUsage(c, "--merge is %q; need %s or %s", merge, mergeIDs, mergeTitles)
			}
			in.titles = merge == mergeTitles
			in.files, in.in, in.err = files, c.InOrStdin(), c.ErrOrStderr()
			return index(c, g, &in)
		},
	}
	c.Flags().StringVar(&name, "format", "", "what the files hold, one of "+strings.Join(formatNames(), ", ")+" (default: told from the content)")
	c.Flags().BoolVar(&in.strict, "strict", false, "stop at the first record that cannot be read")
	c.Flags().BoolVar(&in.dry, "dry-run", false, "tell what the import would do, and change nothing")
	c.Flags().StringVar(&merge, "merge", mergeIDs, "what makes two records one paper: ids, or titles as well")
	complete(c, "format", formatNames()...)
	complete(c, "merge", mergeIDs, mergeTitles)
	return c
}

// The values of --merge.
const (
	mergeIDs    = "ids"
	mergeTitles = "titles"
)

func formatNames() []string {
	var names []string
	for _, f := range format.Formats() {
		names = append(names, string(f))
	}
	return names
}

func index(c *cobra.Command, g *settings, in *input) error {
	size, err := in.look()
	if err != nil {
		return err
	}
	done, rejected, err := in.take(c, g, func(*kindred.Engine) (delivery, error) {
		in.bar = newBar(in.err, size, ofPapers)
		return delivery{papers: in.all(c.Context())}, nil
	})
	if err == nil && rejected > 0 && done == 0 {
		return fmt.Errorf("none of the %d records is a paper; see the reasons above, or name what the file holds with --format", rejected)
	}
	return err
}
