package hnsw

import (
	"math"
	"slices"
)

// A vector v is kept as codes c of 8 bits, v = step*c + e. All vectors share one
// step, so that products of codes compare as they are, and a row needs no scale
// beside it. Codes are as fine as the largest components of most vectors allow;
// the few larger ones are cut off, which costs their nodes some nearness and no
// answer anything: e is known.

const (
	maxCode = 127

	// stepQuantile is how much of the vectors' largest components a code can hold.
	stepQuantile = 0.99

	// stepSample is how many vectors a step is chosen from. When the first Add has
	// fewer, it is chosen again when there are as many.
	stepSample = 4096
)

// chooseStep returns the step for vectors of dim components, at least one, whose
// length is 1.
func chooseStep(vectors []float32, dim int) float32 {
	var largest []float32
	for ; len(vectors) > 0 && len(largest) < stepSample; vectors = vectors[dim:] {
		largest = append(largest, largestOf(vectors[:dim]))
	}
	slices.Sort(largest)
	return largest[int(float64(len(largest)-1)*stepQuantile)] / maxCode
}

func largestOf(v []float32) float32 {
	var largest float32
	for _, x := range v {
		largest = max(largest, float32(math.Abs(float64(x))))
	}
	return largest
}

// encode writes the codes of v by a step to codes, which may be longer, and
// returns what v is not further from than: |e|, rounded up.
func encode(codes []int8, v []float32, step float32) float32 {
	steps := 1 / float64(step)
	var off float64 // the square of the distance
	for i, x := range v {
		c := math.RoundToEven(min(max(float64(x)*steps, -maxCode), maxCode))
		codes[i] = int8(c)
		e := float64(x) - float64(step)*c
		off += e * e
	}
	clear(codes[len(v):])
	// Rounded up, and by more than float64 may have lost.
	return math.Nextafter32(float32(math.Sqrt(off)*(1+1e-9)), 1)
}
