package main

import (
	"context"
	"fmt"
	"runtime/debug"
	"strings"
	"sync"
	"time"

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
apart. --merge titles goes by the title also where both have ids.`,
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

func index(c *cobra.Command, g *settings, in *input) (err error) {
	size, err := in.look()
	if err != nil {
		return err
	}
	defer debug.SetGCPercent(debug.SetGCPercent(100))
	started := time.Now()
	e, err := openEngine(g)
	if err != nil {
		return err
	}
	defer func() {
		if closed := e.Close(); err == nil {
			err = closed
		}
	}()
	in.bar = newBar(in.err, size, ofPapers)
	report, err := in.importInto(c.Context(), e, g.index)
	rejected := in.rejectedBy(report)
	done := report.Read - report.RejectedCount
	if err == nil || done > 0 { // what is durable is told, whatever came after it
		_, told := fmt.Fprintln(c.OutOrStdout(), summary(report, rejected, time.Since(started)))
		if err == nil && told != nil {
			err = fmt.Errorf("the papers are stored, and it cannot be written: %w", told)
		}
	}
	switch {
	case err != nil && c.Context().Err() != nil:
		fmt.Fprintln(in.err, goOn)
		return context.Cause(c.Context())
	case err != nil:
		return err
	case rejected > 0 && done == 0:
		return fmt.Errorf("none of the %d records is a paper; see the reasons above, or name what the file holds with --format", rejected)
	}
	return nil
}

// goOn is what is told of an import that Ctrl-C has ended.
const goOn = "kindred: what was counted is stored; run the same command again to go on"

// collectOften is from how many new papers on garbage is collected four times as
// often: embedding and indexing them makes much of it, beside an index that grows. It
// costs a fiftieth of the time then and saves a third of the memory. Of records that are
// known there is little at a time, and it would cost a sixth.
const collectOften = 4096

// importInto stores the papers of all files and brings the index up to them. Ctrl-C
// ends what is read, not what is stored of it.
func (in *input) importInto(ctx context.Context, e *kindred.Engine, kind string) (kindred.Report, error) {
	said, newline := make(chan struct{}), ""
	if in.bar != nil {
		newline = "\n"
	}
	collect := sync.OnceFunc(func() { debug.SetGCPercent(25) })
	quiet := context.AfterFunc(ctx, func() {
		defer close(said)
		fmt.Fprintln(in.err, newline+"kindred: storing what was read; Ctrl-C once more stops at once")
	})
	report, err := e.AddWith(context.WithoutCancel(ctx), in.all(ctx), kindred.AddOptions{
		Strict:      in.strict,
		MergeTitles: in.titles,
		Progress: func(r kindred.Report) {
			in.refused.Store(int64(r.RejectedCount))
			if r.Added+r.Updated >= collectOften {
				collect()
			}
		},
	})
	if !quiet() {
		<-said
	}
	in.bar.end()
	if err == nil {
		err = settle(ctx, in.err, e, kind)
	}
	return report, err
}

// summary is what an import did, in one line.
func summary(r kindred.Report, rejected int, took time.Duration) string {
	done := r.Read - r.RejectedCount
	return fmt.Sprintf("added %d, updated %d, unchanged %d, rejected %d, %.1fs, %.0f/s; %d read, %d merged",
		r.Added, r.Updated, r.Unchanged, rejected, took.Seconds(), float64(done)/took.Seconds(), done+rejected, r.Merged)
}
