package vec

import (
	"unsafe"

	"golang.org/x/sys/cpu"
)

// What the processor has. These never change while the program runs.
var (
	hasAVX2   = cpu.X86.HasAVX2 && cpu.X86.HasBMI2
	hasAVX512 = hasAVX2 && cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512DQ && cpu.X86.HasAVX512VL
	hasVNNI   = hasAVX512 && cpu.X86.HasAVX512VNNI
	hasF16C   = hasAVX2 && cpu.X86.HasF16C
)

// Kernel names the kernels in use, those of float32 and, where they differ,
// those of int8.
func Kernel() string {
	switch {
	case hasVNNI:
		return "AVX-512, VNNI"
	case hasAVX512:
		return "AVX-512, int8 by AVX2"
	case hasAVX2:
		return "AVX2"
	}
	return "plain Go"
}

func dot1(dst, query *float32, n int, r0 *float32) {
	switch {
	case hasAVX512:
		dot1AVX512(dst, query, n, r0)
	case hasAVX2:
		dot1AVX2(dst, query, n, r0)
	default:
		*dst = dotPlain(unsafe.Slice(query, n), unsafe.Slice(r0, n))
	}
}

func dot4(dst, query *float32, n int, r0, r1, r2, r3 *float32) {
	switch {
	case hasAVX512:
		dot4AVX512(dst, query, n, r0, r1, r2, r3)
	case hasAVX2:
		dot4AVX2(dst, query, n, r0, r1, r2, r3)
	default:
		dot4Plain(dst, query, n, r0, r1, r2, r3)
	}
}

func dotInt1(dst *int32, query *int8, n int, r0 *int8) {
	switch {
	case hasVNNI:
		dotInt1VNNI(dst, query, n, r0)
	case hasAVX2:
		dotInt1AVX2(dst, query, n&^15, r0)
		*dst += tailInt8(query, n, r0)
	default:
		*dst = dotInt8Plain(unsafe.Slice(query, n), unsafe.Slice(r0, n))
	}
}

func dotInt4(dst *int32, query *int8, n int, r0, r1, r2, r3 *int8) {
	switch {
	case hasVNNI:
		dotInt4VNNI(dst, query, n, r0, r1, r2, r3)
	case hasAVX2:
		dotInt4AVX2(dst, query, n&^15, r0, r1, r2, r3)
		if n&15 != 0 {
			addTails(dst, query, n, r0, r1, r2, r3)
		}
	default:
		dotInt4Plain(dst, query, n, r0, r1, r2, r3)
	}
}

// widen converts as many as it can and returns how many.
func widen(dst []float32, src []uint16) int {
	n := len(src) &^ 7
	if !hasF16C || n == 0 {
		return 0
	}
	widenF16C(&dst[0], &src[0], n)
	return n
}

// join joins the first bytes that it can and returns how many.
func join(codes []int8, high, low []uint8) int {
	if !hasAVX2 || len(high)%32 != 0 || len(high) == 0 {
		return 0
	}
	joinAVX2(&codes[0], &high[0], &low[0], len(high))
	return len(high)
}

func nibble1(dst *int32, query *int8, n int, r0 *uint8) {
	switch {
	case hasVNNI:
		nibble1VNNI(dst, query, n, r0)
	case hasAVX2:
		nibble1AVX2(dst, query, n, r0)
	default:
		*dst = dotNibblePlain(unsafe.Slice(query, 2*n), unsafe.Slice(r0, n))
	}
}

func nibble4(dst *int32, query *int8, n int, r0, r1, r2, r3 *uint8) {
	switch {
	case hasVNNI:
		nibble4VNNI(dst, query, n, r0, r1, r2, r3)
	case hasAVX2:
		nibble4AVX2(dst, query, n, r0, r1, r2, r3)
	default:
		nibble4Plain(dst, query, n, r0, r1, r2, r3)
	}
}

// dotsAt is DotsAt for what fits.
func (r Nibbles) dotsAt(dst []int32, query []int8, ids []uint32) {
	if hasVNNI {
		nibblesVNNI(&dst[0], &query[0], len(query)/2, &r.Chunks[0], r.Stride, &ids[0], len(ids))
	} else {
		r.dotsAtFour(dst, query, ids)
	}
}

func (r Nibbles) prefetch(n int, ids []uint32) {
	prefetchNibbles(n, &r.Chunks[0], r.Stride, &ids[0], len(ids))
}

func prefetch(p *byte, n int) { prefetchLines(p, n) }
