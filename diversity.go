package kindred

import (
	"github.com/kindred-search/kindred/index/vec"
	"github.com/kindred-search/kindred/rank"
)

// diversify puts k of the candidates, which come best first, before the others, by
// maximal marginal relevance (Carbonell and Goldstein 1998): one after the other the
// paper with the most of
//
//	(1-d) * score/best - d * similarity to the nearest of those chosen
//
// with d the diversity. What has no vector is similar to nothing.
func (v *view) diversify(found []*candidate, k int, d float64) []*candidate {
	pool := found[:min(len(found), 5*k+20)]
	if d <= 0 || len(pool) < 2 || v.index == nil {
		return found
	}
	vectors := make([][]float32, len(pool))
	for i, c := range pool {
		vectors[i] = v.index.Vector(c.slot)
	}
	best := pool[0].parts.Score
	nearest := make([]float64, len(pool)) // similarity to the nearest of those chosen
	chosen := make([]*candidate, 0, k)
	taken := make([]bool, len(pool))
	for len(chosen) < min(k, len(pool)) {
		next, most := -1, 0.0
		for i, c := range pool {
			gain := -d * nearest[i]
			if best > 0 {
				gain += (1 - d) * c.parts.Score / best
			}
			if !taken[i] && (next < 0 || gain > most) {
				next, most = i, gain
			}
		}
		taken[next] = true
		chosen = append(chosen, pool[next])
		for i := range pool {
			if vectors[next] != nil && vectors[i] != nil {
				nearest[i] = max(nearest[i], rank.Similarity(float64(vec.Dot(vectors[next], vectors[i])), v.pairMean))
			}
		}
	}
	for i, c := range pool {
		if !taken[i] {
			chosen = append(chosen, c)
		}
	}
	return append(chosen, found[len(pool):]...)
}
