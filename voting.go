package kindred

import (
	"maps"
	"slices"
)

// A tally counts how many papers have how many votes, for p99.
type tally map[int]int

func (t tally) add(votes int) {
	if votes > 0 {
		t[votes]++
	}
}

func (t tally) remove(votes int) {
	if votes > 0 {
		if t[votes]--; t[votes] == 0 {
			delete(t, votes)
		}
	}
}

// p99 is rank.P99 of the votes added: the least number that 99 in 100 papers
// with votes do not exceed.
func (t tally) p99() int {
	papers := 0
	for _, n := range t {
		papers += n
	}
	rank, seen := (papers*99+99)/100, 0
	for _, votes := range slices.Sorted(maps.Keys(t)) {
		if seen += t[votes]; seen >= rank {
			return votes
		}
	}
	return 0
}
