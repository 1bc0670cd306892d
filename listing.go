package kindred

import (
	"time"

	"github.com/kindred-search/kindred/corpus"
)

// A Sort is the order of a listing.
type Sort string

// The orders, each from the most to the least, then by id.
const (
	ByVotes     Sort = "votes"
	ByPublished Sort = "published"
	ByTrending  Sort = "trending" // votes against age, see rank.Gravity
)

// A ListQuery asks for the papers of one period: of at most one of Date, Week
// and Month; of the latest day that has papers without one. The day of a paper
// is Listed, else Published.
type ListQuery struct {
	Date  string // YYYY-MM-DD
	Week  string // YYYY-Www, of ISO 8601
	Month string // YYYY-MM

	Sort   Sort      // Default ByVotes
	Limit  int       // 1 to MaxLimit. Default 50
	Offset int       // Offset + Limit at most MaxLimit. Default 0
	Now    time.Time // for the age of papers. Default: Options.Now
}

// A Listing is the papers of one period.
type Listing struct {
	Period string         `json:"period"` // as in the query: 2023-12-21, 2023-W51, 2023-12; empty when there is no paper with a day
	Sort   Sort           `json:"sort"`
	Total  int            `json:"total"`
	Papers []corpus.Paper `json:"results"` // never nil
}
