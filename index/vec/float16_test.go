package vec

import (
	"math"
	"testing"
)

func TestFloat16ByHand(t *testing.T) {
	f := func(bits uint16, want float32) {
		t.Helper()
		if got := Float32(bits); math.Float32bits(got) != math.Float32bits(want) {
			t.Errorf("Float32(%#04x) = %v, need %v", bits, got, want)
		}
		if got := Float16(want); got != bits {
			t.Errorf("Float16(%v) = %#04x, need %#04x", want, got, bits)
		}
	}
	f(0x0000, 0)
	f(0x8000, float32(math.Copysign(0, -1)))
	f(0x3c00, 1)
	f(0xbc00, -1)
	f(0x3555, 0.333251953125) // 1/3: 1.0101010101 binary, 2^-2
	f(0x7bff, 65504)          // the largest
	f(0x0400, 0x1p-14)        // the smallest normal
	f(0x03ff, 0x1p-14-0x1p-24)
	f(0x0001, 0x1p-24) // the smallest
	f(0x7c00, float32(math.Inf(1)))
	f(0xfc00, float32(math.Inf(-1)))
}

func TestFloat16Rounds(t *testing.T) {
	f := func(x float32, want uint16) {
		t.Helper()
		if got := Float16(x); got != want {
			t.Errorf("Float16(%v) = %#04x, need %#04x", x, got, want)
		}
	}
	f(1+0x1p-11, 0x3c00)             // halfway: to the even fraction
	f(1+0x1p-11+0x1p-20, 0x3c01)     // beyond halfway
	f(1+3*0x1p-11, 0x3c02)           // halfway: to the even fraction, up
	f(2-0x1p-12, 0x4000)             // carries into the exponent
	f(65519.996, 0x7bff)             // below halfway to 2^16
	f(65520, 0x7c00)                 // halfway: infinity
	f(math.MaxFloat32, 0x7c00)       // far beyond
	f(0x1p-25, 0x0000)               // half of the smallest: to even
	f(0x1p-25+0x1p-40, 0x0001)       // beyond half
	f(3*0x1p-25, 0x0002)             // halfway among subnormals: to even
	f(0x1p-14-0x1p-26, 0x0400)       // the largest subnormal rounds to normal
	f(-0x1p-149, 0x8000)             // keeps its sign
	f(math.Float32frombits(1), 0x00) // float32's own smallest
}

// Every float16 there is, through both conversions and the kernel.
func TestEveryFloat16(t *testing.T) {
	src := make([]uint16, 1<<16)
	for i := range src {
		src[i] = uint16(i)
	}
	wide, plain := make([]float32, len(src)), make([]float32, len(src))
	Widen(wide, src)
	widenPlain(plain, src)
	back := make([]uint16, len(src))
	Narrow(back, wide)
	for i, h := range src {
		if math.Float32bits(wide[i]) != math.Float32bits(plain[i]) {
			t.Fatalf("%#04x: got %v, need %v", h, wide[i], plain[i])
		}
		if isNaN := h&0x7fff > 0x7c00; isNaN != (wide[i] != wide[i]) {
			t.Fatalf("%#04x: got %v", h, wide[i])
		}
		// A signalling NaN comes back quiet.
		if back[i] != h && back[i] != h|0x200 || back[i] != h && h&0x7fff <= 0x7c00 {
			t.Fatalf("%#04x came back as %#04x", h, back[i])
		}
	}
	// The definition, in float64, for all that are finite.
	for _, h := range src {
		exponent, fraction := int(h>>10&31), float64(h&1023)
		if exponent == 31 {
			continue
		}
		want := math.Ldexp(fraction, -24)
		if exponent > 0 {
			want = math.Ldexp(1024+fraction, exponent-25)
		}
		if h>>15 == 1 {
			want = -want
		}
		if got := float64(Float32(h)); got != want {
			t.Fatalf("%#04x: got %v, need %v", h, got, want)
		}
	}
}

func TestWidenOddLengths(t *testing.T) {
	for _, n := range lengths {
		src, dst := make([]uint16, n), make([]float32, n+1)
		for i := range src {
			src[i] = 0x3c00
		}
		dst[n] = 42
		Widen(dst, src)
		for i := range n {
			if dst[i] != 1 {
				t.Fatalf("length %d: element %d is %v, need 1", n, i, dst[i])
			}
		}
		if dst[n] != 42 {
			t.Fatalf("length %d: wrote beyond it", n)
		}
	}
}

// The nearest of all float16, by looking at its neighbors.
func FuzzFloat16(f *testing.F) {
	for _, x := range []float32{0, 1, -0.1, 1.0009766, 65519, 65520, 6e-8, 3e-8, 6.1e-5} {
		f.Add(math.Float32bits(x))
	}
	f.Fuzz(func(t *testing.T, bits uint32) {
		x := math.Float32frombits(bits)
		h := Float16(x)
		got := float64(Float32(h))
		switch {
		case x != x:
			if got == got {
				t.Fatalf("NaN became %v", got)
			}
			return
		case math.Abs(float64(x)) >= 65520:
			if !math.IsInf(got, int(math.Copysign(1, float64(x)))) {
				t.Fatalf("%v became %v, need infinity", x, got)
			}
			return
		}
		off := math.Abs(got - float64(x))
		for _, other := range []uint16{h - 1, h + 1} {
			y := float64(Float32(other))
			if other&0x7fff > 0x7c00 || math.IsInf(y, 0) {
				continue
			}
			if d := math.Abs(y - float64(x)); d < off || d == off && h&1 == 1 && other&0x7fff != 0x7c00 {
				t.Fatalf("%v became %v, but %v is nearer, or as near and even", x, got, y)
			}
		}
		if math.Signbit(got) != math.Signbit(float64(x)) {
			t.Fatalf("%v became %v: the sign changed", x, got)
		}
	})
}
