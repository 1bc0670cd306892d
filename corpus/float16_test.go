package corpus

import (
	"bytes"
	"math"
	"testing"
)

// slowFloat16 is the definition of binary16: sign, 5 bits of exponent with
// bias 15, 10 bits of mantissa.
func slowFloat16(h uint16) float64 {
	sign, e, m := 1.0, int(h>>10&31), float64(h&1023)
	if h>>15 == 1 {
		sign = -1
	}
	switch e {
	case 0:
		return sign * math.Ldexp(m/1024, -14)
	case 31:
		if m != 0 {
			return math.NaN()
		}
		return sign * math.Inf(1)
	}
	return sign * math.Ldexp(1+m/1024, e-15)
}

func TestFloat16AllValues(t *testing.T) {
	for i := range 1 << 16 {
		h := uint16(i)
		x, want := fromFloat16(h), slowFloat16(h)
		if math.IsNaN(want) {
			if x == x || toFloat16(x)&0x7c00 != 0x7c00 || toFloat16(x)&0x3ff == 0 || toFloat16(x)&0x8000 != h&0x8000 {
				t.Fatalf("%#04x: got %v and back %#04x, need NaN", h, x, toFloat16(x))
			}
			continue
		}
		if float64(x) != want || math.Signbit(float64(x)) != math.Signbit(want) {
			t.Fatalf("%#04x: got %v, need %v", h, x, want)
		}
		if back := toFloat16(x); back != h {
			t.Fatalf("%#04x is %v, and that %#04x", h, x, back)
		}
	}
}

// Between two neighbors the nearer one is taken, in the middle the even one.
func TestFloat16Rounding(t *testing.T) {
	for h := range uint16(0x7c00) { // up to the largest finite one, whose neighbor is "65536"
		below := slowFloat16(h)
		above := slowFloat16(h + 1)
		if h == 0x7bff {
			above = 65536
		}
		middle := float32((below + above) / 2)
		even := h + h&1
		for _, sign := range []uint16{0, 0x8000} {
			s := float32(1 - 2*int(sign>>15))
			f := func(x float32, want uint16) {
				t.Helper()
				if got := toFloat16(s * x); got != want|sign {
					t.Fatalf("%v: got %#04x, need %#04x", s*x, got, want|sign)
				}
			}
			f(middle, even)
			f(math.Nextafter32(middle, 0), h)
			f(math.Nextafter32(middle, math.MaxFloat32), h+1)
		}
	}
	if toFloat16(math.MaxFloat32) != 0x7c00 || toFloat16(math.SmallestNonzeroFloat32) != 0 {
		t.Error("the largest and the smallest float32 are not infinity and zero")
	}
}

func TestFloat16Bytes(t *testing.T) {
	v := []float32{1, -2, 0.5, 65504, 0.333251953125, 0}
	want := []byte{0x00, 0x3c, 0x00, 0xc0, 0x00, 0x38, 0xff, 0x7b, 0x55, 0x35, 0x00, 0x00}
	got := AppendFloat16([]byte{0xee}, v)
	if !bytes.Equal(got[1:], want) || got[0] != 0xee {
		t.Errorf("got % x, need % x", got, want)
	}
	back := Float16s(nil, want)
	for i := range v {
		if back[i] != v[i] {
			t.Errorf("component %d: got %v, need %v", i, back[i], v[i])
		}
	}
	if got := Float16s(nil, []byte{0, 0x3c, 7}); len(got) != 1 || got[0] != 1 {
		t.Errorf("an odd byte: got %v", got)
	}
}
