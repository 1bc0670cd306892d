package main

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/vec"
)

// The blocks of nearest against a sort of everything.
func TestNearest(t *testing.T) {
	const n, q, dim, depth = 1100, 7, 5, 12
	seed := rand.Uint64()
	t.Log("seed", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	numbers := func(n int) []float32 {
		v := make([]float32, n)
		for i := range v {
			v[i] = float32(random.IntN(5)) // ties
		}
		return v
	}
	base, queries := numbers(n*dim), numbers(q*dim)
	some, few := bitmap.New(n), bitmap.New(n)
	for row := range n {
		if row%3 == 0 {
			some.Set(uint32(row))
		}
		if row%200 == 0 {
			few.Set(uint32(row))
		}
	}
	for _, pass := range []bitmap.Bitmap{nil, some, few} {
		got := nearest(base, queries, dim, depth, pass)
		for i := range q {
			var all []float32
			for row := range n {
				if pass == nil || pass.Has(uint32(row)) {
					all = append(all, vec.Dot(queries[i*dim:][:dim], base[row*dim:][:dim]))
				}
			}
			slices.Sort(all)
			slices.Reverse(all)
			for len(all) < depth {
				all = append(all, -2)
			}
			if !slices.Equal(got.dots[i*depth:][:depth], all[:depth]) {
				t.Fatalf("query %d: got %v, need %v", i, got.dots[i*depth:][:depth], all[:depth])
			}
			for j, slot := range got.slots[i*depth:][:depth] {
				if slot == math.MaxUint32 {
					continue
				}
				if p := vec.Dot(queries[i*dim:][:dim], base[int(slot)*dim:][:dim]); p != got.dots[i*depth+j] || pass != nil && !pass.Has(slot) {
					t.Fatalf("query %d: slot %d has product %v, need %v, and must pass", i, slot, p, got.dots[i*depth+j])
				}
			}
		}
	}
}

func TestRecall(t *testing.T) {
	// 20 rows on a line; the query's nearest are the last ones.
	base := make([]float32, 20)
	for i := range base {
		base[i] = float32(i)
	}
	base[9] = 10 // as near as the tenth
	queries := []float32{1}
	truth := nearest(base, queries, 1, k, nil)
	f := func(want float64, slots ...uint32) {
		t.Helper()
		if got := recall([][]uint32{slots}, truth, base, queries, 1); got != want {
			t.Errorf("%v: got %v, need %v", slots, got, want)
		}
	}
	f(1, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10)
	f(1, 19, 18, 17, 16, 15, 14, 13, 12, 11, 9)
	f(0.9, 19, 18, 17, 16, 15, 14, 13, 12, 11, 8)
	f(0.1, 19, 19, 19, 19, 19)
	f(0)
}

func TestQPSAt(t *testing.T) {
	curve := frontier(
		[]point{{1, 0.8, 1000}, {2, 0.9, 100}, {3, 0.95, 50}},
		[]point{{1, 0.85, 10}, {2, 0.95, 20}, {3, 0.99, 10}},
	)
	if want := []point{{1, 0.8, 1000}, {2, 0.9, 100}, {3, 0.95, 50}, {3, 0.99, 10}}; !slices.Equal(curve, want) {
		t.Fatalf("frontier %v, need %v", curve, want)
	}
	f := func(recall, want float64, reached bool) {
		t.Helper()
		got, ok := qpsAt(curve, recall)
		if math.Abs(got-want) > 1e-9*want || ok != reached {
			t.Errorf("at %v: got %v %t, need %v %t", recall, got, ok, want, reached)
		}
	}
	f(0.9, 100, true)
	f(0.85, math.Sqrt(1000*100), true)
	f(0.5, 1000, true)
	f(0.99, 10, true)
	f(0.991, 0, false)
}

func TestExponent(t *testing.T) {
	got := exponent([]growthPoint{{Papers: 10, Micros: 1e6}, {Papers: 100_000, Micros: 10}, {Papers: 400_000, Micros: 20}, {Papers: 1_600_000, Micros: 40}})
	if math.Abs(got-0.5) > 1e-9 {
		t.Errorf("got %v, need 0.5", got)
	}
}
