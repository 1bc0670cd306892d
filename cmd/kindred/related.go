package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
)

func newRelated(g *settings) *cobra.Command {
	var q question
	var unlike, bibs []string
	var file string
	var asJSON bool
	c := &cobra.Command{
		Use:   "related [ID...]",
		Short: "Find papers near the ones you know, near a text, or near your whole library",
		Long: `Finds papers near those whose ids are given, or near a text. With --bib, near a
whole library, of as many subjects as it is about: what is found is near to two of
its papers at least, and is none of them, by id or by title. Papers of the library
that the store does not have are read from their title and abstract and are not
stored. A library may be in any format that ` + "`kindred index`" + ` reads.`,
		Example: `  kindred related 2305.18290
  kindred related --text abstract.txt
  kindred related --bib thesis.bib --bib zotero.json --from 2025
  kindred related 2305.18290 2310.16228 --unlike 1706.03762`,
		Args: usage(cobra.ArbitraryArgs),
		RunE: func(c *cobra.Command, like []string) error {
			query, err := q.query()
			if err != nil {
				return err
			}
			if len(like) == 0 && file == "" && len(bibs) == 0 {
				return wrongUsage(c, "which papers are they to be near to? Give an id, as in `kindred related 2305.18290`, or --text FILE, or --bib FILE")
			}
			if len(bibs) > 0 && (len(like) > 0 || file != "") {
				return wrongUsage(c, "--bib is a whole library, among which one paper more says next to nothing; leave out the ids and --text, or --bib")
			}
			near, err := readText(c, file)
			if err != nil {
				return err
			}
			library, err := readLibrary(c, bibs)
			if err != nil {
				return err
			}
			e, err := openToRead(g)
			if err != nil {
				return err
			}
			defer e.Close()
			result, err := e.Related(c.Context(), kindred.RelatedQuery{
				Text: near, Like: like, Unlike: unlike, Library: library,
				Limit: query.Limit, Offset: query.Offset,
				Profile: query.Profile, Recency: query.Recency, Votes: query.Votes, HalfLife: query.HalfLife,
				Diversity: query.Diversity, Filter: query.Filter, Explain: query.Explain, Exact: query.Exact,
			})
			if err != nil {
				return err
			}
			return showResult(c, result, asJSON)
		},
	}
	q.take(c, kindred.DefaultLimit)
	c.Flags().StringArrayVar(&unlike, "unlike", nil, "`ID` of a paper to be far from; can be given several times")
	c.Flags().StringVar(&file, "text", "", "`FILE` with an abstract to be near to, - for standard input")
	c.Flags().StringArrayVar(&bibs, "bib", nil, "`FILE` with a library to be near to, - for standard input; can be given several times")
	c.Flags().BoolVar(&asJSON, "json", false, "print the body of GET /v1/papers/ID/related instead of a table")
	return c
}

// readText reads a file of text, "" for no file.
func readText(c *cobra.Command, file string) (string, error) {
	if file == "" {
		return "", nil
	}
	in := c.InOrStdin()
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return "", fmt.Errorf("cannot read the text: %w; name a file that exists, or - for standard input", err)
		}
		defer f.Close()
		in = f
	}
	text, err := io.ReadAll(io.LimitReader(in, kindred.MaxText+1)) // what is longer the engine refuses
	if err != nil {
		return "", fmt.Errorf("cannot read the text: %w", err)
	}
	if strings.TrimSpace(string(text)) == "" {
		return "", fmt.Errorf("%s has no text in it; need an abstract", file)
	}
	return string(text), nil
}
