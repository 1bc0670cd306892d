package main

import (
	"bufio"
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred/embed"
)

func newEmbed(g *settings) *cobra.Command {
	var query bool
	c := &cobra.Command{
		Use:   "embed",
		Short: "Turn text into vectors: one text per line in, one JSON array per line out",
		Long: `Reads one text per line from standard input and writes, for each, one line with
its unit vector as a JSON array to standard output. A line that cannot be
embedded (an empty one) gives null, so that lines keep their numbers; what was
wrong goes to standard error, and the exit code is 1.`,
		Example: `  echo "how do vision transformers scale" | kindred embed --query`,
		Args:    usage(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			m, err := openModel(g)
			if err != nil {
				return err
			}
			defer m.Close()
			if isTerminal(c.InOrStdin()) {
				fmt.Fprintln(c.ErrOrStderr(), "Type one text per line; Ctrl-D ends.")
			}
			return embedLines(c.Context(), m, query, streams{c.InOrStdin(), c.OutOrStdout(), c.ErrOrStderr()})
		},
	}
	c.Flags().BoolVar(&query, "query", false, "the lines are search texts: use the model's prefix for queries, not the one for documents")
	return c
}

func embedLines(ctx context.Context, m *embed.Model, query bool, s streams) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lines, failed := readLines(ctx, s.in)
	out := bufio.NewWriterSize(s.out, 1<<16)
	number, bad := 0, 0
	var buf []byte
	for batch := range batches(ctx, lines) {
		got, err := embedTexts(ctx, m, query, batch)
		if err != nil {
			return err
		}
		for _, e := range got {
			number++
			if e.Err != nil {
				bad++
				fmt.Fprintf(s.err, "kindred: line %d: %v\n", number, e.Err)
			}
			buf = append(appendVector(buf[:0], e.Vector), '\n')
			out.Write(buf)
		}
		if err := out.Flush(); err != nil {
			return fmt.Errorf("cannot write vectors: %w", err)
		}
	}
	if err := ctx.Err(); err != nil {
		return err // and the reader is left to its wait
	}
	if err := <-failed; err != nil {
		return fmt.Errorf("cannot read standard input after line %d: %w", number, err)
	}
	if bad > 0 {
		return fmt.Errorf("%d of %d lines could not be embedded and were written as null", bad, number)
	}
	return nil
}

// embedTexts embeds documents together, queries one by one.
func embedTexts(ctx context.Context, m *embed.Model, query bool, texts []string) ([]embed.Embedding, error) {
	if !query {
		return m.Documents(ctx, texts)
	}
	out := make([]embed.Embedding, len(texts))
	for i, text := range texts {
		v, err := m.Query(ctx, text)
		if err != nil && !embed.OfText(err) {
			return nil, err
		}
		out[i] = embed.Embedding{Vector: v, Err: err}
	}
	return out, nil
}

// appendVector appends v as a JSON array; nil as null.
func appendVector(dst []byte, v []float32) []byte {
	if v == nil {
		return append(dst, "null"...)
	}
	dst = append(dst, '[')
	for i, x := range v {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = strconv.AppendFloat(dst, float64(x), 'g', -1, 32)
	}
	return append(dst, ']')
}
