package rank

import (
	"math"
	"slices"
)

// mostMean keeps Similarity finite where all papers of a corpus say the same.
const mostMean = 0.99

// Similarity puts a cosine on a scale from 0, no nearer than the query is to all
// papers in the mean, to 1, the same direction. Models differ in where the cosines
// of unrelated texts lie, and short questions are further from every paper than long
// ones; this scale does not depend on either.
func Similarity(cosine, mean float64) float64 {
	m := min(mean, mostMean)
	return unit((cosine - m) / (1 - m))
}

// Words puts a BM25 score on a scale from 0 to 1: the square root of its part of
// most, the score that a paper would have which matched every word of the query as
// well as can be. The first words that match tell more than the last ones, and
// long questions are never matched whole: without the root their words would weigh
// less beside meaning than those of short ones. It is 0 where most is not above 0.
func Words(bm25, most float64) float64 {
	if !(most > 0) {
		return 0
	}
	return math.Sqrt(unit(bm25 / most))
}

// unit limits x to [0, 1]; NaN becomes 0.
func unit(x float64) float64 {
	if !(x > 0) {
		return 0
	}
	return min(x, 1)
}

// PairMean computes the mean dot product of all pairs of different vectors, in
// one pass: the square of the length of their sum holds every pair twice, and
// every vector with itself. The zero value is empty. It is not safe for
// concurrent use.
type PairMean struct {
	n       int
	sum     []float64
	squares float64 // of the lengths
}

// Add takes a vector in. All vectors must be of one length.
func (p *PairMean) Add(v []float32) {
	if p.sum == nil {
		p.sum = make([]float64, len(v))
	}
	p.n++
	for i, x := range v {
		p.sum[i] += float64(x)
		p.squares += float64(x) * float64(x)
	}
}

// Remove takes a vector out that was taken in.
func (p *PairMean) Remove(v []float32) {
	p.n--
	for i, x := range v {
		p.sum[i] -= float64(x)
		p.squares -= float64(x) * float64(x)
	}
}

// Center is the mean of all vectors; nil without any. Its dot product with a unit
// vector is the mean cosine of that with all of them.
func (p *PairMean) Center() []float64 {
	if p.n < 1 {
		return nil
	}
	center := make([]float64, len(p.sum))
	for i, x := range p.sum {
		center[i] = x / float64(p.n)
	}
	return center
}

// Mean is the mean over all pairs, of unit vectors from -1 to 1; 0 with fewer than
// two vectors.
func (p *PairMean) Mean() float64 {
	if p.n < 2 {
		return 0
	}
	var square float64
	for _, x := range p.sum {
		square += x * x
	}
	n := float64(p.n)
	return max(-1, min((square-p.squares)/(n*(n-1)), 1))
}

// Parts are all that p knows, to be kept; PairMeanOf goes on from them.
func (p *PairMean) Parts() (n int, sum []float64, squares float64) {
	return p.n, slices.Clone(p.sum), p.squares
}

// PairMeanOf is the PairMean whose Parts these are.
func PairMeanOf(n int, sum []float64, squares float64) PairMean {
	return PairMean{n, slices.Clone(sum), squares}
}
