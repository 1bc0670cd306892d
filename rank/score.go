package rank

import (
	"fmt"
	"math"
	"time"
)

// Options say how a Ranker scores.
type Options struct {
	// Weights of the parts; those of a Profile, changed as the user asks. The zero
	// value ranks by words alone.
	Weights Weights

	// MeanCosine is the mean cosine of the query with all papers of the corpus, -1 to
	// 1; see Similarity. Default 0.
	MeanCosine float64

	// P99Votes is P99 of the corpus. Default 0, with which votes do not count.
	P99Votes int

	// Fusion of meaning and words. Default Convex.
	Fusion Fusion

	// Decay is how recency falls. Default 0.5^(age/half-life).
	Decay Decay
}

// Ranker scores papers for one query.
type Ranker struct{ o Options }

// New returns a Ranker. The error wraps ErrOption or ErrFusion and names what is
// out of range.
func New(o Options) (*Ranker, error) {
	if err := o.Weights.validate(); err != nil {
		return nil, err
	}
	if !(o.MeanCosine >= -1 && o.MeanCosine <= 1) {
		return nil, fmt.Errorf("rank: the mean cosine of the query with the corpus is %g, need -1 to 1: %w; it is the dot product with the mean of all vectors", o.MeanCosine, ErrOption)
	}
	fusion, err := ParseFusion(string(o.Fusion))
	if err != nil {
		return nil, err
	}
	o.Fusion = fusion
	o.Decay = o.Decay.withDefaults(o.Weights.HalfLife)
	if o.Weights.Recency > 0 || o.Decay.Scale != 0 {
		if err := o.Decay.validate(); err != nil {
			return nil, err
		}
	}
	return &Ranker{o: o}, nil
}

// Signals are what is known of a paper that was found.
type Signals struct {
	Cosine         float64   // of query and paper
	SimilarityRank int       // among the candidates by meaning, from 1; 0 when not among them
	Words          float64   // see the function Words
	WordsRank      int       // among the candidates by words, from 1; 0 when not among them
	Terms          []Term    // the query's terms that the paper has; only explained
	Published      time.Time // zero when not known; the middle of the year when only that is
	Votes          int
}

// Term is a term of the query that a paper has.
type Term struct {
	Term   string  `json:"term"`           // as the query has it
	As     string  `json:"as,omitempty"`   // as it was looked up, when that differs
	Typo   bool    `json:"typo,omitempty"` // it was taken for a typing error
	Field  string  `json:"field"`
	Weight float64 `json:"weight"` // its part of Words
}

// Parts are all parts of a score.
type Parts struct {
	Cosine         float64 `json:"cosine"`
	Similarity     float64 `json:"similarity"`
	SimilarityRank int     `json:"similarity_rank,omitempty"`
	Words          float64 `json:"words"`
	WordsRank      int     `json:"words_rank,omitempty"`
	Terms          []Term  `json:"terms,omitempty"`
	Relevance      float64 `json:"relevance"`
	Age            Age     `json:"age_days,omitzero"`
	Recency        float64 `json:"recency"`
	Votes          int     `json:"votes"`
	Popularity     float64 `json:"popularity"`
	Weights        Weights `json:"weights"`
	Score          float64 `json:"score"`
}

// Age is the days since a paper was published, not below 0, or NoAge.
type Age float64

// NoAge is the age of a paper without a date. JSON leaves it out.
const NoAge Age = -1

// IsZero tells whether there is no age.
func (a Age) IsZero() bool { return a == NoAge }

// Score computes the parts of a paper's score as of now, which must be the same
// for all papers of one answer. What is out of range is brought into it: a cosine
// that is not finite and votes below 0 count as 0. Without a date, recency is 0.
func (r *Ranker) Score(s Signals, now time.Time) Parts {
	if math.IsNaN(s.Cosine) || math.IsInf(s.Cosine, 0) {
		s.Cosine = 0
	}
	p := Parts{
		Cosine:         s.Cosine,
		Similarity:     Similarity(s.Cosine, r.o.MeanCosine),
		SimilarityRank: max(s.SimilarityRank, 0),
		Words:          unit(s.Words),
		WordsRank:      max(s.WordsRank, 0),
		Terms:          s.Terms,
		Age:            NoAge,
		Votes:          max(s.Votes, 0),
		Popularity:     Popularity(s.Votes, r.o.P99Votes),
		Weights:        r.o.Weights,
	}
	if !s.Published.IsZero() {
		p.Age = Age(max(0, float64(now.Unix()-s.Published.Unix())) / seconds(Day))
		if r.o.Decay.Scale > 0 {
			p.Recency = r.o.Decay.recency(s.Published, now)
		}
	}
	p.Relevance = r.o.Fusion.relevance(&p)
	p.Score = p.total()
	return p
}

// total is the formula. The conversions keep a compiler from fusing products and
// sums, so that every machine gives the same number.
func (p *Parts) total() float64 {
	return p.Relevance * (1 + float64(p.Weights.Recency*p.Recency) + float64(p.Weights.Votes*p.Popularity))
}
