package kindred

import (
	"cmp"
	"context"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/kindred-search/kindred/index"
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/rank"
)

// A candidate is a paper that a search may show.
type candidate struct {
	slot   uint32
	number int64 // in the store; only of those that are shown
	parts  rank.Parts
	near   []string // ids of papers of the library; only of those that are shown
}

// candidates are the n best by meaning and the n best by words of the papers
// that pass, each scored on both sides exactly, in no order.
func (v *view) candidates(ctx context.Context, a *asked, n int, passing bitmap.Bitmap, exact bool) ([]uint32, []rank.Signals, error) {
	if a.voices != nil {
		return v.ofVoices(ctx, a, n, passing, exact)
	}
	var near, said []index.Hit
	var sides errgroup.Group
	if a.vector != nil {
		bySense := func() (err error) {
			nearest := v.index.Search
			if exact {
				nearest = v.index.Exact
			}
			near, err = nearest(ctx, a.vector, n, passing)
			return err
		}
		if a.mode == Semantic {
			if err := bySense(); err != nil {
				return nil, nil, err
			}
		} else {
			sides.Go(bySense)
		}
	}
	if a.mode != Semantic {
		var err error
		said, err = a.words.Top(ctx, n, passing)
		if other := sides.Wait(); other != nil || err != nil {
			return nil, nil, cmp.Or(err, other)
		}
	}
	if a.vector != nil {
		near = v.withBare(near, n, passing)
	}
	slots := union(near, said)
	signals := v.signals(slots)
	scores := make([]float32, len(slots))
	if a.vector != nil {
		if err := v.index.Score(scores, a.vector, slots); err != nil {
			return nil, nil, err
		}
		for i := range signals {
			signals[i].Cosine = float64(scores[i])
		}
		ranked(near, slots, signals, func(s *rank.Signals) *int { return &s.SimilarityRank })
	}
	if a.mode != Semantic {
		if err := a.wordsOf(scores, slots, said); err != nil {
			return nil, nil, err
		}
		most := float64(a.words.Most())
		for i := range signals {
			signals[i].Words = rank.Words(float64(scores[i]), most)
			if a.text == "" {
				signals[i].Words = 1 // operators alone: a paper that passes is all that was asked for
			}
		}
		ranked(said, slots, signals, func(s *rank.Signals) *int { return &s.WordsRank })
	}
	return slots, signals, nil
}

// wordsOf sets scores[i] to what the words of slots[i] are worth, of which those that
// were found by them are known.
func (a *asked) wordsOf(scores []float32, slots []uint32, said []index.Hit) error {
	known := make(map[uint32]float32, len(said))
	for _, h := range said {
		known[h.Slot] = h.Score
	}
	var others []uint32
	for _, slot := range slots {
		if _, ok := known[slot]; !ok {
			others = append(others, slot)
		}
	}
	rest := make([]float32, len(others))
	if err := a.words.Score(rest, others); err != nil {
		return err
	}
	for i, slot := range slots {
		score, ok := known[slot]
		if !ok {
			score, rest = rest[0], rest[1:]
		}
		scores[i] = score
	}
	return nil
}

// signals are what is known of papers before a question is looked at.
func (v *view) signals(slots []uint32) []rank.Signals {
	signals := make([]rank.Signals, len(slots))
	for i, slot := range slots {
		signals[i].Published, signals[i].Votes = v.middle(slot), v.votesOf(slot)
	}
	return signals
}

// union is the slots of both lists, each once, ascending.
func union(a, b []index.Hit) []uint32 {
	slots := make([]uint32, 0, len(a)+len(b))
	for _, list := range [][]index.Hit{a, b} {
		for _, h := range list {
			slots = append(slots, h.Slot)
		}
	}
	slices.Sort(slots)
	return slices.Compact(slots)
}

// ranked writes the place of each hit in its list, from 1, to the signals of its
// slot. Equal scores have the same place, so that slots do not show.
func ranked(hits []index.Hit, slots []uint32, signals []rank.Signals, place func(*rank.Signals) *int) {
	first := 0
	for i, h := range hits {
		if h.Score != hits[first].Score {
			first = i
		}
		at, _ := slices.BinarySearch(slots, h.Slot)
		*place(&signals[at]) = first + 1
	}
}

// score ranks candidates, the best first.
func (v *view) score(slots []uint32, signals []rank.Signals, ranker *rank.Ranker, now time.Time) []*candidate {
	all := make([]candidate, len(slots))
	found := make([]*candidate, len(slots)) // sorted in place of all, whose elements are large
	for i, slot := range slots {
		all[i] = candidate{slot: slot, parts: ranker.Score(signals[i], now)}
		found[i] = &all[i]
	}
	slices.SortFunc(found, func(a, b *candidate) int {
		if c := rank.Compare(&a.parts, &b.parts, "", ""); c != 0 {
			return c
		}
		return rank.Compare(&a.parts, &b.parts, v.id(a.slot), v.id(b.slot)) // ids are far apart in memory
	})
	return found
}

// meanCosine is the mean cosine of a query with all papers.
func (v *view) meanCosine(query []float32) float64 {
	if query == nil || v.center == nil {
		return 0
	}
	var dot float64
	for i, x := range v.center {
		dot += x * float64(query[i])
	}
	return max(-1, min(dot, 1)) // rounding may lead beyond
}
