package kindred

import (
	"cmp"
	"context"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/vec"
	"github.com/kindred-search/kindred/rank"
)

const (
	// judgedAll is up to how many papers, and products of a voice and a paper, all
	// papers are judged: some 20 milliseconds each.
	judgedAll, judgedProducts = 8192, 1 << 20

	// askers is how many voices name candidates at most; all of them judge.
	askers = 1024

	// nearestOfEach is how many papers each voice names at least.
	nearestOfEach = 32

	// shortlisted is how many papers are judged for each that is wanted.
	shortlisted = 4
)

// heard are the n papers that pass which are most similar to the voices, best
// first, and what was said of each.
func (v *view) heard(ctx context.Context, voices []voice, n int, passing bitmap.Bitmap, exact bool, workers int) ([]index.Hit, map[uint32]verdict, error) {
	var slots []uint32
	if with := v.embodied(passing); exact || with.Count() <= judgedAll && with.Count()*len(voices) <= judgedProducts {
		slots = slices.Collect(with.All())
	} else {
		var err error
		if slots, err = v.shortlist(ctx, voices, n, passing, workers); err != nil {
			return nil, nil, err
		}
	}
	verdicts, err := v.judgeAll(ctx, voices, slots, workers)
	if err != nil {
		return nil, nil, err
	}
	hits := make([]index.Hit, len(verdicts))
	said := make(map[uint32]verdict, len(verdicts))
	for i := range verdicts {
		hits[i] = index.Hit{Slot: verdicts[i].slot, Score: verdicts[i].similarity(len(voices))}
	}
	slices.SortFunc(hits, index.Compare)
	hits = hits[:min(n, len(hits))]
	for _, d := range verdicts {
		said[d.slot] = d
	}
	return hits, said, nil
}

// embodied are the papers of a set that have a vector.
func (v *view) embodied(set bitmap.Bitmap) bitmap.Bitmap {
	if !v.bareAny {
		return set
	}
	with := clone(set, v.slots())
	for slot := range v.bare.All() {
		with.Clear(slot)
	}
	return with
}

// shortlist are papers among which the n most similar are, as near as the index
// comes: each voice names those nearest to it, and the best by what was said so far
// are taken.
func (v *view) shortlist(ctx context.Context, voices []voice, n int, passing bitmap.Bitmap, workers int) ([]uint32, error) {
	step := max(1, (len(voices)+askers-1)/askers)
	found := make([][]index.Hit, (len(voices)+step-1)/step)
	each := max(nearestOfEach, nearVoices*shortlisted*n/len(found)) // a paper is named by two voices, or lacks one
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(1, workers))
	for i := range found {
		g.Go(func() (err error) {
			found[i], err = v.index.Search(ctx, voices[i*step].vector, each, passing)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	at := map[uint32]int{}
	var all []verdict
	for i, hits := range found {
		for _, h := range hits {
			j, known := at[h.Slot]
			if !known {
				j = len(all)
				at[h.Slot], all = j, append(all, newVerdict(h.Slot))
			}
			all[j].hear(i*step, voices[i*step].similarity(h.Score))
		}
	}
	// A paper that one voice alone has named may be as near to others that named
	// nearer ones: it counts as if it was nearly.
	hope := func(d *verdict) float32 {
		if d.voice[1] < 0 {
			return d.best[0] * 0.9
		}
		return d.similarity(nearVoices)
	}
	slices.SortFunc(all, func(a, b verdict) int {
		return cmp.Or(cmp.Compare(hope(&b), hope(&a)), cmp.Compare(a.slot, b.slot))
	})
	slots := make([]uint32, 0, shortlisted*n)
	for _, d := range all[:min(len(all), shortlisted*n)] {
		slots = append(slots, d.slot)
	}
	return slots, nil
}

// judgeAll has every voice judge every paper.
func (v *view) judgeAll(ctx context.Context, voices []voice, slots []uint32, workers int) ([]verdict, error) {
	const together = 512 // papers, whose vectors stay in the processor's cache
	verdicts := make([]verdict, len(slots))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(max(1, workers))
	for first := 0; first < len(slots); first += together {
		some := slots[first:min(first+together, len(slots))]
		out := verdicts[first:][:len(some)]
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			rows := make([]float32, 0, len(some)*v.model.Dim)
			for i, slot := range some {
				vector := v.index.Vector(slot)
				if vector == nil {
					return errNoVector
				}
				rows, out[i] = append(rows, vector...), newVerdict(slot)
			}
			cosines := make([]float32, len(some))
			for o := range voices {
				vec.Dots(cosines, voices[o].vector, rows)
				for i, c := range cosines {
					out[i].hear(o, voices[o].similarity(c))
				}
			}
			return nil
		})
	}
	return verdicts, g.Wait()
}

// ofVoices are the candidates where voices ask, as candidates.
func (v *view) ofVoices(ctx context.Context, a *asked, n int, passing bitmap.Bitmap, exact bool) ([]uint32, []rank.Signals, error) {
	hits, said, err := v.heard(ctx, a.voices, n, passing, exact, a.workers)
	if err != nil {
		return nil, nil, err
	}
	a.said = said
	hits = v.withBare(hits, n, passing)
	slots := union(hits, nil)
	signals := v.signals(slots)
	for i, slot := range slots {
		if d, known := said[slot]; known {
			signals[i].Cosine = float64(d.similarity(len(a.voices)))
		}
	}
	ranked(hits, slots, signals, func(s *rank.Signals) *int { return &s.SimilarityRank })
	return slots, signals, nil
}
