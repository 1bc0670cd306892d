// Package bitmap holds sets of slots as bits: what a filter lets pass. Slot i is
// bit i mod 64 of word i / 64; a slot beyond the last word is not in the set.
//
// Sets may differ in length. Reading is safe for concurrent use, changing is
// not: a set that a search was given must stay as it is until the search returns.
package bitmap

import (
	"iter"
	"math/bits"
)

// Bitmap is a set of slots. Where it filters a search, nil is no filter and
// lets everything pass; an empty one lets nothing pass. New never returns nil.
type Bitmap []uint64

// New returns an empty set with room for the slots 0 to n-1.
func New(n int) Bitmap { return make(Bitmap, (n+63)/64) }

// Full returns the set of the slots 0 to n-1.
func Full(n int) Bitmap {
	b := New(n)
	for i := range b {
		b[i] = ^uint64(0)
	}
	if n%64 != 0 {
		b[len(b)-1] = 1<<(n%64) - 1
	}
	return b
}

// Set puts a slot in. It panics when the set has no room for it, as indexing a
// slice does.
func (b Bitmap) Set(slot uint32) { b[slot/64] |= 1 << (slot % 64) }

// Clear takes a slot out. It panics when the set has no room for it.
func (b Bitmap) Clear(slot uint32) { b[slot/64] &^= 1 << (slot % 64) }

// Has tells whether a slot is in the set.
func (b Bitmap) Has(slot uint32) bool {
	return int(slot/64) < len(b) && b[slot/64]>>(slot%64)&1 == 1
}

// Count returns how many slots are in the set.
func (b Bitmap) Count() int {
	n := 0
	for _, word := range b {
		n += bits.OnesCount64(word)
	}
	return n
}

// All yields the slots of the set, lowest first.
func (b Bitmap) All() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		for i, word := range b {
			for ; word != 0; word &= word - 1 {
				if !yield(uint32(i*64 + bits.TrailingZeros64(word))) {
					return
				}
			}
		}
	}
}

// And takes out of b what other does not have.
func (b Bitmap) And(other Bitmap) {
	n := min(len(b), len(other))
	for i := range n {
		b[i] &= other[i]
	}
	clear(b[n:])
}

// AndNot takes out of b what other has.
func (b Bitmap) AndNot(other Bitmap) {
	for i := range min(len(b), len(other)) {
		b[i] &^= other[i]
	}
}

// Or puts into b what other has. It panics when other has a slot for which b
// has no room.
func (b Bitmap) Or(other Bitmap) {
	for i, word := range other {
		if word != 0 {
			b[i] |= word
		}
	}
}
