package main

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"time"

	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/hnsw"
	"github.com/kindred-search/kindred/index/vec"
)

const (
	filterRandom = "random"
	filterAlike  = "alike" // the papers nearest to one
)

type graphResult struct {
	Papers        int            `json:"papers"`
	BytesPerPaper float64        `json:"bytes_per_paper"`
	Inserts       insertResult   `json:"inserts"`
	EfSearch      int            `json:"ef_search"` // of what follows
	Recall        float64        `json:"recall"`
	Filters       []filterResult `json:"filters"`
	Deleted       deleteResult   `json:"deleted"`
}

type insertResult struct {
	PerSecond float64 `json:"per_second"`
	Clients   int     `json:"clients"`
	Searches  int     `json:"searches"`
	P50       float64 `json:"p50_ms"`
	P99       float64 `json:"p99_ms"`
}

type filterResult struct {
	Kind    string  `json:"kind"`
	Percent float64 `json:"percent"`
	Recall  float64 `json:"recall"`
	Missing int     `json:"missing"` // results that a search should have given and did not
	Micros  float64 `json:"micros"`
}

type deleteResult struct {
	Recall float64 `json:"recall"`
	Gone   int     `json:"gone"` // hits that had been deleted
	Took   float64 `json:"seconds"`
}

// graph measures what Kindred's graph does beside plain searches, on one that is
// built here: insertion beside searches, filters, deletion of every second paper.
func (b *bench) graph(ctx context.Context) error {
	base, queries, t, err := b.load(b.rows)
	if err != nil {
		return err
	}
	g := &graphBench{bench: b, base: base, queries: queries, dim: b.info.Dim}
	if g.index, err = hnsw.New(g.dim, hnsw.Options{}); err != nil {
		return err
	}
	held := min(10_000, b.rows/10) // inserted while clients search
	begun := time.Now()
	if err := g.add(0, b.rows-held); err != nil {
		return err
	}
	slog.Info("graph built", "papers", b.rows-held, "took", time.Since(begun).Round(time.Millisecond))
	result := graphResult{Papers: b.rows}
	if result.Inserts, err = g.inserts(ctx, b.rows-held, b.rows); err != nil {
		return err
	}
	slog.Info("inserts", "result", result.Inserts)
	if sized, ok := any(g.index).(interface{ Bytes() int64 }); ok {
		result.BytesPerPaper = float64(sized.Bytes()) / float64(b.rows)
	}
	if result.EfSearch, result.Recall, err = g.tune(ctx, t); err != nil {
		return err
	}
	slog.Info("efSearch for 0.98", "efSearch", result.EfSearch, "recall", result.Recall, "bytes", result.BytesPerPaper)
	if result.Filters, err = g.filters(ctx); err != nil {
		return err
	}
	if result.Deleted, err = g.deletes(ctx); err != nil {
		return err
	}
	slog.Info("half deleted", "result", result.Deleted)
	if checked, ok := any(g.index).(interface{ Check() error }); ok {
		if err := checked.Check(); err != nil {
			return err
		}
	}
	return b.writeResult("graph.json", result)
}

type graphBench struct {
	*bench
	index         *hnsw.Index
	base, queries []float32
	dim           int
}

// add puts in rows of base.
func (g *graphBench) add(from, to int) error {
	const block = 4096
	for ; from < to; from += block {
		slots := make([]uint32, min(block, to-from))
		for i := range slots {
			slots[i] = uint32(from + i)
		}
		if err := g.index.Add(slots, g.base[from*g.dim:][:len(slots)*g.dim]); err != nil {
			return err
		}
	}
	return nil
}

// found asks all queries, and takes the time of all.
func (g *graphBench) found(ctx context.Context, filter bitmap.Bitmap) (found [][]uint32, took time.Duration, err error) {
	found = make([][]uint32, len(g.queries)/g.dim)
	begun := time.Now()
	for i := range found {
		hits, err := g.index.Search(ctx, g.queries[i*g.dim:][:g.dim], k, filter)
		if err != nil {
			return nil, 0, err
		}
		for _, h := range hits {
			found[i] = append(found[i], h.Slot)
		}
	}
	return found, time.Since(begun), nil
}

// inserts adds rows at 1,000 a second or more, in hundreds, while two clients
// search, and gives the times of their searches.
func (g *graphBench) inserts(ctx context.Context, from, to int) (r insertResult, err error) {
	const batch, perSecond = 100, 1050
	r.Clients = 2
	var done atomic.Bool
	times, failed := make([][]time.Duration, r.Clients), make(chan error, r.Clients)
	for client := range r.Clients {
		go func() {
			random := rand.New(rand.NewPCG(uint64(client), 0))
			for !done.Load() {
				i := random.IntN(g.info.Queries)
				begun := time.Now()
				if _, err := g.index.Search(ctx, g.queries[i*g.dim:][:g.dim], k, nil); err != nil {
					failed <- err
					return
				}
				times[client] = append(times[client], time.Since(begun))
			}
			failed <- nil
		}()
	}
	begun, count := time.Now(), to-from
	for ; from < to && err == nil; from += batch {
		err = g.add(from, min(from+batch, to))
		due := time.Duration(float64(count-(to-from)+batch) / perSecond * float64(time.Second))
		time.Sleep(time.Until(begun.Add(due)))
	}
	r.PerSecond = float64(count) / time.Since(begun).Seconds()
	done.Store(true)
	for range r.Clients {
		if failure := <-failed; failure != nil {
			return r, failure
		}
	}
	all := slices.Sorted(slices.Values(slices.Concat(times...)))
	r.Searches = len(all)
	r.P50 = float64(all[len(all)/2]) / 1e6
	r.P99 = float64(all[len(all)*99/100]) / 1e6
	return r, err
}

// tune sets the least efSearch of a few that reaches recall 0.98, as the engine does.
func (g *graphBench) tune(ctx context.Context, t truth) (ef int, reached float64, err error) {
	for _, ef = range []int{16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512} {
		g.index.SetEfSearch(ef)
		found, _, err := g.found(ctx, nil)
		if err != nil {
			return 0, 0, err
		}
		if reached = recall(found, t, g.base, g.queries, g.dim); reached >= 0.98 {
			break
		}
	}
	return ef, reached, nil
}

// filters measures searches among a part of the papers: chosen at random, and those
// nearest to one paper, as a category's are.
func (g *graphBench) filters(ctx context.Context) (results []filterResult, err error) {
	n := len(g.base) / g.dim
	random := rand.New(rand.NewPCG(shuffle, 2))
	center := make([]float32, n)
	vec.Dots(center, g.base[:g.dim], g.base)
	for _, percent := range []float64{50, 10, 1, 0.1, 0.01} {
		pass := max(1, int(math.Round(float64(n)*percent/100)))
		for _, kind := range []string{filterRandom, filterAlike} {
			filter := bitmap.New(n)
			if kind == filterRandom {
				for _, row := range random.Perm(n)[:pass] {
					filter.Set(uint32(row))
				}
			} else {
				floor := slices.Sorted(slices.Values(center))[n-pass]
				for row, p := range center {
					if p >= floor {
						filter.Set(uint32(row))
					}
				}
			}
			t := nearest(g.base, g.queries, g.dim, k, filter)
			found, took, err := g.found(ctx, filter)
			if err != nil {
				return nil, err
			}
			r := filterResult{Kind: kind, Percent: percent, Micros: float64(took.Microseconds()) / float64(len(found))}
			if r.Missing, err = faults(found, min(k, filter.Count()), filter); err != nil {
				return nil, err
			}
			r.Recall = recallOfFew(found, t, g, filter)
			slog.Info("filter", "result", r)
			results = append(results, r)
		}
	}
	return results, nil
}

// faults counts the results that are missing; one that does not pass is an error.
func faults(found [][]uint32, want int, filter bitmap.Bitmap) (missing int, err error) {
	for i, slots := range found {
		missing += want - len(slots)
		for _, slot := range slots {
			if !filter.Has(slot) {
				return 0, fmt.Errorf("query %d found slot %d, which does not pass its filter", i, slot)
			}
		}
	}
	return missing, nil
}

// recallOfFew is recall, of as many as pass where those are fewer than k.
func recallOfFew(found [][]uint32, t truth, g *graphBench, filter bitmap.Bitmap) float64 {
	return recall(found, t, g.base, g.queries, g.dim) * float64(k) / float64(min(k, filter.Count()))
}

// deletes takes out a random half and searches the rest.
func (g *graphBench) deletes(ctx context.Context) (r deleteResult, err error) {
	n := len(g.base) / g.dim
	rest := bitmap.Full(n)
	var gone []uint32
	for _, row := range rand.New(rand.NewPCG(shuffle, 3)).Perm(n)[:n/2] {
		rest.Clear(uint32(row))
		gone = append(gone, uint32(row))
	}
	begun := time.Now()
	for chunk := range slices.Chunk(gone, 1000) {
		g.index.Delete(chunk)
	}
	r.Took = time.Since(begun).Seconds()
	t := nearest(g.base, g.queries, g.dim, k, rest)
	found, _, err := g.found(ctx, nil)
	if err != nil {
		return r, err
	}
	for _, slots := range found {
		for _, slot := range slots {
			if !rest.Has(slot) {
				r.Gone++
			}
		}
	}
	r.Recall = recall(found, t, g.base, g.queries, g.dim)
	return r, nil
}
