package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

type paper struct {
	slot uint32
	corpus.Paper
}

// index gives an engine all papers, and prints what that took and how large it is.
func (b *bench) index(ctx context.Context, e engine) error {
	var batch []paper
	var adding time.Duration
	n := 0
	flush := func() error {
		begun := time.Now()
		err := e.add(batch)
		adding += time.Since(begun)
		batch = batch[:0]
		return err
	}
files:
	for _, name := range []string{"arxiv.jsonl.zst", "venues.jsonl.zst"} {
		for p, err := range format.ReadFile(filepath.Join(b.shared, "corpora", name), format.Options{}) {
			if err != nil {
				return err
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			batch = append(batch, paper{uint32(n), p})
			n++
			if len(batch) == 512 {
				if err := flush(); err != nil {
					return err
				}
			}
			if n == b.papers {
				break files
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	begun := time.Now()
	size, err := e.finish()
	if err != nil {
		return err
	}
	fmt.Printf("%-8s %d papers, %.0f µs each to index, %.1f s to finish, %.0f bytes a paper\n",
		e.name(), n, float64(adding.Microseconds())/float64(n), time.Since(begun).Seconds(), float64(size)/float64(n))
	return nil
}

// ask asks every engine each question, in turn, one after the other in one
// thread, and prints what that took.
func (b *bench) ask(ctx context.Context, engines []engine) error {
	took := make([][]time.Duration, len(engines))
	quickest := make([][]time.Duration, len(engines)) // of all rounds, by question
	for round := range b.rounds + 1 {
		for q, question := range questions() {
			for i, e := range engines {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				begun := time.Now()
				hits, err := e.search(question)
				d := time.Since(begun)
				if err != nil {
					return fmt.Errorf("%s: %w", e.name(), err)
				}
				if hits == 0 {
					return fmt.Errorf("%s finds nothing for %q", e.name(), question)
				}
				switch {
				case round == 0: // warms up
				case round == 1:
					took[i], quickest[i] = append(took[i], d), append(quickest[i], d)
				default:
					took[i] = append(took[i], d)
					quickest[i][q] = min(quickest[i][q], d)
				}
			}
		}
	}
	fmt.Printf("%-8s %10s %10s %22s\n", "", "p50 ms", "p99 ms", "p50 ms, quickest round")
	for i, e := range engines {
		fmt.Printf("%-8s %10.3f %10.3f %22.3f   %.1f times as long as Kindred\n", e.name(), ms(took[i], 0.5), ms(took[i], 0.99), ms(quickest[i], 0.5),
			ms(took[i], 0.5)/ms(took[0], 0.5))
	}
	return nil
}

// ms is a quantile in milliseconds, by nearest rank.
func ms(took []time.Duration, p float64) float64 {
	slices.Sort(took)
	return float64(took[max(0, int(p*float64(len(took))+0.999999)-1)].Nanoseconds()) / 1e6
}
