package kindred

import (
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/index/coder"
)

// A graph that does not find enough is not searched: answers are exact, and the
// error has both numbers and the way out.
func TestGuardedGraph(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("github.com/coder/hnsw does not compile there")
	}
	const dim, n = 24, 4000
	g, err := newGuarded(dim)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(1, 2))
	unit := func() []float32 {
		v, sum := make([]float32, dim), 0.0
		for i := range v {
			v[i] = float32(random.NormFloat64())
			sum += float64(v[i]) * float64(v[i])
		}
		for i := range v {
			v[i] /= float32(math.Sqrt(sum))
		}
		return v
	}
	for slot := range uint32(n) {
		if err := g.Add([]uint32{slot}, unit()); err != nil {
			t.Fatal(err)
		}
	}
	var probes []probe
	for range 20 {
		probes = append(probes, probe{query: unit()})
	}
	exact := func() (same int) {
		for _, p := range probes {
			want, err := g.Exact(t.Context(), p.query, 10, nil)
			if err != nil {
				t.Fatal(err)
			}
			got, err := g.Search(t.Context(), p.query, 10, nil)
			if err != nil {
				t.Fatal(err)
			}
			if slices.Equal(got, want) {
				same++
			}
		}
		return same
	}
	recall, err := g.require(t.Context(), probes, 1)
	if !errors.Is(err, coder.ErrRecall) || !strings.Contains(err.Error(), "need 1.000") || !strings.Contains(err.Error(), "--index hnsw") {
		t.Fatalf("got recall %g and %v, need a refusal", recall, err)
	}
	if same := exact(); same != len(probes) {
		t.Errorf("%d of %d answers of a refused graph are exact", same, len(probes))
	}
	if _, err := g.require(t.Context(), probes, recall); err != nil {
		t.Fatal(err)
	}
	if same := exact(); same == len(probes) {
		t.Errorf("every answer is exact: the graph of recall %g was not searched", recall)
	}
}
