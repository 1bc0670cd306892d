package corpus

import (
	"encoding/binary"
	"math"
)

// Vectors are stored as IEEE 754 binary16, little endian. For a unit vector
// the rounding changes a dot product by less than 0.001, and the file is half
// as large as with float32.

// AppendFloat16 appends each component of v, rounded to the nearest binary16
// (to even when in the middle), to dst.
func AppendFloat16(dst []byte, v []float32) []byte {
	for _, x := range v {
		dst = binary.LittleEndian.AppendUint16(dst, toFloat16(x))
	}
	return dst
}

// Float16s appends the components that b holds, as AppendFloat16 wrote them,
// to dst. A last odd byte is not looked at.
func Float16s(dst []float32, b []byte) []float32 {
	for ; len(b) >= 2; b = b[2:] {
		dst = append(dst, fromFloat16(binary.LittleEndian.Uint16(b)))
	}
	return dst
}

// toFloat16 rounds to the nearest binary16. What is too large becomes
// infinity, what is too small zero; a NaN stays one.
func toFloat16(x float32) uint16 {
	bits := math.Float32bits(x)
	sign := uint16(bits >> 16 & 0x8000)
	bits &= 0x7fffffff
	switch {
	case bits > 0x7f800000: // NaN: quiet, with what fits of its payload
		return sign | 0x7e00 | uint16(bits>>13&0x1ff)
	case bits >= 0x477ff000: // 65520 and more are nearer to infinity than to 65504
		return sign | 0x7c00
	case bits >= 0x38800000: // normal: 2^-14 and more
		// Rounding may carry into the exponent, which is then right as well.
		bits += 0xfff + bits>>13&1
		return sign | uint16((bits-0x38000000)>>13)
	case bits <= 0x33000000: // 2^-25 lies in the middle of 0 and the smallest; to even is 0
		return sign
	}
	// Subnormal: the 24 bits of the mantissa, in units of 2^-24.
	shift := 126 - bits>>23
	mantissa := bits&0x7fffff | 0x800000
	half := uint32(1)<<(shift-1) - 1
	return sign | uint16((mantissa+half+mantissa>>shift&1)>>shift)
}

// fromFloat16 is exact.
func fromFloat16(h uint16) float32 {
	sign := uint32(h&0x8000) << 16
	exponent, mantissa := uint32(h>>10&0x1f), uint32(h&0x3ff)
	switch exponent {
	case 0: // zero or subnormal: units of 2^-24
		x := math.Float32bits(float32(mantissa) / (1 << 24))
		return math.Float32frombits(sign | x)
	case 0x1f: // infinity or NaN
		return math.Float32frombits(sign | 0x7f800000 | mantissa<<13)
	}
	return math.Float32frombits(sign | (exponent+112)<<23 | mantissa<<13)
}
