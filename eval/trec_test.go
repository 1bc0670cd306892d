package eval

import (
	"bytes"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// 0.5 is a power of two: the next 32-bit float below it is 0.5 - 2^-25 =
// 0.49999997019767761, whose shortest form is 0.49999997.
func TestRunLines(t *testing.T) {
	var b bytes.Buffer
	w := NewRunWriter(&b, "my model")
	if err := w.Write("q1", []Hit{{"a", 2}, {"b", 0.5}, {"c", 0.5}, {"d", -1}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Write("q2", nil); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	const want = "q1 Q0 a 1 2 my-model\nq1 Q0 b 2 0.5 my-model\nq1 Q0 c 3 0.49999997 my-model\nq1 Q0 d 4 -1 my-model\n"
	if b.String() != want {
		t.Errorf("got\n%swant\n%s", b.String(), want)
	}
}

// trec_eval reads 32-bit floats: also scores that differ only as 64-bit floats must stay in order.
func TestRunScoresFallStrictlyAs32BitFloats(t *testing.T) {
	for seed := range uint64(100) {
		r := rand.New(rand.NewPCG(seed, 0))
		hits := make([]Hit, 1+r.IntN(50))
		for i, id := range numbered("d", len(hits)) {
			hits[i] = Hit{id, float64(r.IntN(3)) + float64(r.IntN(3))*1e-12}
		}
		sortHits(hits)
		var b bytes.Buffer
		w := NewRunWriter(&b, "x")
		if err := w.Write("q", hits); err != nil {
			t.Fatal(err)
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		last, i := math.Inf(1), 0
		for row := range strings.Lines(b.String()) {
			f := strings.Fields(row)
			score, err := strconv.ParseFloat(f[4], 32)
			if err != nil || float64(float32(score)) >= last || f[2] != hits[i].ID || f[3] != strconv.Itoa(i+1) {
				t.Fatalf("seed %d: line %q after score %v, %v", seed, row, last, err)
			}
			last = float64(float32(score))
			i++
		}
		if i != len(hits) {
			t.Fatalf("seed %d: %d lines of %d hits", seed, i, len(hits))
		}
	}
}

func TestRunRefusesWhatTRECCannotHold(t *testing.T) {
	for _, c := range []struct {
		query string
		hit   Hit
	}{
		{"q 1", Hit{"a", 1}}, {"", Hit{"a", 1}}, {"q", Hit{"a\tb", 1}}, {"q", Hit{"a\u00a0b", 1}}, {"q", Hit{"", 1}},
		{"q", Hit{"a", math.NaN()}}, {"q", Hit{"a", math.Inf(-1)}}, {"q", Hit{"a", -1e300}},
	} {
		if err := NewRunWriter(&bytes.Buffer{}, "x").Write(c.query, []Hit{c.hit}); err == nil {
			t.Errorf("query %q, hit %+v: no error", c.query, c.hit)
		}
	}
}
