package vec

import (
	"testing"
	"unsafe"
)

// floatKernels are those that this processor can run.
func floatKernels() map[string]floatKernel {
	next := func(d *float32, i int) *float32 { return &unsafe.Slice(d, i+1)[i] }
	kernels := map[string]floatKernel{"plain": dot4Plain, "chosen": dot4, "chosen, one row": one(dot1, next)}
	if hasAVX2 {
		kernels["AVX2"], kernels["AVX2, one row"] = dot4AVX2, one(dot1AVX2, next)
	}
	if hasAVX512 {
		kernels["AVX-512"], kernels["AVX-512, one row"] = dot4AVX512, one(dot1AVX512, next)
	}
	return kernels
}

func intKernels() map[string]intKernel {
	next := func(d *int32, i int) *int32 { return &unsafe.Slice(d, i+1)[i] }
	kernels := map[string]intKernel{"plain": dotInt4Plain, "chosen": dotInt4, "chosen, one row": one(dotInt1, next)}
	if hasAVX2 {
		kernels["AVX2"] = func(dst *int32, query *int8, n int, r0, r1, r2, r3 *int8) {
			dotInt4AVX2(dst, query, n&^15, r0, r1, r2, r3)
			addTails(dst, query, n, r0, r1, r2, r3)
		}
		kernels["AVX2, one row"] = one(func(dst *int32, query *int8, n int, r0 *int8) {
			dotInt1AVX2(dst, query, n&^15, r0)
			*dst += tailInt8(query, n, r0)
		}, next)
	}
	if hasVNNI {
		kernels["VNNI"], kernels["VNNI, one row"] = dotInt4VNNI, one(dotInt1VNNI, next)
	}
	return kernels
}

func TestKernelsThatWereTested(t *testing.T) {
	t.Logf("AVX2 %t, AVX-512 %t, VNNI %t, F16C %t", hasAVX2, hasAVX512, hasVNNI, hasF16C)
}

func nibbleKernels() map[string]nibbleKernel {
	kernels := map[string]nibbleKernel{"plain": nibble4Plain, "chosen": nibble4, "chosen, one row": oneNibble(nibble1)}
	if hasAVX2 {
		kernels["AVX2"], kernels["AVX2, one row"] = nibble4AVX2, oneNibble(nibble1AVX2)
	}
	if hasVNNI {
		kernels["VNNI"], kernels["VNNI, one row"] = nibble4VNNI, oneNibble(nibble1VNNI)
	}
	return kernels
}

func nibblesKernels() map[string]nibblesKernel {
	kernels := map[string]nibblesKernel{"four": Nibbles.dotsAtFour, "chosen": Nibbles.DotsAt}
	if hasVNNI {
		kernels["VNNI"] = func(r Nibbles, dst []int32, query []int8, ids []uint32) {
			nibblesVNNI(&dst[0], &query[0], len(query)/2, &r.Chunks[0], r.Stride, &ids[0], len(ids))
		}
	}
	return kernels
}
