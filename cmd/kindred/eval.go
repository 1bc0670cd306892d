package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/eval"
)

func newEval(g *settings) *cobra.Command {
	var asJSON bool
	var runFile string
	c := &cobra.Command{
		Use:   "eval DIR...",
		Short: "Measure search on judged queries: nDCG@10, MRR@10, recall, latency",
		Long: `Indexes each folder in BEIR layout (corpus.jsonl, queries.jsonl, qrels/test.tsv;
plain, .gz or .zst), asks its queries as plain text, and prints how good the
answers are. Search is exact, so the figures are those of the model.`,
		Args: usage(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, dirs []string) error {
			if runFile != "" && len(dirs) > 1 {
				return wrongUsage(c, "--run writes the run of one collection, got %d folders: give one", len(dirs))
			}
			m, err := openModel(g)
			if err != nil {
				return err
			}
			defer m.Close()
			reports, err := evaluate(c.Context(), m, dirs, runFile)
			if err != nil {
				return err
			}
			if asJSON {
				return eval.WriteJSON(c.OutOrStdout(), reports)
			}
			return eval.WriteTable(c.OutOrStdout(), reports)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print JSON instead of a table")
	c.Flags().StringVar(&runFile, "run", "", "write the answers of one collection to this file as a TREC run")
	return c
}

func evaluate(ctx context.Context, m *embed.Model, dirs []string, runFile string) (_ []eval.Report, err error) {
	var o eval.RunOptions
	if runFile != "" {
		file, e := os.Create(runFile)
		if e != nil {
			return nil, fmt.Errorf("cannot write the run: %w; name a file in a folder that exists", e)
		}
		run := eval.NewRunWriter(file, m.Settings().Name)
		o.Ranked = func(_ string, q eval.Query, hits []eval.Hit) error { return run.Write(q.ID, hits) }
		defer func() { err = errors.Join(err, run.Flush(), file.Close()) }()
	}
	exact := eval.NewExact(judged{m}, eval.ExactOptions{})
	reports := make([]eval.Report, 0, len(dirs))
	for _, dir := range dirs {
		collection, err := eval.Open(dir, eval.OpenOptions{})
		if err != nil {
			return nil, err
		}
		report, err := eval.Run(ctx, collection, exact, o)
		if err != nil {
			return nil, err
		}
		reports = append(reports, report)
	}
	return reports, nil
}

// judged shows a model to package eval, for which a text without a known token
// is a text without a vector.
type judged struct{ model *embed.Model }

var _ eval.Embedder = judged{}

func (j judged) Documents(ctx context.Context, texts []string) ([][]float32, error) {
	got, err := j.model.Documents(ctx, texts)
	if err != nil {
		return nil, err
	}
	vectors := make([][]float32, len(got))
	for i, e := range got {
		if e.Err != nil && !errors.Is(e.Err, embed.ErrNoTokens) {
			return nil, e.Err
		}
		vectors[i] = e.Vector
	}
	return vectors, nil
}

func (j judged) Query(ctx context.Context, text string) ([]float32, error) {
	v, err := j.model.Query(ctx, text)
	if errors.Is(err, embed.ErrNoTokens) {
		return nil, nil
	}
	return v, err
}
