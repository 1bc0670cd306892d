package rank_test

import (
	"fmt"
	"time"

	"github.com/kindred-search/kindred/rank"
)

func Example() {
	weights := rank.Balanced.Weights()
	weights.Recency = 0.5    // as the user asked
	weights.Similarity = 1.0 // by meaning alone
	r, err := rank.New(rank.Options{Weights: weights, MeanCosine: 0.2, P99Votes: 15})
	if err != nil {
		fmt.Println(err)
		return
	}
	now := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	p := r.Score(rank.Signals{Cosine: 0.6, Published: now, Votes: 3}, now)
	fmt.Printf("%.3f = %.1f * (1 + %.1f*%.1f + %.1f*%.1f)\n",
		p.Score, p.Relevance, p.Weights.Recency, p.Recency, p.Weights.Votes, p.Popularity)
	// Output: 0.775 = 0.5 * (1 + 0.5*1.0 + 0.1*0.5)
}
