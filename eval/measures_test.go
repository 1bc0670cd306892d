package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-6 {
		t.Errorf("%s = %.7f, want %.7f", what, got, want)
	}
}

// Every value below was worked out by hand from
// 1/log2(2) = 1, 1/log2(3) = 0.6309298, 1/log2(4) = 0.5, 1/log2(5) = 0.4306766.
func TestScoreByHand(t *testing.T) {
	for _, c := range []struct {
		name    string
		ranking []string
		grades  map[string]int
		want    Scores
	}{
		{
			// Gains are the grades: 1*1 + 3*0.6309298 + 0*0.5 + 2*0.4306766 = 3.7541426.
			// Best is 3, 2, 1: 3*1 + 2*0.6309298 + 1*0.5 = 4.7618596. Ratio 0.7883774.
			// With gains of 2^grade - 1 it would be 6.7085424 / 9.3927894 = 0.7142226: this pins linear gain.
			"graded, linear", []string{"c", "a", "x", "b"}, map[string]int{"a": 3, "b": 2, "c": 1},
			Scores{0.7883774, 1, 1, 1, 1},
		},
		{
			// "gone" is judged 2 and cannot be found. Got 1*1; best 2*1 + 1*0.6309298 =
			// 2.6309298; ratio 0.3800938. Half of what is relevant is found.
			"judged document not in the corpus", []string{"a"}, map[string]int{"a": 1, "gone": 2},
			Scores{0.3800938, 1, 0.5, 0.5, 0.5},
		},
		{
			// The first relevant one is third: 1*0.5 of 1*1. The zero is no gain,
			// the negative one neither a gain nor a loss.
			"zero and negative grades", []string{"zero", "minus", "a"}, map[string]int{"a": 1, "zero": 0, "minus": -2},
			Scores{0.5, 1.0 / 3, 1, 1, 1},
		},
		{"nothing relevant", []string{"a", "b"}, map[string]int{"a": 0, "b": -1}, Scores{}},
		{"no judgments", []string{"a"}, nil, Scores{}},
		{"no hits", nil, map[string]int{"a": 1}, Scores{}},
		{
			// The only relevant document is 11th: outside 10, inside 20.
			"beyond the cut", append(numbered("x", 10), "a"), map[string]int{"a": 1},
			Scores{0, 0, 0, 1, 1},
		},
		{
			// 15 are relevant and the first 10 hits are: the best first ten also gain
			// ten times 1, so nDCG is 1, but recall@10 is 10/15.
			"more relevant than the cut", numbered("r", 12), grade(numbered("r", 15), 1),
			Scores{1, 1, 10.0 / 15, 12.0 / 15, 12.0 / 15},
		},
		{
			// Position 101 does not count anywhere.
			"beyond all cuts", append(numbered("x", 100), "a"), map[string]int{"a": 1}, Scores{},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Score(c.ranking, c.grades)
			near(t, "nDCG@10", got.NDCG10, c.want.NDCG10)
			near(t, "MRR@10", got.MRR10, c.want.MRR10)
			near(t, "recall@10", got.Recall10, c.want.Recall10)
			near(t, "recall@20", got.Recall20, c.want.Recall20)
			near(t, "recall@100", got.Recall100, c.want.Recall100)
		})
	}
}

// Two queries with nDCG 1 and 0.5 and MRR 1 and 0: means 0.75 and 0.5.
func TestMeanCountsEveryQueryTheSame(t *testing.T) {
	m := mean([]Scores{{NDCG10: 1, MRR10: 1, Recall10: 0.2, Recall20: 0.4, Recall100: 1}, {NDCG10: 0.5, Recall10: 0.4}})
	near(t, "nDCG@10", m.NDCG10, 0.75)
	near(t, "MRR@10", m.MRR10, 0.5)
	near(t, "recall@10", m.Recall10, 0.3)
	near(t, "recall@20", m.Recall20, 0.2)
	near(t, "recall@100", m.Recall100, 0.5)
	if (mean(nil) != Scores{}) {
		t.Errorf("mean of nothing = %v, want zeros", mean(nil))
	}
}

func TestPerfectRankingScoresOne(t *testing.T) {
	each(t, func(t *testing.T, r *rand.Rand, ranking []string, grades map[string]int) {
		slices.SortFunc(ranking, func(a, b string) int { return grades[b] - grades[a] })
		got := Score(ranking, grades)
		near(t, "nDCG@10", got.NDCG10, 1)
		near(t, "MRR@10", got.MRR10, 1)
		near(t, "recall@100", got.Recall100, 1)
	})
}

func TestBetterDocumentHigherNeverLowersAScore(t *testing.T) {
	each(t, func(t *testing.T, r *rand.Rand, ranking []string, grades map[string]int) {
		before := Score(ranking, grades)
		up := r.IntN(len(ranking) - 1)
		down := up + 1 + r.IntN(len(ranking)-up-1)
		if grades[ranking[up]] < grades[ranking[down]] {
			ranking[up], ranking[down] = ranking[down], ranking[up]
		}
		after := Score(ranking, grades)
		const rounding = 1e-12
		if after.NDCG10 < before.NDCG10-rounding || after.MRR10 < before.MRR10 ||
			after.Recall10 < before.Recall10 || after.Recall20 < before.Recall20 || after.Recall100 < before.Recall100 {
			t.Errorf("positions %d and %d: %+v, before %+v", up, down, after, before)
		}
	})
}

func TestScoresStayBetweenZeroAndOne(t *testing.T) {
	each(t, func(t *testing.T, r *rand.Rand, ranking []string, grades map[string]int) {
		grades["gone"] = 1 + r.IntN(3)
		for _, value := range values(Score(first(ranking, r.IntN(len(ranking))), grades)) {
			if value < 0 || value > 1+1e-12 {
				t.Errorf("score %v", value)
			}
		}
	})
}

// each runs f on random rankings of 2 to 60 documents, of which at least one is relevant.
func each(t *testing.T, f func(*testing.T, *rand.Rand, []string, map[string]int)) {
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 0))
		ranking := numbered("d", 2+r.IntN(59))
		grades := map[string]int{ranking[r.IntN(len(ranking))]: 1 + r.IntN(3)}
		for _, id := range ranking {
			if _, ok := grades[id]; !ok && r.IntN(3) == 0 {
				grades[id] = r.IntN(5) - 1
			}
		}
		r.Shuffle(len(ranking), func(i, j int) { ranking[i], ranking[j] = ranking[j], ranking[i] })
		f(t, r, ranking, grades)
		if t.Failed() {
			t.Fatalf("seed %d: ranking %v, grades %v", seed, ranking, grades)
		}
	}
}

func values(s Scores) []float64 {
	return []float64{s.NDCG10, s.MRR10, s.Recall10, s.Recall20, s.Recall100}
}

func numbered(prefix string, n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("%s%02d", prefix, i)
	}
	return ids
}

func grade(ids []string, grade int) map[string]int {
	grades := map[string]int{}
	for _, id := range ids {
		grades[id] = grade
	}
	return grades
}
