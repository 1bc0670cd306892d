package flat

import (
	"fmt"
	"math"
)

const (
	// normTolerance is how far the length of a vector may be from 1. Rounding to
	// float16 moves it by less than 0.0005.
	normTolerance = 0.005

	// maxNorm bounds the length of every vector here, of one stored and of a query.
	maxNorm = 1 + normTolerance
)

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

// code is how a row of codes approximates a vector v.
type code struct {
	scale float32 // v is about scale times its codes
	off   float32 // and no further from that than off, as a Euclidean distance
}

// encode writes the codes of v, whose length is 1, to codes. The largest
// component becomes 127 or -127.
func encode(codes []int8, v []float32) code {
	var largest float32
	for _, x := range v {
		largest = max(largest, float32(math.Abs(float64(x))))
	}
	scale := largest / 127      // not 0: a vector of length 1 has a component that large
	steps := 1 / float64(scale) // rounding may make it 127.00001 to the largest, not 127.5
	var off float64             // the square of the distance
	for i, x := range v {
		c := math.RoundToEven(float64(x) * steps)
		codes[i] = int8(c)
		e := float64(x) - float64(scale)*c
		off += e * e
	}
	// Rounded up, and by more than float64 may have lost.
	return code{scale: scale, off: math.Nextafter32(float32(math.Sqrt(off)*(1+1e-9)), 1)}
}

// probe is a query made ready to be compared with rows.
//
// Let the query q = t*d + f and a row v = s*c + e, where c and d are codes and s
// and t their scales. Then q.v = s*t*(c.d) + s*c.f + e.q. By the Cauchy-Schwarz
// inequality |e.q| <= |e||q|, and |s*c.f| <= (|v|+|e|)|f|. So q.v is s*t*(c.d),
// give or take
//
//	|e| * (|q|+|f|) + |v||f|
//
// of which perOff and constant are the factors.
type probe struct {
	query    []float32
	codes    []int8
	scale    float32
	perOff   float32 // |q|+|f|
	constant float32 // |v||f|, and what rounding may take from both sides
}

func newProbe(query []float32) *probe {
	p := &probe{query: query, codes: make([]int8, len(query))}
	c := encode(p.codes, query)
	p.scale = c.scale
	// The exact product, in float32 by vec.Dot, is off by one rounding for the
	// product and one for each of the dim/16 + 4 sums; the bounds take less
	// than ten. Each is at most 2^-24 of what it rounds, which is below 1.1.
	rounding := float64(len(query)/16+4+1+10) * 0x1p-24 * 1.1
	p.perOff = float32((maxNorm + float64(c.off)) * (1 + 1e-6))
	p.constant = float32((maxNorm*float64(c.off) + rounding) * (1 + 1e-6))
	return p
}

// between returns the bounds of the exact product with a row, as vec.Dot computes
// it, given the product of the codes.
func (p *probe) between(product int32, c code) (least, most float32) {
	about, slack := float32(product)*c.scale*p.scale, c.off*p.perOff+p.constant
	return about - slack, about + slack
}
