package rank

import "fmt"

// Fusion is how meaning and words become one relevance.
type Fusion string

const (
	// Convex is a*similarity + (1-a)*words, with a the weight of similarity. It is
	// better than RRF within and out of domain (Bruch, Gai, Ingber 2022, arXiv
	// 2210.11934).
	Convex Fusion = "convex"

	// RRF is reciprocal rank fusion (Cormack, Clarke, Büttcher 2009): the sum of
	// 1/(60 + rank) over both sides, with the weights of Convex, and scaled so that
	// the first on both sides has relevance 1. A side that did not find the paper
	// adds nothing.
	RRF Fusion = "rrf"
)

// rrfConstant is the k of the paper, chosen there on TREC collections.
const rrfConstant = 60

// ParseFusion reads the name of a fusion; "" is Convex. The error wraps ErrFusion.
func ParseFusion(name string) (Fusion, error) {
	switch f := Fusion(name); f {
	case "":
		return Convex, nil
	case Convex, RRF:
		return f, nil
	}
	return "", fmt.Errorf("rank: fusion %.40q: %w; use one of %s", name, ErrFusion, list([]Fusion{Convex, RRF}))
}

// relevance of what is known, from 0 to 1. The conversions keep a compiler from
// fusing products and sums, so that every machine gives the same number.
func (f Fusion) relevance(p *Parts) float64 {
	a, b := p.Weights.Similarity, 1-p.Weights.Similarity
	if f == RRF {
		return float64(a*reciprocal(p.SimilarityRank)) + float64(b*reciprocal(p.WordsRank))
	}
	return float64(a*p.Similarity) + float64(b*p.Words)
}

// reciprocal is the scaled part of one side: 1 for the first, 0 for what was not
// found.
func reciprocal(rank int) float64 {
	if rank < 1 {
		return 0
	}
	return (rrfConstant + 1) / (rrfConstant + float64(rank))
}
