package embed

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func TestPlan(t *testing.T) {
	f := func(lengths []int, l limits, want [][]int) {
		t.Helper()
		got := plan(lengths, l)
		if !slices.EqualFunc(got, want, slices.Equal[[]int]) {
			t.Errorf("plan(%v, %+v) = %v, need %v", lengths, l, got, want)
		}
	}
	ten := limits{tokens: 10}
	f(nil, ten, nil)
	f([]int{0, 0}, ten, nil)
	f([]int{3, 5, 2, 5}, ten, [][]int{{1, 3}, {0, 2}})
	f([]int{50, 1}, ten, [][]int{{0}, {1}}) // longer than the budget, alone
	f([]int{4, 0, 4, 4}, limits{tokens: 8}, [][]int{{0, 2}, {3}})
	f([]int{2, 2, 2}, limits{tokens: 10, texts: 1}, [][]int{{0}, {1}, {2}})
	f([]int{2, 3, 2, 3, 1}, limits{tokens: 10, equal: true}, [][]int{{1, 3}, {0, 2}, {4}})
}

func TestPlanTakesEachTextOnceWithinBudget(t *testing.T) {
	const seed = 3
	random := rand.New(rand.NewPCG(seed, 0))
	for range 200 {
		lengths := make([]int, random.IntN(300))
		want := []int{}
		for i := range lengths {
			if lengths[i] = random.IntN(40); lengths[i] > 0 {
				want = append(want, i)
			}
		}
		budget := 1 + random.IntN(200)
		got := []int{}
		for _, batch := range plan(lengths, limits{tokens: budget}) {
			longest := 0
			for _, i := range batch {
				longest = max(longest, lengths[i])
			}
			if len(batch) > 1 && len(batch)*longest > budget {
				t.Fatalf("seed %d: %d texts of up to %d tokens pass the budget of %d", seed, len(batch), longest, budget)
			}
			got = append(got, batch...)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: texts %v, need %v", seed, got, want)
		}
	}
}
