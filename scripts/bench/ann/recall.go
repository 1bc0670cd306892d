package main

import (
	"math"
	"slices"

	"github.com/kindred-search/kindred/index/vec"
)

const k = 10 // of recall@k

// recall is the share of the k nearest that were found, over all answers. What was
// found counts when it is as near as the k-th nearest is, so that of papers with
// equal vectors any will do; the same slot twice counts once.
func recall(found [][]uint32, t truth, base, queries []float32, dim int) float64 {
	depth := len(t.slots) / (len(queries) / dim)
	right := 0
	for i, slots := range found {
		floor := t.dots[i*depth+min(k, depth)-1]
		slots = slices.Compact(slices.Sorted(slices.Values(slots)))
		hits := 0
		for _, slot := range slots {
			if vec.Dot(queries[i*dim:][:dim], base[int(slot)*dim:][:dim]) >= floor {
				hits++
			}
		}
		right += min(hits, k)
	}
	return float64(right) / float64(k*len(found))
}

// point is one setting of a curve.
type point struct {
	Ef     int     `json:"ef"`
	Recall float64 `json:"recall"`
	QPS    float64 `json:"qps"`
}

// frontier is what is best of several curves: by recall rising, and whatever has a
// point that is both faster and more right left out.
func frontier(curves ...[]point) []point {
	all := slices.Concat(curves...)
	slices.SortFunc(all, func(a, b point) int { // the most right first
		switch {
		case a.Recall != b.Recall:
			return sign(b.Recall - a.Recall)
		default:
			return sign(b.QPS - a.QPS)
		}
	})
	var best []point
	for _, p := range all {
		if len(best) == 0 || p.QPS > best[len(best)-1].QPS {
			best = append(best, p)
		}
	}
	slices.Reverse(best)
	return best
}

// qpsAt is the QPS of a frontier at a recall: logarithm of QPS over recall, straight
// between two points. Below the least recall it is that point's; above the most
// there is none.
func qpsAt(f []point, recall float64) (float64, bool) {
	for i, p := range f {
		if p.Recall < recall {
			continue
		}
		if i == 0 || p.Recall == recall {
			return p.QPS, true
		}
		low := f[i-1]
		share := (recall - low.Recall) / (p.Recall - low.Recall)
		return math.Exp(math.Log(low.QPS)*(1-share) + math.Log(p.QPS)*share), true
	}
	return 0, false
}

func sign(f float64) int {
	switch {
	case f < 0:
		return -1
	case f > 0:
		return 1
	}
	return 0
}

// most is the highest recall of a frontier.
func most(f []point) float64 {
	if len(f) == 0 {
		return 0
	}
	return f[len(f)-1].Recall
}
