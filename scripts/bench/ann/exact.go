package main

import (
	"context"
	"errors"
	"log/slog"
)

type exactResult struct {
	Papers int     `json:"papers"`
	Millis float64 `json:"millis"` // per query
	Recall float64 `json:"recall"`
}

// exact measures exact search over int8 codes with re-scoring among 100,000 papers.
func (b *bench) exact(ctx context.Context) error {
	n := min(100_000, b.info.Base)
	base, queries, t, err := b.load(n)
	if err != nil {
		return err
	}
	flat := contender{name: "flat", program: []string{b.self, "side"}, config: sideConfig{Kind: "flat"}}
	s, err := b.start(ctx, flat, n)
	if err != nil {
		return err
	}
	r := exactResult{Papers: n}
	err = func() error {
		for _, do := range []string{"build", "ready"} {
			if _, _, err := s.ask(map[string]any{"do": do}); err != nil {
				return err
			}
		}
		for range b.rounds {
			answer, cpu, err := s.ask(map[string]any{"do": "search", "k": k})
			if err != nil {
				return err
			}
			took := answer.Seconds
			if b.clock == "cpu" && cpu > 0 {
				took = cpu.Seconds()
			}
			if millis := 1000 * took / float64(len(answer.Found)); r.Millis == 0 || millis < r.Millis {
				r.Millis = millis
			}
			r.Recall = recall(answer.Found, t, base, queries, b.info.Dim)
		}
		return nil
	}()
	if err := errors.Join(err, s.stop()); err != nil {
		return err
	}
	slog.Info("exact search", "papers", n, "ms", r.Millis, "recall", r.Recall)
	return b.writeResult("exact.json", r)
}
