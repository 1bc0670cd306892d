package hnsw

import (
	"math"
	"slices"

	"github.com/kindred-search/kindred/index/vec"
)

// A vector v is kept as codes c of 8 bits, v = step*c + e. All vectors share one
// step, so that products of codes compare as they are, and a row needs no scale
// beside it. Codes are as fine as the largest components of most vectors allow.
// The few larger ones are cut off, which costs their nodes some nearness; exact
// search does not go by the codes of these wide rows.
//
// The high and the low four bits of c+128 lie in two planes. Searches walk by the
// high ones alone, half the bytes: how near a node is to within a hundredth is
// enough to choose the way. What they found is then put in order by both.
//
// A row of a plane is stride bytes, of two codes each (see vec.DotsNibble): the
// first 64 bytes hold the first 128 codes, and so on, so that a prefix of a row is
// of a prefix of the vector.

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

// encode writes the codes of v by a step to codes, which has two for every byte of
// a row, in the order of a row: first those of the low halves of its bytes, then
// those of the high ones. off is what v is not further from than: |e|, rounded up.
// The row is wide when a component was cut off.
func encode(codes []int8, v []float32, step float32) (off float32, wide bool) {
	low, high := codes[:len(codes)/2], codes[len(codes)/2:]
	clear(codes)
	steps := 1 / float64(step)
	var sum float64 // the square of the distance
	for i, x := range v {
		c := math.RoundToEven(float64(x) * steps)
		if c > maxCode || c < -maxCode {
			c, wide = math.Copysign(maxCode, c), true
		}
		if at := i/128*64 + i%64; i%128 < 64 {
			low[at] = int8(c)
		} else {
			high[at] = int8(c)
		}
		e := float64(x) - float64(step)*c
		sum += e * e
	}
	// Rounded up, and by more than float64 may have lost.
	return math.Nextafter32(float32(math.Sqrt(sum)*(1+1e-9)), 1), wide
}

// split writes codes to the rows of the two planes.
func split(high, low []uint8, codes []int8) {
	n := len(high)
	for i, c := range codes[:n] {
		a, b := uint8(c)^0x80, uint8(codes[n+i])^0x80
		high[i], low[i] = a>>4|b&0xf0, a&0x0f|b<<4
	}
}

// join sets codes, those of a row, to the codes of a node: the opposite of split.
func (g *graph) join(codes []int8, node uint32) {
	high, low := g.rows(node)
	vec.Join(codes, high, low)
}

// planes are the codes of all nodes.
type planes struct {
	high, low vec.Nibbles
	ones      []int8  // as many as codes, for their sum
	mapped    *mapped // verifies what is in a file; nil when all is in memory
}

// roughly sets dst[i] to the product of codes, a query's, and the high plane of node
// ids[i]. dst has room for len(ids) rounded up to a multiple of four.
func (p *planes) roughly(dst []int32, codes []int8, ids []uint32) {
	if p.mapped == nil || p.mapped.holdsAll(p.mapped.high, ids) {
		p.high.DotsAt(dst, codes, ids)
	}
}

// intact reports whether the codes of nodes are as they were written; when not, mapped has
// the error.
func (p *planes) intact(ids []uint32) bool {
	return p.mapped == nil || p.mapped.holdsAll(p.mapped.high, ids) && p.mapped.holdsAll(p.mapped.low, ids)
}

// dots sets dst[i] to the product of codes, a query's, and those of node ids[i].
// dst and scratch have room for len(ids) rounded up to a multiple of four.
func (p *planes) dots(dst, scratch []int32, codes []int8, ids []uint32) {
	if !p.intact(ids) {
		return
	}
	p.high.DotsAt(dst, codes, ids)
	p.low.DotsAt(scratch, codes, ids)
	raised := 128 * vec.DotInt8(codes, p.ones) // by so much are the products too large
	for i := range ids {
		dst[i] = 16*dst[i] + scratch[i] - raised
	}
}
