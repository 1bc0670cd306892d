package vec

import "unsafe"

// The kernels are called with pointers that the exported functions have checked;
// these run a one-row function over four rows.

func dot4Plain(dst, query *float32, n int, r0, r1, r2, r3 *float32) {
	q, d := unsafe.Slice(query, n), unsafe.Slice(dst, 4)
	for i, r := range [4]*float32{r0, r1, r2, r3} {
		d[i] = dotPlain(q, unsafe.Slice(r, n))
	}
}

func dotInt4Plain(dst *int32, query *int8, n int, r0, r1, r2, r3 *int8) {
	q, d := unsafe.Slice(query, n), unsafe.Slice(dst, 4)
	for i, r := range [4]*int8{r0, r1, r2, r3} {
		d[i] = dotInt8Plain(q, unsafe.Slice(r, n))
	}
}

// tailInt8 is the dot product of the last n mod 16 elements, which kernels of 16
// leave.
func tailInt8(query *int8, n int, r *int8) int32 {
	return dotInt8Plain(unsafe.Slice(query, n)[n&^15:], unsafe.Slice(r, n)[n&^15:])
}

// addTails adds tailInt8 of four rows.
func addTails(dst *int32, query *int8, n int, r0, r1, r2, r3 *int8) {
	d := unsafe.Slice(dst, 4)
	for i, r := range [4]*int8{r0, r1, r2, r3} {
		d[i] += tailInt8(query, n, r)
	}
}

func nibble4Plain(dst *int32, query *int8, n int, r0, r1, r2, r3 *uint8) {
	q, d := unsafe.Slice(query, 2*n), unsafe.Slice(dst, 4)
	for i, r := range [4]*uint8{r0, r1, r2, r3} {
		d[i] = dotNibblePlain(q, unsafe.Slice(r, n))
	}
}
