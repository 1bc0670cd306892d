package vec

import "unsafe"

// Prefetch tells the processor that the elements will be read soon. It changes
// nothing but speed; where there is no such instruction it does nothing.
func Prefetch[T any](s []T) {
	if len(s) > 0 {
		prefetch((*byte)(unsafe.Pointer(&s[0])), len(s)*int(unsafe.Sizeof(s[0])))
	}
}

// Prefetch tells the processor that DotsAt will be called for ids with a query of
// n elements. The same rules hold.
func (r Nibbles) Prefetch(n int, ids []uint32) {
	if len(ids) > 0 {
		r.prefetch(n/2, ids)
	}
}
