package flat

import "math"

// A rotation turns vectors without changing any product between them. Codes of
// turned vectors are finer: models put much into a few components, which set the
// scale, and turned it is spread over all.
//
// It is a Hadamard transform of blocks as large as the largest power of two that
// divides the dimensions. A block takes every n-th component, as models may order
// theirs by size, and signs keep components that are alike from adding up in one.
type rotation struct {
	block, blocks int
	signs         []float64 // of each component, with the factor that keeps lengths
}

func newRotation(dim int) *rotation {
	r := &rotation{block: dim & -dim, signs: make([]float64, dim)}
	r.blocks = dim / r.block
	for i := range r.signs {
		r.signs[i] = 1 / math.Sqrt(float64(r.block))
		if (uint32(i)+1)*0x9e3779b9>>31 == 1 {
			r.signs[i] = -r.signs[i]
		}
	}
	return r
}

// turn writes v, turned, to dst; both of the rotation's dimensions.
func (r *rotation) turn(dst []float64, v []float32) {
	for b := range r.blocks {
		block := dst[b*r.block:][:r.block]
		for i := range block {
			at := i*r.blocks + b
			block[i] = float64(v[at]) * r.signs[at]
		}
		step := 1
		if len(block) >= 4 { // the first two steps in one
			for four := block; len(four) > 0; four = four[4:] {
				a, b, c, d := four[0]+four[1], four[0]-four[1], four[2]+four[3], four[2]-four[3]
				four[0], four[1], four[2], four[3] = a+c, b+d, a-c, b-d
			}
			step = 4
		}
		for ; step < len(block); step *= 2 {
			for pair := block; len(pair) > 0; pair = pair[2*step:] {
				low, high := pair[:step], pair[step:][:step]
				for i, x := range low {
					y := high[i]
					low[i], high[i] = x+y, x-y
				}
			}
		}
	}
}
