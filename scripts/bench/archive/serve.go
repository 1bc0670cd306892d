package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"strings"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/scripts/bench/binary"
)

// warm is how many searches, of other titles, come before those that are measured.
const warm = 200

// questionsFile has questions as people ask them, one a line.
const questionsFile = "scripts/bench/lexical/questions.txt"

type serveResult struct {
	Papers  int     `json:"papers"`
	Queries int     `json:"queries"`
	Ready   float64 `json:"ready_ms"`
	P50     float64 `json:"p50_ms"`
	P99     float64 `json:"p99_ms"`
	Asked   int     `json:"questions"` // of questionsFile, in turn
	Asked50 float64 `json:"questions_p50_ms"`
	Asked99 float64 `json:"questions_p99_ms"`
	Index   string  `json:"index"`
	Recall  float64 `json:"self_recall"`
	Peak    int64   `json:"peak_bytes"`
}

// serve searches the store over HTTP with titles of its papers, each asked once, and then
// with questions.
func (b *bench) serve(ctx context.Context) (err error) {
	if err := b.haveStore(); err != nil {
		return err
	}
	r := serveResult{Queries: b.queries}
	random := rand.New(rand.NewPCG(b.seed, 2))
	var titles []string
	if err := eachPaper(ctx, b.store(), func(p corpus.Paper) { // a reservoir: every paper is as likely
		r.Papers++
		if len(titles) < warm+b.queries {
			titles = append(titles, p.Title)
		} else if at := random.IntN(r.Papers); at < len(titles) {
			titles[at] = p.Title
		}
	}); err != nil {
		return err
	}
	if len(titles) < warm+b.queries {
		return fmt.Errorf("the store has %d papers, %d searches need %d; ask for fewer with -queries", r.Papers, b.queries, warm+b.queries)
	}
	random.Shuffle(len(titles), func(i, j int) { titles[i], titles[j] = titles[j], titles[i] })
	s, err := b.kindred.Serve(ctx, b.store())
	if err != nil {
		return err
	}
	if err := r.ask(ctx, s, titles); err != nil {
		_, stopped := s.Stop()
		return errors.Join(err, stopped)
	}
	if r.Peak, err = s.Stop(); err != nil {
		return err
	}
	slog.Info("searched", "titles p50 ms", r.P50, "p99 ms", r.P99, "questions p50 ms", r.Asked50, "p99 ms", r.Asked99)
	return b.write("serve.json", r)
}

func (r *serveResult) ask(ctx context.Context, s *binary.Server, titles []string) error {
	settled, err := s.Settled(ctx)
	if err != nil {
		return err
	}
	r.Ready, r.Index, r.Recall = float64(s.Ready.Microseconds())/1000, settled.Index, settled.Recall
	if _, err := s.Ask(ctx, warm, "hybrid", titles[:warm], nil); err != nil {
		return err
	}
	took, err := s.Ask(ctx, r.Queries, "hybrid", titles[warm:], nil)
	if err != nil {
		return err
	}
	r.P50, r.P99 = binary.Quantile(took, 0.5), binary.Quantile(took, 0.99)
	text, err := os.ReadFile(questionsFile)
	if err != nil {
		return err
	}
	questions := strings.Split(strings.TrimSpace(string(text)), "\n")
	if took, err = s.Ask(ctx, r.Queries, "hybrid", questions, nil); err != nil {
		return err
	}
	r.Asked, r.Asked50, r.Asked99 = len(questions), binary.Quantile(took, 0.5), binary.Quantile(took, 0.99)
	return ctx.Err()
}
