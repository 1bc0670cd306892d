package main

import (
	"context"
	"errors"
	"log/slog"
)

// buildResult is one building of an index, and what the graph is worth.
type buildResult struct {
	Name    string  `json:"name"`
	Papers  int     `json:"papers"`
	Threads int     `json:"threads"`
	Seconds float64 `json:"seconds"`
	CPU     float64 `json:"cpu_seconds"`
	Recall  float64 `json:"recall_at_ef_100"`
}

// builds measures how long graphs take to build, one after the other: usearch i8
// with expansion_add 200, Kindred with one thread and with two.
func (b *bench) builds(ctx context.Context) error {
	base, queries, t, err := b.load(b.rows)
	if err != nil {
		return err
	}
	if err := b.makePeers(ctx); err != nil {
		return err
	}
	var results []buildResult
	for _, c := range b.chosen() {
		if c.name != "usearch-i8-m16-add200" && c.group != groupKindred {
			continue
		}
		for threads := 1; threads <= b.threads; threads++ {
			if c.group != groupKindred && threads > 1 {
				continue
			}
			c.config.Threads = threads
			pinned := b.cpu
			if threads > 1 {
				b.cpu = -1
			}
			s, err := b.start(ctx, c, b.rows)
			b.cpu = pinned
			if err != nil {
				return err
			}
			s.config.Cache += ".again" // what the curves are measured on stays
			r, err := b.buildOnce(s, base, queries, t)
			if err := errors.Join(err, s.stop()); err != nil {
				return err
			}
			slog.Info("built", "side", r.Name, "threads", r.Threads, "seconds", r.Seconds, "cpu", r.CPU, "recall", r.Recall)
			results = append(results, r)
		}
	}
	return b.writeResult("builds.json", results)
}

func (b *bench) buildOnce(s *side, base, queries []float32, t truth) (buildResult, error) {
	r := buildResult{Name: s.name, Papers: s.config.Rows, Threads: s.config.Threads}
	answer, cpu, err := s.ask(map[string]any{"do": "build"})
	if err != nil {
		return r, err
	}
	r.Seconds, r.CPU = answer.Seconds, cpu.Seconds()
	if _, _, err := s.ask(map[string]any{"do": "ready"}); err != nil {
		return r, err
	}
	if answer, _, err = s.ask(map[string]any{"do": "search", "ef": 100, "k": k}); err != nil {
		return r, err
	}
	r.Recall = recall(answer.Found, t, base, queries, b.info.Dim)
	return r, nil
}
