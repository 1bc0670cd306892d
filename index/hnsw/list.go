package hnsw

import "sync/atomic"

// A list is the links of a node in one layer. Several lie in a word, so that more fit
// where memory is what bounds them: three of 21 bits, or, in a graph of more nodes
// than these can name, two of 31. Words are read and written by atomic operations
// alone; a search beside a change sees some of the old and some of the new, all of
// them links.
//
//	bit   63      62 ... 42   41 ... 21   20 ... 0
//	      tree    third       second      first
//
// Bit 63 says that the first link of the word is of the tree (see tree.go): a list
// has room for as many of these as it has words. All bits of a link that is not
// there are set. Words fill from the front; one without links ends the list.
type list struct {
	words []uint64
	packing
}

// packing is how links lie in a word.
type packing struct {
	per  int    // links in a word
	bits int    // of a link
	none uint32 // all bits of a link: that none is there
}

var (
	threes = packing{per: 3, bits: 21, none: 1<<21 - 1}
	twos   = packing{per: 2, bits: 31, none: 1<<31 - 1}
)

// mostInThrees is the most room for nodes with which links are kept in threes.
const mostInThrees = 1<<21 - chunkRows

const treeBit = 1 << 63

// empty is a word without links.
func (p packing) empty() uint64 { return 1<<(p.per*p.bits) - 1 }

// newWords returns n words without links.
func (p packing) newWords(n int) []uint64 {
	return filled(n, p.empty())
}

// filled returns n elements, all of one value.
func filled[T uint32 | uint64](n int, value T) []T { return fill(make([]T, n), value) }

// fill sets all elements of s, of which there are some, and returns it.
func fill[T uint32 | uint64](s []T, value T) []T {
	s[0] = value
	for i := 1; i < len(s); i *= 2 {
		copy(s[i:], s[:i])
	}
	return s
}

// room is how many links the list can hold.
func (l list) room() int { return len(l.words) * l.per }

// append appends the links to s, those of the tree marked, in no order that says
// anything.
func (l list) append(s []near) []near {
	for i := range l.words {
		word := atomic.LoadUint64(&l.words[i])
		if word == l.empty() {
			break
		}
		mark := near(word >> 63)
		for range l.per {
			if node := uint32(word) & l.none; node != l.none {
				s = append(s, near(node)<<1|mark)
			}
			word >>= l.bits
			mark = 0
		}
	}
	return s
}

// write makes these the links, at most as many as there is room for, and of the tree
// at most as many as there are words. The node is locked, or not yet linked to.
func (l list) write(links []near) {
	tree, other := 0, 0 // the next of each
	next := func(at *int, mark near) uint32 {
		for *at < len(links) && links[*at]&treeMark != mark {
			*at++
		}
		if *at == len(links) {
			return l.none
		}
		*at++
		return links[*at-1].node()
	}
	for i := range l.words {
		word, first := uint64(0), next(&tree, treeMark)
		if first != l.none {
			word = treeBit
		} else {
			first = next(&other, 0)
		}
		word |= uint64(first)
		for j := 1; j < l.per; j++ {
			word |= uint64(next(&other, 0)) << (j * l.bits)
		}
		if atomic.LoadUint64(&l.words[i]) != word {
			atomic.StoreUint64(&l.words[i], word)
		}
	}
}

// add adds a link that is not of the tree; it reports false when there is no room.
// The node is locked.
func (l list) add(node uint32) bool {
	for i := range l.words {
		word := atomic.LoadUint64(&l.words[i])
		for j := range l.per {
			if uint32(word>>(j*l.bits))&l.none == l.none {
				word &^= uint64(l.none) << (j * l.bits)
				atomic.StoreUint64(&l.words[i], word|uint64(node)<<(j*l.bits))
				return true
			}
		}
	}
	return false
}

// treeLinks is how many links are of the tree.
func (l list) treeLinks() (n int) {
	for i := range l.words {
		n += int(atomic.LoadUint64(&l.words[i]) >> 63)
	}
	return n
}
