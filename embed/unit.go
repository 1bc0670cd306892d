package embed

import (
	"fmt"
	"math"
)

// normalize scales v to length 1 in place. It returns ErrBadVector, with the
// reason, when v has a component that is not finite or when its length is zero
// or too large to compute; v is then undefined.
func normalize(v []float32) error {
	var sum float64
	for _, x := range v {
		sum += float64(x) * float64(x)
	}
	// NaN and infinity in any component reach the sum; a finite sum means that
	// every component was finite, because float32 squared cannot overflow float64.
	if math.IsNaN(sum) || math.IsInf(sum, 0) {
		for i, x := range v {
			if math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
				return fmt.Errorf("%w: component %d of %d is %v, need a finite number; the weights may be damaged: add the model again", ErrBadVector, i, len(v), x)
			}
		}
	}
	if sum == 0 {
		return fmt.Errorf("%w: all %d components are zero, need a direction; the text may hold nothing the model was trained on", ErrBadVector, len(v))
	}
	scale := float32(1 / math.Sqrt(sum))
	if math.IsInf(float64(scale), 0) { // a subnormal length: scaling by 1/length would overflow
		return fmt.Errorf("%w: its length is %g, need one that can be scaled to 1", ErrBadVector, math.Sqrt(sum))
	}
	for i := range v {
		v[i] *= scale
	}
	return nil
}
