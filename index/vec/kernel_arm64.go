package vec

import "unsafe"

// The kernels of kernels_arm64.s, for n a multiple of 16. Every arm64 processor
// has NEON.

//go:noescape
func dot1NEON(dst, query *float32, n int, r0 *float32)

//go:noescape
func dot4NEON(dst, query *float32, n int, r0, r1, r2, r3 *float32)

//go:noescape
func dotInt1NEON(dst *int32, query *int8, n int, r0 *int8)

//go:noescape
func dotInt4NEON(dst *int32, query *int8, n int, r0, r1, r2, r3 *int8)

// Kernel names the kernels in use.
func Kernel() string { return "NEON" }

// The vectors of models are multiples of 16; others are left to plain Go.
func dot1(dst, query *float32, n int, r0 *float32) {
	if n%16 == 0 {
		dot1NEON(dst, query, n, r0)
	} else {
		*dst = dotPlain(unsafe.Slice(query, n), unsafe.Slice(r0, n))
	}
}

func dot4(dst, query *float32, n int, r0, r1, r2, r3 *float32) {
	if n%16 == 0 {
		dot4NEON(dst, query, n, r0, r1, r2, r3)
	} else {
		dot4Plain(dst, query, n, r0, r1, r2, r3)
	}
}

func dotInt1(dst *int32, query *int8, n int, r0 *int8) {
	dotInt1NEON(dst, query, n&^15, r0)
	*dst += tailInt8(query, n, r0)
}

func dotInt4(dst *int32, query *int8, n int, r0, r1, r2, r3 *int8) {
	dotInt4NEON(dst, query, n&^15, r0, r1, r2, r3)
	if n&15 != 0 {
		addTails(dst, query, n, r0, r1, r2, r3)
	}
}

// widen converts as many as it can and returns how many.
func widen([]float32, []uint16) int { return 0 }

// join joins the first bytes that it can and returns how many.
func join([]int8, []uint8, []uint8) int { return 0 }

//go:noescape
func nibble1NEON(dst *int32, query *int8, n int, r0 *uint8)

//go:noescape
func nibble4NEON(dst *int32, query *int8, n int, r0, r1, r2, r3 *uint8)

func nibble1(dst *int32, query *int8, n int, r0 *uint8) { nibble1NEON(dst, query, n, r0) }

func nibble4(dst *int32, query *int8, n int, r0, r1, r2, r3 *uint8) {
	nibble4NEON(dst, query, n, r0, r1, r2, r3)
}

// dotsAt is DotsAt for what fits.
func (r Nibbles) dotsAt(dst []int32, query []int8, ids []uint32) { r.dotsAtFour(dst, query, ids) }

func (r Nibbles) prefetch(int, []uint32) {}

func prefetch(*byte, int) {}
