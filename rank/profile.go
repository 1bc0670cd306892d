package rank

import (
	"fmt"
	"math"
)

// Weights say how much each part of a score counts.
type Weights struct {
	// Similarity is the share of meaning in relevance, 0 to 1; the rest is words.
	Similarity float64 `json:"similarity"`

	// Recency and Votes are how much the newest and the most voted for paper gain,
	// 0 to 10: with 0.1 a tenth of their relevance.
	Recency float64 `json:"recency"`
	Votes   float64 `json:"votes"`

	// HalfLife is the age at which recency is half that of a paper of today.
	HalfLife Span `json:"half_life"`
}

const maxWeight = 10 // of recency and of votes

func (w Weights) validate() error {
	if !(w.Similarity >= 0 && w.Similarity <= 1) {
		return fmt.Errorf("rank: the weight of similarity is %g, need 0 to 1: %w", w.Similarity, ErrOption)
	}
	if !(w.Recency >= 0 && w.Recency <= maxWeight) {
		return fmt.Errorf("rank: the weight of recency is %g, need 0 to %d: %w", w.Recency, maxWeight, ErrOption)
	}
	if !(w.Votes >= 0 && w.Votes <= maxWeight) {
		return fmt.Errorf("rank: the weight of votes is %g, need 0 to %d: %w", w.Votes, maxWeight, ErrOption)
	}
	return nil
}

// Candidates is how many of the best by relevance to score for an answer of limit
// papers: more than limit, because recency and votes lift papers from further
// down, by at most the factor of 1 plus both weights.
func (w Weights) Candidates(limit int) int {
	return int(math.Ceil(float64(2*max(limit, 0)+20) * (1 + w.Recency + w.Votes)))
}

// Profile is a named set of weights.
type Profile string

const (
	Balanced  Profile = "balanced"  // the default: relevance, with recency and votes among near equals
	Relevance Profile = "relevance" // relevance alone
	Fresh     Profile = "fresh"     // the newest of the relevant
	Hot       Profile = "hot"       // what is trending: new and voted for
	Classic   Profile = "classic"   // what has most votes, of any age
)

// Profiles are all there are, the default first.
func Profiles() []Profile { return []Profile{Balanced, Relevance, Fresh, Hot, Classic} }

// ParseProfile reads the name of a profile; "" is Balanced. The error wraps
// ErrProfile.
func ParseProfile(name string) (Profile, error) {
	if name == "" {
		return Balanced, nil
	}
	for _, p := range Profiles() {
		if name == string(p) {
			return p, nil
		}
	}
	return "", fmt.Errorf("rank: profile %.40q: %w; use one of %s", name, ErrProfile, list(Profiles()))
}

// similarityShare is the share of meaning in relevance where words are compared,
// too: tuned on seven judged collections together, see docs/quality.md.
const similarityShare = 0.45

// Weights are those of the profile; what is no profile has those of Balanced. With
// meaning alone, Similarity is for the caller to set to 1, with words alone to 0.
func (p Profile) Weights() Weights {
	switch p {
	case Relevance:
		return Weights{Similarity: similarityShare, HalfLife: Year}
	case Fresh:
		// A paper of today passes one of last year that is almost twice as relevant;
		// a month is how long a fast field takes to have read a paper.
		return Weights{Similarity: similarityShare, Recency: 1, Votes: 0.1, HalfLife: 30 * Day}
	case Hot:
		// Votes are gathered within days; a week later others are talked about.
		return Weights{Similarity: similarityShare, Recency: 1, Votes: 1, HalfLife: Week}
	case Classic:
		return Weights{Similarity: similarityShare, Votes: 1, HalfLife: Year}
	}
	// Together at most a fifth: among papers that answer a question equally well
	// the newer and the more voted for comes first, one that answers it clearly
	// better stays where it is. Over a year most fields have moved on.
	return Weights{Similarity: similarityShare, Recency: 0.1, Votes: 0.1, HalfLife: Year}
}

// list writes names as "a, b, c".
func list[T ~string](names []T) string {
	text := ""
	for i, name := range names {
		if i > 0 {
			text += ", "
		}
		text += string(name)
	}
	return text
}
