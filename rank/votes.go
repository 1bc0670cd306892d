package rank

import (
	"math"
	"slices"
)

// P99 is the number of votes that 99 in 100 of the papers with votes do not
// exceed (the nearest rank); 0 where no paper has any. It leaves votes as it is.
func P99(votes []int) int {
	voted := slices.Clone(votes)
	voted = slices.DeleteFunc(voted, func(v int) bool { return v <= 0 })
	if len(voted) == 0 {
		return 0
	}
	slices.Sort(voted)
	return voted[(99*len(voted)+99)/100-1]
}

// Popularity puts votes on a scale from 0, none, to 1, as many as p99 or more. It
// is logarithmic: the step from 1 to 10 counts as much as that from 100 to 1,000.
// It is 0 where p99 is not above 0.
func Popularity(votes, p99 int) float64 {
	if votes <= 0 || p99 <= 0 {
		return 0
	}
	return unit(math.Log1p(float64(votes)) / math.Log1p(float64(p99)))
}

// Gravity is the order of the front page of Hacker News, (points-1)^0.8 / (age in
// hours + 2)^1.8: what is voted for now, before it grows old. It is for a list
// without a query. A story begins with its author's own point there, so votes
// that do not count the author's are passed plus 1. Points below 1 give 0, an age
// below 0 counts as 0.
func Gravity(points int, age Span) float64 {
	hours := max(0, float64(age)/float64(Hour))
	return math.Pow(max(0, float64(points)-1), 0.8) / math.Pow(hours+2, 1.8)
}
