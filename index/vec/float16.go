package vec

import "math"

// Widen sets dst[i] to the float32 that the float16 (IEEE 754 binary16) src[i]
// stands for, exactly. dst must be at least as long as src.
func Widen(dst []float32, src []uint16) {
	dst = dst[:len(src)]
	n := widen(dst, src)
	widenPlain(dst[n:], src[n:])
}

// Narrow sets dst[i] to the bits of the float16 nearest to src[i]: Float16 of
// each. dst must be at least as long as src.
func Narrow(dst []uint16, src []float32) {
	dst = dst[:len(src)]
	for i, f := range src {
		dst[i] = Float16(f)
	}
}

// Float32 returns the number whose float16 bits are h: sign 1, exponent 5,
// fraction 10.
func Float32(h uint16) float32 {
	sign := uint32(h&0x8000) << 16
	magnitude := uint32(h & 0x7fff)
	switch {
	case magnitude >= 0x7c00: // infinity; a NaN, made quiet, with its payload
		if magnitude > 0x7c00 {
			magnitude |= 0x200
		}
		return math.Float32frombits(sign | 0x7f800000 | (magnitude&0x3ff)<<13)
	case magnitude >= 0x400:
		return math.Float32frombits(sign | magnitude<<13 + (127-15)<<23)
	}
	// Zero and subnormals count units of 2^-24.
	return math.Float32frombits(sign | math.Float32bits(float32(magnitude)*0x1p-24))
}

// Float16 returns the bits of the float16 nearest to f; halfway, the one whose
// last bit is 0. What is too large becomes infinity, a NaN stays one.
func Float16(f float32) uint16 {
	bits := math.Float32bits(f)
	sign := uint16(bits >> 16 & 0x8000)
	magnitude := bits & 0x7fffffff
	switch {
	case magnitude > 0x7f800000:
		return sign | 0x7e00 | uint16(magnitude>>13&0x3ff)
	case magnitude >= 0x47800000: // 2^16 and beyond
		return sign | 0x7c00
	case magnitude < 0x38800000: // below 2^-14, the smallest normal float16
		// Adding 0.5 leaves units of 2^-24 in the last bits, rounded to even.
		return sign | uint16(math.Float32bits(math.Float32frombits(magnitude)+0.5)-math.Float32bits(0.5))
	}
	// The 13 bits that go round the rest up, which may carry into the exponent.
	magnitude += 0xfff + magnitude>>13&1
	return sign | uint16((magnitude-(127-15)<<23)>>13)
}
