package kindred

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/kindred-search/kindred/embed"
	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/coder"
	"github.com/kindred-search/kindred/index/staged"
)

// A graph misses some of the nearest. How many it finds is measured on its own
// papers: the titles of a sample are questions whose answers exact search knows.
// The paper itself is left out, of the answer and of the way: a stored vector would
// flatter, and so would links that lead from the paper to its neighbors (at 400,000
// papers by 0.003).

const (
	recallAt      = 10   // recall@10, as the literature has it
	recallSample  = 1024 // questions; each takes 15 microseconds for 1,000 papers
	recallRough   = 256  // while an import goes on: enough to choose efSearch until it ends
	defaultRecall = 0.98
	recallMargin  = 0.004 // what a thousand questions may be off by: the worst find few of their answers
)

// efSearches are what is tried, the quickest first.
var efSearches = []int{16, 24, 32, 48, 64, 96, 128, 160, 192, 256, 384, 512, 768}

// An accurate graph takes a number for the effort of a search.
type tunable interface {
	EfSearch() int
	SetEfSearch(ef int)
	SearchWithout(ctx context.Context, query []float32, k int, without uint32) ([]index.Hit, error)
}

// A measurement is how accurate an index was when it held so many papers.
type measurement struct {
	index    *staged.Index
	papers   int
	recall   float64 // recall@10 at efSearch
	efSearch int
	rough    bool // by recallRough questions; measured again when the import ends, and not saved
}

// isOf reports whether a measurement says something about an index that holds so many
// papers: a few more change little. While an import goes on it is enough for four times
// as many, so that all that is measured on the way takes a tenth of the last time.
func (m measurement) isOf(papers int, importing bool) bool {
	most := m.papers + m.papers/8
	if importing {
		most = 4 * m.papers
	}
	return m.index != nil && papers <= most && papers >= m.papers/2 && (importing || !m.rough)
}

// recallOf is what was measured of an index; zero when nothing was.
func (e *Engine) recallOf(x *staged.Index) measurement {
	e.publishing.RLock()
	defer e.publishing.RUnlock()
	if e.measured.index != x {
		return measurement{}
	}
	return e.measured
}

// measureRecall sets the efSearch of an index to the least that reaches
// Options.Recall, or to the most there is, and keeps what it found.
func (e *Engine) measureRecall(ctx context.Context, x *staged.Index) error {
	v := e.hold()
	defer v.release()
	found, questions := measurement{index: x, papers: v.papers}, recallSample
	if found.rough = len(e.imports) > 0; found.rough {
		questions = recallRough
	}
	probes, err := e.probes(ctx, v, questions)
	if err != nil {
		return err
	}
	if other, ok := x.Graph().(*guarded); ok {
		found.recall, err = other.require(ctx, probes, e.o.Recall)
		if err == nil || errors.Is(err, coder.ErrRecall) { // a refusal need not be measured again, either
			e.keep(found, len(probes))
		}
		return err
	}
	graph, ok := x.Graph().(tunable)
	if !ok {
		return nil
	}
	if len(probes) > 0 { // else there is nothing to measure with; found.recall says so
		err = found.tune(graph, func() (float64, error) { return recallOf(ctx, graph, v, probes, e.workers()) }, e.o.Recall)
	} else {
		found.efSearch = graph.EfSearch()
	}
	if err != nil {
		return err
	}
	e.keep(found, len(probes))
	return nil
}

// tune sets the efSearch of a graph to the least of efSearches whose recall is what was
// asked for, with the margin of what few questions may be off by, or to the last of them.
// It begins with what the graph has: of a graph that has grown that is not far off.
func (m *measurement) tune(graph tunable, recall func() (float64, error), asked float64) error {
	good := func(recall float64) bool { return recall >= min(1, asked+recallMargin) }
	first, _ := slices.BinarySearch(efSearches, graph.EfSearch())
	for i, step := min(first, len(efSearches)-1), 0; i >= 0 && i < len(efSearches); i += step {
		graph.SetEfSearch(efSearches[i])
		r, err := recall()
		if err != nil {
			return err
		}
		if !good(r) && step < 0 {
			break // the one before was the least
		}
		m.recall, m.efSearch = r, efSearches[i]
		if good(r) && step > 0 {
			break
		}
		if step = 1; good(r) {
			step = -1
		}
	}
	graph.SetEfSearch(m.efSearch)
	return nil
}

// keep remembers what was measured.
func (e *Engine) keep(found measurement, questions int) {
	e.publishing.Lock()
	e.measured = found
	e.publishing.Unlock()
	e.o.Log.Info("accuracy of the graph measured", "path", e.store.Path(), "recall@10", found.recall, "asked", e.o.Recall, "efSearch", found.efSearch, "questions", questions)
}

// A probe is a question with its true answer.
type probe struct {
	slot  uint32 // the paper that asks, which is left out
	query []float32
	truth []index.Hit
}

// probes are the titles of about so many papers spread over all, none when no model is
// open that could embed them.
func (e *Engine) probes(ctx context.Context, v *view, questions int) ([]probe, error) {
	m := e.models.with(v.model.Identity)
	if m == nil {
		return nil, nil
	}
	step := max(1, v.papers/questions)
	var slots []uint32
	var numbers []int64
	i := 0
	for slot := range v.live.All() {
		if i++; i%step == 0 && !v.bare.Has(slot) {
			slots, numbers = append(slots, slot), append(numbers, v.number(slot))
		}
	}
	papers, err := e.store.Papers(ctx, numbers)
	if err != nil {
		return nil, err
	}
	titles := make(map[string]string, len(papers))
	for _, p := range papers {
		titles[p.ID] = p.Title
	}
	var asking []uint32
	var queries [][]float32
	for _, slot := range slots {
		title := titles[v.id(slot)]
		if title == "" {
			continue
		}
		query, err := m.Query(ctx, title)
		if embed.OfText(err) {
			continue
		}
		if err != nil {
			return nil, err
		}
		asking, queries = append(asking, slot), append(queries, query)
	}
	truths, err := v.index.ExactAll(ctx, queries, recallAt+1, v.live)
	if err != nil {
		return nil, err
	}
	var probes []probe
	for i, slot := range asking {
		if truth := others(truths[i], slot); len(truth) > 0 {
			probes = append(probes, probe{slot, queries[i], truth})
		}
	}
	return probes, nil
}

// others are the hits without one slot, at most recallAt.
func others(hits []index.Hit, slot uint32) []index.Hit {
	hits = slices.DeleteFunc(hits, func(h index.Hit) bool { return h.Slot == slot })
	return hits[:min(recallAt, len(hits))]
}

// recallOf is the part of the true answers that a graph gives; a hit as near as the
// last true one is as good. Workers ask beside each other.
func recallOf(ctx context.Context, graph tunable, v *view, probes []probe, workers int) (float64, error) {
	var found, wanted atomic.Int64
	var asking errgroup.Group
	asking.SetLimit(workers)
	for some := range slices.Chunk(probes, 64) {
		asking.Go(func() error {
			for _, p := range some {
				hits, err := graph.SearchWithout(ctx, p.query, recallAt, p.slot)
				if err != nil {
					return err
				}
				wanted.Add(int64(len(p.truth)))
				for _, h := range hits {
					if v.live.Has(h.Slot) && h.Score >= p.truth[len(p.truth)-1].Score {
						found.Add(1)
					}
				}
			}
			return nil
		})
	}
	if err := asking.Wait(); err != nil {
		return 0, err
	}
	return float64(found.Load()) / float64(wanted.Load()), nil // each probe has an answer
}
