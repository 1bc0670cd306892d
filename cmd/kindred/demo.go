package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred/embed"
)

// demoSentences are the project's own, two or three to a subject, so that
// which are near to a question can be judged by eye.
var demoSentences = [...]string{
	"We prune the attention heads of a language model without losing accuracy.",
	"A transformer with sparse attention reads documents of a million tokens.",
	"Small language models learn to reason from the traces of larger ones.",
	"A robot arm learns to fold laundry from forty demonstrations.",
	"Legged robots cross rubble with a policy trained in simulation only.",
	"Diffusion models draw photographs from a sentence in four steps.",
	"We segment tumours in magnetic resonance images with few annotations.",
	"Gene expression in single cells predicts the response to a drug.",
	"Gravitational waves from merging neutron stars constrain dense matter.",
	"Graph neural networks predict the energy of a crystal from its atoms.",
}

func newDemo(g *settings) *cobra.Command {
	const question = "how can machines walk over difficult terrain?"
	return &cobra.Command{
		Use:    "demo [QUESTION]",
		Short:  "Show which of ten built-in sentences are nearest to a question",
		Hidden: true,
		Args:   usage(cobra.ArbitraryArgs),
		RunE: func(c *cobra.Command, args []string) error {
			ask := []string{question, "generating pictures from text", "medical imaging", "making big language models cheaper to run"}
			if len(args) > 0 {
				ask = []string{strings.Join(args, " ")}
			}
			m, err := openModel(g)
			if err != nil {
				return err
			}
			defer m.Close()
			docs, err := m.Documents(c.Context(), demoSentences[:])
			if err != nil {
				return err
			}
			for _, q := range ask {
				v, err := m.Query(c.Context(), q)
				if err != nil {
					return err
				}
				answer := "\n" + q + "\n"
				for _, n := range nearest(v, docs, 3) {
					answer += fmt.Sprintf("  %.2f  %s\n", n.cosine, demoSentences[n.index])
				}
				if _, err := io.WriteString(c.OutOrStdout(), answer); err != nil {
					return fmt.Errorf("cannot write the answers: %w", err)
				}
			}
			return nil
		},
	}
}

type neighbor struct {
	index  int
	cosine float32
}

// nearest returns the k documents of the largest cosine, largest first.
func nearest(query []float32, docs []embed.Embedding, k int) []neighbor {
	all := make([]neighbor, 0, len(docs))
	for i, d := range docs {
		var dot float32
		for j, x := range d.Vector {
			dot += x * query[j]
		}
		all = append(all, neighbor{i, dot})
	}
	slices.SortStableFunc(all, func(a, b neighbor) int {
		switch {
		case a.cosine > b.cosine:
			return -1
		case a.cosine < b.cosine:
			return 1
		}
		return 0
	})
	return all[:min(k, len(all))]
}
