package hnsw

import (
	"fmt"
	"math"
)

// normTolerance is how far the length of a vector may be from 1, that of package
// flat. Rounding to float16 moves it by less than 0.0005.
const normTolerance = 0.005

// checkUnit returns an error unless v has dim components and length 1. The caller
// says what v is.
func checkUnit(v []float32, dim int) error {
	if len(v) != dim {
		return fmt.Errorf("it has %d dimensions, need %d: %w; embed it with the model of the store", len(v), dim, ErrDimension)
	}
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	if norm := math.Sqrt(sum); !(math.Abs(norm-1) <= normTolerance) { // a NaN fails too
		return fmt.Errorf("its length is %g, need 1 within %g: %w; divide it by its length", norm, normTolerance, ErrNotUnit)
	}
	return nil
}
