//go:build !amd64 && !arm64

package vec

import "unsafe"

// Kernel names the kernels in use.
func Kernel() string { return "plain Go" }

func dot1(dst, query *float32, n int, r0 *float32) {
	*dst = dotPlain(unsafe.Slice(query, n), unsafe.Slice(r0, n))
}

func dot4(dst, query *float32, n int, r0, r1, r2, r3 *float32) {
	dot4Plain(dst, query, n, r0, r1, r2, r3)
}

func dotInt1(dst *int32, query *int8, n int, r0 *int8) {
	*dst = dotInt8Plain(unsafe.Slice(query, n), unsafe.Slice(r0, n))
}

func dotInt4(dst *int32, query *int8, n int, r0, r1, r2, r3 *int8) {
	dotInt4Plain(dst, query, n, r0, r1, r2, r3)
}

// widen converts as many as it can and returns how many.
func widen([]float32, []uint16) int { return 0 }

// join joins the first bytes that it can and returns how many.
func join([]int8, []uint8, []uint8) int { return 0 }

func nibble1(dst *int32, query *int8, n int, r0 *uint8) {
	*dst = dotNibblePlain(unsafe.Slice(query, 2*n), unsafe.Slice(r0, n))
}

func nibble4(dst *int32, query *int8, n int, r0, r1, r2, r3 *uint8) {
	nibble4Plain(dst, query, n, r0, r1, r2, r3)
}

// dotsAt is DotsAt for what fits.
func (r Nibbles) dotsAt(dst []int32, query []int8, ids []uint32) { r.dotsAtFour(dst, query, ids) }

func (r Nibbles) prefetch(int, []uint32) {}

func prefetch(*byte, int) {}
