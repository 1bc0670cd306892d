package embed

import (
	"errors"
	"math"
	"testing"
)

func TestNormalize(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	f := func(v []float32, want []float32) {
		t.Helper()
		err := normalize(v)
		if want == nil {
			if !errors.Is(err, ErrBadVector) {
				t.Errorf("got %v, %v; need ErrBadVector", v, err)
			}
			return
		}
		if err != nil {
			t.Errorf("got %v, need %v", err, want)
		}
		for i := range v {
			if math.Abs(float64(v[i]-want[i])) > 1e-6 {
				t.Errorf("got %v, need %v", v, want)
			}
		}
	}
	f([]float32{3, 4}, []float32{0.6, 0.8})
	f([]float32{-2}, []float32{-1})
	f([]float32{3e38, 3e38}, []float32{math.Sqrt2 / 2, math.Sqrt2 / 2}) // the squares overflow float32
	f([]float32{1e-30, 0}, []float32{1, 0})
	f([]float32{0, 0}, nil)
	f([]float32{1, nan}, nil)
	f([]float32{inf, 1}, nil)
	f([]float32{-inf, inf}, nil)
	f([]float32{math.SmallestNonzeroFloat32}, nil)
}

func TestDocumentText(t *testing.T) {
	f := func(title, abstract, want string) {
		t.Helper()
		if got := DocumentText(title, abstract); got != want {
			t.Errorf("DocumentText(%q, %q) = %q, need %q", title, abstract, got, want)
		}
	}
	f("Title", "Abstract.", "Title. Abstract.")
	f("Title", "", "Title")
	f("", "Abstract.", "Abstract.")
	f("", "", "")
}
