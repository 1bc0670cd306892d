package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/rank"
)

// engineResult is what users of the whole engine meet.
type engineResult struct {
	Papers   int     `json:"papers"`
	Import   float64 `json:"import_seconds"` // of the whole binary; 0 when the store was there
	Settle   float64 `json:"settle_seconds"`
	Self     float64 `json:"self_recall"`
	EfSearch int     `json:"ef_search"`
	Outside  float64 `json:"outside_recall"`
	Asked    int     `json:"outside_queries"`
	Open     float64 `json:"open_ms"` // to the end of the first vector search, the least of some
	OpenMid  float64 `json:"open_median_ms"`
	Search   float64 `json:"search_ms"` // the process of kindred search, from start to end
	SearchM  float64 `json:"search_median_ms"`
}

// engine measures the binary and the engine on all papers, those left out of base
// with them: how long until the first answer, and whether its own measurement of
// recall is true.
func (b *bench) engine(ctx context.Context) error {
	var r engineResult
	store := b.file("papers.db")
	if _, err := os.Stat(store); err != nil {
		begun := time.Now()
		args := []string{"index", "--data", b.file("new-papers.db")}
		for _, name := range []string{"arxiv.jsonl.zst", "venues.jsonl.zst"} {
			args = append(args, filepath.Join(b.corpora, name))
		}
		c := exec.CommandContext(ctx, b.kindred, args...)
		c.Stderr = os.Stderr
		if err := c.Run(); err != nil {
			return fmt.Errorf("cannot import with %s: %w; run `make build`", b.kindred, err)
		}
		r.Import = time.Since(begun).Seconds()
		left, err := filepath.Glob(b.file("new-papers.*"))
		if err != nil {
			return err
		}
		for _, name := range left { // the store itself, and the folder of its index
			if err := os.Rename(name, b.file(strings.TrimPrefix(filepath.Base(name), "new-"))); err != nil {
				return err
			}
		}
		slog.Info("imported", "seconds", r.Import)
	}
	if err := b.settled(ctx, store, &r); err != nil {
		return err
	}
	var opens, searches []float64
	query, err := readNumbers[float32](b.file("queries.f32"), b.info.Dim)
	if err != nil {
		return err
	}
	for range 9 {
		took, err := openAndSearch(ctx, store, query)
		if err != nil {
			return err
		}
		opens = append(opens, took)
		begun := time.Now()
		if out, err := exec.CommandContext(ctx, b.kindred, "search", "--data", store, "--json", "how do robots learn to walk?").CombinedOutput(); err != nil {
			return fmt.Errorf("kindred search: %w: %s", err, out)
		}
		searches = append(searches, time.Since(begun).Seconds()*1000)
	}
	slices.Sort(opens)
	slices.Sort(searches)
	r.Open, r.OpenMid, r.Search, r.SearchM = opens[0], opens[len(opens)/2], searches[0], searches[len(searches)/2]
	slog.Info("engine", "result", r)
	return b.writeResult("engine.json", r)
}

// openAndSearch opens the store and searches with a vector, in milliseconds.
func openAndSearch(ctx context.Context, store string, query []float32) (took float64, err error) {
	begun := time.Now()
	e, err := kindred.Open(store, kindred.Options{})
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	res, err := e.Search(ctx, kindred.Query{Vector: query})
	if err != nil {
		return 0, err
	}
	took = time.Since(begun).Seconds() * 1000
	if len(res.Hits) != kindred.DefaultLimit {
		return 0, fmt.Errorf("found %d papers, need %d", len(res.Hits), kindred.DefaultLimit)
	}
	return took, nil
}

// settled has the graph built, and compares what the engine says of its recall
// with searches through its door: titles of papers, the papers themselves left out,
// against the same searches with Exact.
func (b *bench) settled(ctx context.Context, store string, r *engineResult) (err error) {
	e, err := kindred.Open(store, kindred.Options{Log: slog.Default()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, e.Close()) }()
	begun := time.Now()
	if err := e.Warm(ctx); err != nil { // a model must be open for the measurement
		return err
	}
	if err := e.Settle(ctx, nil); err != nil {
		return err
	}
	r.Settle = time.Since(begun).Seconds()
	stats, err := e.Stats(ctx)
	if err != nil {
		return err
	}
	r.Papers, r.Self, r.EfSearch = stats.Papers, stats.Recall, stats.EfSearch
	step, i, right, all := stats.Papers/500, 0, 0, 0
	for paper, err := range e.All(ctx) {
		if err != nil {
			return err
		}
		if i++; i%step != step/2 { // others than the engine's own
			continue
		}
		q := kindred.Query{Text: paper.Title, Limit: k + 1, Mode: kindred.Semantic, Profile: rank.Relevance}
		fast, err := e.Search(ctx, q)
		if err != nil {
			return err
		}
		q.Exact = true
		exact, err := e.Search(ctx, q)
		if err != nil {
			return err
		}
		truth, found := without(exact.Hits, paper.ID), without(fast.Hits, paper.ID)
		r.Asked++
		all += len(truth)
		for _, h := range found {
			if slices.ContainsFunc(truth, func(t kindred.Hit) bool { return t.ID == h.ID }) {
				right++
			}
		}
	}
	r.Outside = float64(right) / float64(all)
	return nil
}

// without are the best k hits but one.
func without(hits []kindred.Hit, id string) []kindred.Hit {
	hits = slices.DeleteFunc(hits, func(h kindred.Hit) bool { return h.ID == id })
	return hits[:min(k, len(hits))]
}
