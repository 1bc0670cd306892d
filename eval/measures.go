package eval

import (
	"cmp"
	"math"
	"slices"
)

// Scores are the measures of one ranking, or their means over queries; each in
// [0, 1], higher is better.
type Scores struct {
	NDCG10    float64 `json:"ndcg_at_10"`
	MRR10     float64 `json:"mrr_at_10"`
	Recall10  float64 `json:"recall_at_10"`
	Recall20  float64 `json:"recall_at_20"`
	Recall100 float64 `json:"recall_at_100"`
}

// Score measures a ranking of document ids, best first and each at most once,
// by the grades of its query. Grades above 0 are relevant; without any, all
// scores are 0.
func Score(ranking []string, grades map[string]int) Scores {
	return Scores{
		NDCG10:    NDCG(ranking, grades, 10),
		MRR10:     ReciprocalRank(ranking, grades, 10),
		Recall10:  Recall(ranking, grades, 10),
		Recall20:  Recall(ranking, grades, 20),
		Recall100: Recall(ranking, grades, 100),
	}
}

// NDCG is the normalized discounted cumulative gain of the first k: the sum of
// grade / log2(rank + 1), divided by the same sum of the best ranking that the
// grades allow. Linear gain, as ndcg_cut of trec_eval (Järvelin and Kekäläinen
// 2002; not the 2^grade - 1 of web search). The best ranking is made of all
// judged documents, in the corpus or not.
func NDCG(ranking []string, grades map[string]int, k int) float64 {
	ideal := make([]int, 0, len(grades))
	for _, grade := range grades {
		ideal = append(ideal, grade)
	}
	slices.SortFunc(ideal, func(a, b int) int { return cmp.Compare(b, a) })
	best := discounted(ideal, k)
	if best == 0 {
		return 0
	}
	got := make([]int, 0, k)
	for _, id := range first(ranking, k) {
		got = append(got, grades[id])
	}
	return discounted(got, k) / best
}

func discounted(grades []int, k int) float64 {
	sum := 0.0
	for i, grade := range first(grades, k) {
		if grade > 0 {
			sum += float64(grade) / math.Log2(float64(i+2))
		}
	}
	return sum
}

// ReciprocalRank is 1 / the rank of the first relevant document among the first
// k, else 0.
func ReciprocalRank(ranking []string, grades map[string]int, k int) float64 {
	for i, id := range first(ranking, k) {
		if grades[id] > 0 {
			return 1 / float64(i+1)
		}
	}
	return 0
}

// Recall is the share of the relevant documents, in the corpus or not, that is
// among the first k.
func Recall(ranking []string, grades map[string]int, k int) float64 {
	all := relevant(grades)
	if all == 0 {
		return 0
	}
	found := 0
	for _, id := range first(ranking, k) {
		if grades[id] > 0 {
			found++
		}
	}
	return float64(found) / float64(all)
}

func relevant(grades map[string]int) int {
	n := 0
	for _, grade := range grades {
		if grade > 0 {
			n++
		}
	}
	return n
}

func first[T any](s []T, k int) []T { return s[:min(k, len(s))] }

// mean is the plain average: every query counts the same.
func mean(scores []Scores) Scores {
	var m Scores
	for _, s := range scores {
		m.NDCG10 += s.NDCG10
		m.MRR10 += s.MRR10
		m.Recall10 += s.Recall10
		m.Recall20 += s.Recall20
		m.Recall100 += s.Recall100
	}
	n := float64(max(len(scores), 1))
	m.NDCG10 /= n
	m.MRR10 /= n
	m.Recall10 /= n
	m.Recall20 /= n
	m.Recall100 /= n
	return m
}
