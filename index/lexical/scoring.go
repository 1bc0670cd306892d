package lexical

import (
	"fmt"
	"math"
)

// The score of a paper for a query is BM25F in its simple form (Robertson and
// Zaragoza 2009, "The probabilistic relevance framework: BM25 and beyond", section
// 3.6; Robertson, Zaragoza and Taylor 2004): occurrences are weighted by field before
// they saturate.
//
//	score = sum over the query's words of  q * idf * tf / (tf + k1 * (1 - b + b * length / mean length))
//	tf    = sum over fields of  weight * occurrences
//	idf   = ln(1 + (N - df + 1/2) / (df + 1/2))
//
// q is how often the query has the word, length the number of words in title and
// abstract. The idf is that of section 3.1 with the 1 added under the logarithm, as
// Lucene has it, so that it cannot be negative. BM25's factor k1 + 1, which changes
// no order, is left out: tf / (tf + ...) stays below 1, and a word never adds as much as
// q * idf.
//
// All of it is computed per word and paper, rounded to a multiple of 1/unit, and
// summed in integers: a sum is the same in any order, so skipping cannot
// change a score, and neither can the machine.

// unit is what a score of 1 is in integers. Scores below 256 keep all their digits as
// float32.
const unit = 1 << 16

// maxSum bounds the weights of a query, so that a score fits 32 bits.
const maxSum = 1 << 31

type scoring struct {
	k1, b   float64
	weights [fields]float64
}

func newScoring(o Options) (scoring, error) {
	s := scoring{k1: o.K1, b: o.B, weights: o.Weights}
	if o.K1 == 0 {
		s.k1 = defaultK1
	}
	if o.B == 0 {
		s.b = defaultB
	}
	s.b = max(s.b, 0)
	for f, w := range defaultWeights {
		if o.Weights[f] == 0 {
			s.weights[f] = w
		}
		s.weights[f] = max(s.weights[f], 0)
		if !(s.weights[f] <= 1e6) { // NaN too
			return scoring{}, fmt.Errorf("lexical: the weight of %s is %v, need at most 1e6: %w", Field(f), s.weights[f], ErrParameter)
		}
	}
	if !(s.k1 > 0 && s.k1 <= 1e6) || !(s.b <= 1) {
		return scoring{}, fmt.Errorf("lexical: k1 is %v and b is %v, need k1 above 0 and b at most 1: %w", s.k1, s.b, ErrParameter)
	}
	return s, nil
}

// inverse is 1/tf for each kind of posting, infinite where no field counts.
func (s *scoring) inverse(kinds []counts) []float32 {
	inverse := make([]float32, len(kinds))
	for i, c := range kinds {
		tf := 0.0
		for f, w := range s.weights {
			tf += w * float64(c.of(Field(f)))
		}
		inverse[i] = float32(1 / tf)
	}
	return inverse
}

// A lengthNorm is k1 * (1 - b + b * length / mean length) by the code of the
// length, never 0.
type lengthNorm [256]float32

func (s *scoring) norm(papers int, words uint64) *lengthNorm {
	mean := max(1, float64(words)/float64(max(papers, 1)))
	var norm lengthNorm
	for code := range norm {
		norm[code] = float32(max(1e-6, s.k1*(1-s.b+s.b*float64(decodeLength(uint8(code)))/mean)))
	}
	return &norm
}

// impactOf is norm/tf: what makes a posting worth less. Smaller is better.
func impactOf(norm, inverse float32) float32 { return norm * inverse }

// worth is what a posting adds, in units: weight / (1 + norm/tf), and at least 1,
// so that a paper scores exactly when it has a word. It never grows with its second argument,
// nor does impactOf shrink with either of its own, in floating point too, because each single operation is
// rounded correctly: the bound of a block is the worth of its least impact.
func worth(weight, impact float32) uint32 { return 1 + uint32(weight/(1+impact)) }

// idf is the weight of a word that df of n papers have.
func idf(df, n int) float64 {
	return math.Log1p((float64(n-df) + 0.5) / (float64(df) + 0.5))
}

// toScore is the score of a sum of worths.
func toScore(sum uint32) float32 { return float32(sum) / unit }

// toSum is a sum below which no score reaches a floor.
func toSum(floor float32) uint32 {
	if !(floor > 0) {
		return 0
	}
	sum := uint64(float64(floor) * unit)
	return uint32(sum - sum>>23) // as float32, larger sums may be rounded up to it
}
