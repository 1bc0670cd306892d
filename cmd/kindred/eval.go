package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/eval"
)

func newEval(g *settings) *cobra.Command {
	var asJSON bool
	var runFile, mode string
	similarity := -1.0
	c := &cobra.Command{
		Use:   "eval DIR...",
		Short: "Measure search on judged queries: nDCG@10, MRR@10, recall, latency",
		Long: `Brings each folder in BEIR layout (corpus.jsonl, queries.jsonl, qrels/test.tsv;
plain, .gz or .zst) into a store of its own in a temporary folder, asks its
queries as plain text in each mode, and prints how good the answers are.`,
		Args: usage(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, dirs []string) error {
			if runFile != "" && len(dirs) > 1 {
				return wrongUsage(c, "--run writes the run of one collection, got %d folders: give one", len(dirs))
			}
			o := engineOptions(g, "")
			m, err := openModel(g) // one for all collections
			if err != nil {
				return err
			}
			defer m.Close()
			o.OpenModel = func() (kindred.Embedder, error) { return keptOpen{m}, nil }
			j := &judged{options: o, numbers: map[string]string{}, asks: func(q *kindred.Query) {
				if similarity >= 0 {
					q.Similarity = &similarity
				}
			}}
			reports, err := evaluate(c.Context(), j, dirs, runFile, mode)
			if err != nil {
				return asFlag(c, err)
			}
			if asJSON {
				return eval.WriteJSON(c.OutOrStdout(), reports)
			}
			return eval.WriteTable(c.OutOrStdout(), reports)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON instead of a table")
	c.Flags().StringVar(&runFile, "run", "", "write the answers of one collection to this file as a TREC run")
	c.Flags().StringVar(&mode, "mode", "hybrid", "whose answers --run writes: lexical, semantic or hybrid")
	c.Flags().Float64Var(&similarity, "similarity", similarity, "the share of meaning in hybrid relevance, 0 to 1 (default: as searches have it)")
	complete(c, "mode", "lexical", "semantic", "hybrid")
	return c
}

func evaluate(ctx context.Context, j *judged, dirs []string, runFile, mode string) (_ []eval.Report, err error) {
	defer func() { err = errors.Join(err, j.Close()) }()
	var o eval.RunOptions
	if runFile != "" {
		file, e := os.Create(runFile)
		if e != nil {
			return nil, fmt.Errorf("cannot write the run: %w; name a file in a folder that exists", e)
		}
		run := eval.NewRunWriter(file, "kindred-"+mode)
		o.Ranked = func(ran string, q eval.Query, hits []eval.Hit) error {
			if ran != mode {
				return nil
			}
			return run.Write(q.ID, hits)
		}
		defer func() { err = errors.Join(err, run.Flush(), file.Close()) }()
	}
	reports := make([]eval.Report, 0, len(dirs))
	for _, dir := range dirs {
		collection, err := eval.Open(dir, eval.OpenOptions{})
		if err != nil {
			return nil, err
		}
		report, err := eval.Run(ctx, collection, j, o)
		if err != nil {
			return nil, err
		}
		reports = append(reports, report)
	}
	return reports, nil
}

// keptOpen is a model that outlives an engine: it has no Close.
type keptOpen struct{ model *embed.Model }

func (k keptOpen) Query(ctx context.Context, text string) ([]float32, error) {
	return k.model.Query(ctx, text)
}

func (k keptOpen) Documents(ctx context.Context, texts []string) ([]embed.Embedding, error) {
	return k.model.Documents(ctx, texts)
}

func (k keptOpen) Dimension() int            { return k.model.Dimension() }
func (k keptOpen) Identity() (string, error) { return k.model.Identity() }
func (k keptOpen) Settings() embed.Settings  { return k.model.Settings() }
