package flat

import (
	"fmt"
	"math"

	"github.com/kindred-search/kindred/index/vec"
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

// code is how the codes of a row, whole numbers c from -127 to 127, approximate a
// turned vector v: scale*c is near it. A code plus 128 is kept as two nibbles, for most
// rows never need the low one: the high one alone says that c is near to
// 16*high - 120.5, the middle of the 16 codes that it may be.
type code struct {
	scale float32
	off   float32 // v is no further than this from scale*c, as a Euclidean distance
	rough float32 // and no further than this from scale*(16*high - 120.5)
}

// A coder makes codes of vectors of one length, for one goroutine at a time.
type coder struct {
	rotation *rotation
	turned   []float64
	codes    []int8
}

func newCoder(r *rotation) *coder {
	dim := len(r.signs)
	return &coder{r, make([]float64, dim), make([]int8, dim)}
}

// encode writes the codes of v, whose length is 1, to codes. The largest component
// of the turned vector becomes 127 or -127.
func (r *coder) encode(v []float32) code {
	r.rotation.turn(r.turned, v)
	var largest float64
	for _, x := range r.turned {
		if x = math.Abs(x); x > largest {
			largest = x
		}
	}
	scale := float32(largest / 127) // not 0: a vector of length 1 has a component that large
	steps := 1 / float64(scale)     // rounding may make it 127.00001 to the largest, not 127.5
	var off, rough float64          // the squares of the distances
	for i, x := range r.turned {
		// Adding so much leaves no bit behind the point: it rounds to even.
		c := float64(x*steps) + 3<<51 - 3<<51
		r.codes[i] = int8(c)
		e := x - float64(scale)*c
		off += e * e
		e += float64(scale) * (float64(int(c)&15) - 7.5)
		rough += e * e
	}
	return code{scale: scale, off: above(off), rough: above(rough)}
}

// split writes codes as the nibbles of a row, two in a byte as vec.DotsNibble takes
// them: code i and code len(high)+i in byte i.
func split(high, low []uint8, codes []int8) {
	first := codes[:min(len(high), len(codes))]
	clear(high)
	clear(low)
	for i, c := range first {
		high[i], low[i] = uint8(c)>>4^8, uint8(c)&15
	}
	for i, c := range codes[len(first):] {
		high[i] |= uint8(c)&0xf0 ^ 0x80
		low[i] |= uint8(c) << 4
	}
}

// above is the root of a sum of squares, rounded up, and by more than what
// float64 may have lost.
func above(square float64) float32 {
	return math.Nextafter32(float32(math.Sqrt(square)*(1+1e-9)), math.MaxFloat32)
}

// probe is a query made ready to be compared with rows.
//
// Let the turned query q = t*d + f and a row v = s*c + e, where c and d are codes and s
// and t their scales. Then q.v = s*t*(c.d) + s*c.f + e.q. By the Cauchy-Schwarz
// inequality |e.q| <= |e||q|, and |s*c.f| <= (|v|+|e|)|f|. So q.v is s*t*(c.d),
// give or take
//
//	|e| * (|q|+|f|) + |v||f|
//
// of which perOff and constant are the factors. The same holds for the high nibbles
// alone, with an e that is larger.
type probe struct {
	query    []float32
	codes    []int8 // 0 beyond the query's length
	sum      int32  // of the codes
	scale    float32
	perOff   float32 // |q|+|f|
	constant float32 // |v||f|, and what rounding may take from both sides
}

func newProbe(r *rotation, query []float32) *probe {
	p := &probe{query: query, codes: make([]int8, 2*vec.NibbleRow(len(query)))}
	coder := newCoder(r)
	c := coder.encode(query)
	copy(p.codes, coder.codes)
	for _, code := range p.codes {
		p.sum += int32(code)
	}
	p.scale = c.scale
	// The exact product, in float32 by vec.Dot, is off by one rounding for the
	// product and one for each of the dim/16 + 4 sums; the bounds take less
	// than ten. Each is at most 2^-24 of what it rounds, which is below 1.1, or
	// below 1.1 and the distance of the row: perOff has room for that.
	rounding := float64(len(query)/16+4+1+10) * 0x1p-24 * 1.1
	p.perOff = float32((maxNorm + float64(c.off)) * (1 + 1e-5))
	p.constant = float32((maxNorm*float64(c.off) + rounding) * (1 + 1e-6))
	return p
}

// product is that of the codes, from the products of the two nibbles.
func (p *probe) product(high, low int32) int32 { return 16*high - 128*p.sum + low }

// between returns the bounds of the exact product with a row, as vec.Dot computes
// it, given the product of the codes.
func (p *probe) between(product int32, c code) (least, most float32) {
	about, slack := float32(product)*c.scale*p.scale, c.off*p.perOff+p.constant
	return about - slack, about + slack
}

// roughly returns what the exact product is about, and how far it may be from
// that, given the product of the high nibbles.
func (p *probe) roughly(high int32, c *code) (about, slack float32) {
	return float32(32*int64(high)-241*int64(p.sum)) * c.scale * (p.scale / 2), c.rough*p.perOff + p.constant
}
