package column

import (
	"math/bits"
	"slices"

	"github.com/kindred-search/kindred/index/section"
)

// A table finds the position of a key by the key's hash: an open-addressed hash
// table of positions, which does not hold the keys, so that its user compares them.
type table struct {
	base  mapped[uint32] // position + 1; 0 is empty
	limit uint32         // positions in base are below it
	tail  []uint32       // as base, of positions from limit on
	used  int            // of tail
}

func openTable(s *Source, name string, limit int) (table, error) {
	base, err := openMapped[uint32](s, name)
	return table{base: base, limit: uint32(limit)}, err
}

// first is where to begin to look for a hash in a table of n elements.
func first(hash uint64, n int) int {
	high, _ := bits.Mul64(hash, uint64(n))
	return int(high)
}

// find returns the position for which is returns true.
func (t *table) find(hash uint64, is func(position uint32) bool) (uint32, bool) {
	if i, ok := t.place(hash, is); ok && t.tail[i] != 0 {
		return t.tail[i] - 1, true
	}
	n := len(t.base.data)
	if n == 0 {
		return 0, false
	}
	i := first(hash, n)
	for range n {
		position := t.base.at(i)
		if position == 0 {
			return 0, false
		}
		if position--; position >= t.limit {
			t.base.contradiction("position %d of %d", position, t.limit)
			return 0, false
		}
		if is(position) {
			return position, true
		}
		if i++; i == n {
			i = 0
		}
	}
	return 0, false
}

// place is the element of tail that has the key, or the empty one where it would be;
// false without a tail.
func (t *table) place(hash uint64, is func(position uint32) bool) (int, bool) {
	n := len(t.tail)
	if n == 0 {
		return 0, false
	}
	i := first(hash, n)
	for t.tail[i] != 0 && !is(t.tail[i]-1) {
		if i++; i == n {
			i = 0
		}
	}
	return i, true
}

// put makes a position the one that find returns for its key. hashOf gives the hash
// of the key of any position.
func (t *table) put(position uint32, hash uint64, is func(position uint32) bool, hashOf func(position uint32) uint64) {
	if t.used+1 > len(t.tail)/4*3 {
		old := t.tail
		t.tail = make([]uint32, max(16, 2*len(old)))
		for _, p := range old {
			if p != 0 {
				i, _ := t.place(hashOf(p-1), never)
				t.tail[i] = p
			}
		}
	}
	i, _ := t.place(hash, is)
	if t.tail[i] == 0 {
		t.used++
	}
	t.tail[i] = position + 1
}

func never(uint32) bool { return false }

// saveTable writes a table of the positions below n; of those of equal keys the last.
// hash and same are of positions.
func saveTable(w *section.Writer, name string, n int, hash func(uint32) uint64, same func(a, b uint32) bool) error {
	t := table{tail: make([]uint32, n+n/3+1)} // never full
	for p := range uint32(n) {
		i, _ := t.place(hash(p), func(q uint32) bool { return same(p, q) })
		t.tail[i] = p + 1
	}
	return write(w, name, slices.Clip(t.tail))
}
