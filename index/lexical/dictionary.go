package lexical

import (
	"encoding/binary"
	"sort"
)

// groupSize is how many words share a group: the first is found by bisection,
// the others by reading on.
const groupSize = 16

// maxTerm is how many bytes a word of a dictionary has at most: categories are
// the longest, cut there.
const maxTerm = 255

// A dictionary is the words of a segment in byte order, each with where its
// postings and positions are. It is groups of words whose common beginnings are
// written once.
type dictionary struct {
	section section
	terms   int
	starts  []byte // where each group begins, 4 bytes each
	groups  uint64 // where they begin in section
	size    uint64 // of all groups
}

// open reads the head: the size of the groups, 8 bytes, and the start of each, 4 bytes.
func (d *dictionary) open(terms int) error {
	d.terms = terms
	n := uint64(terms+groupSize-1) / groupSize
	head, err := d.section.slice(0, 8)
	if err != nil {
		return err
	}
	d.size = binary.LittleEndian.Uint64(head)
	if d.starts, err = d.section.slice(8, 4*n); err != nil {
		return err
	}
	d.groups = 8 + 4*n
	return d.section.holds(d.groups, d.size)
}

// group is the bytes of a group.
func (d *dictionary) group(i int) ([]byte, error) {
	begin, end := uint64(binary.LittleEndian.Uint32(d.starts[i*4:])), d.size
	if (i+1)*groupSize < d.terms {
		end = uint64(binary.LittleEndian.Uint32(d.starts[i*4+4:]))
	}
	if begin > end || end > d.size {
		return nil, d.section.fault("group %d is from %d to %d of %d", i, begin, end, d.size)
	}
	return d.section.slice(d.groups+begin, end-begin)
}

// A cursor reads the words of a dictionary from one group on.
type cursor struct {
	d    *dictionary
	rest []byte // of the group
	next int    // the word that comes, by its number
	word []byte
	list
	err error
}

// from is a cursor before the first word of a group.
func (d *dictionary) from(group int) cursor {
	c := cursor{d: d, next: group * groupSize, word: make([]byte, 0, 64)}
	c.enter()
	return c
}

// enter begins the group of the word that comes.
func (c *cursor) enter() {
	if c.next >= c.d.terms {
		return
	}
	c.rest, c.err = c.d.group(c.next / groupSize)
	c.word = c.word[:0]
	c.at, c.rest = uvarint(c.rest)
	c.positions, c.rest = uvarint(c.rest)
	c.size, c.positionsSize = 0, 0
}

// advance reads the next word, which is valid until the next call; false at the
// end, or at damage.
func (c *cursor) advance() bool {
	if c.err != nil || c.next >= c.d.terms {
		return false
	}
	c.at += c.size
	c.positions += c.positionsSize
	if c.next%groupSize == 0 && c.next > 0 {
		if c.enter(); c.err != nil {
			return false
		}
	}
	var shared, own, df uint64
	b := c.rest
	shared, b = uvarint(b)
	own, b = uvarint(b)
	if b == nil || shared > uint64(len(c.word)) || own > maxTerm || own > uint64(len(b)) {
		c.err = c.d.section.fault("word %d has %d bytes behind %d of %d", c.next, own, shared, len(c.word))
		return false
	}
	c.word = append(c.word[:shared], b[:own]...)
	b = b[own:]
	df, b = uvarint(b)
	c.size, b = uvarint(b)
	c.positionsSize, b = uvarint(b)
	if b == nil || df == 0 || df > 1<<31 || c.size > 1<<40 || c.positionsSize > 1<<40 || c.at > 1<<50 || c.positions > 1<<50 || len(c.word) > maxTerm {
		c.err = c.d.section.fault("word %d (%q) has %d postings of %d bytes", c.next, c.word, df, c.size)
		return false
	}
	c.df, c.rest = int(df), b
	c.next++
	return true
}

// first is the first word of a group.
func (d *dictionary) first(group int) ([]byte, error) {
	b, err := d.group(group)
	if err != nil {
		return nil, err
	}
	_, b = uvarint(b)
	_, b = uvarint(b)
	_, b = uvarint(b)
	n, b := uvarint(b)
	if b == nil || n > maxTerm || n > uint64(len(b)) {
		return nil, d.section.fault("the first word of group %d has %d bytes", group, n)
	}
	return b[:n], nil
}

// seek is the group where a word would be. It is looked for around one where it is
// supposed to be, in steps that grow, and then by bisection.
func (d *dictionary) seek(word string, near int) (group int, err error) {
	behind := func(i int) bool {
		first, fault := d.first(i)
		if fault != nil {
			err = fault
		}
		return string(first) > word
	}
	lo, hi := 0, (d.terms+groupSize-1)/groupSize // the first group behind it is one of these, or hi
	for step := 1; near >= lo && near < hi; step *= 2 {
		if behind(near) {
			hi = near
			near = hi - step
		} else {
			lo = near + 1
			near = lo + step
		}
	}
	return max(lo+sort.Search(hi-lo, func(i int) bool { return behind(lo + i) })-1, 0), err
}

// find looks a word up. A list without postings is that of an unknown word.
func (d *dictionary) find(word string) (list, error) {
	l, _, err := d.findNear(word, -1)
	return l, err
}

// findNear looks a word up that may be in this group, or one near it, and returns the
// group where it is or would be.
func (d *dictionary) findNear(word string, near int) (l list, group int, err error) {
	if group, err = d.seek(word, near); err != nil {
		return list{}, group, err
	}
	c := d.from(group)
	for c.advance() && string(c.word) <= word {
		if string(c.word) == word {
			return c.list, group, nil
		}
	}
	return list{}, group, c.err
}

// after yields the lists of all words with a prefix.
func (d *dictionary) after(prefix string, yield func(list)) error {
	group, err := d.seek(prefix, -1)
	if err != nil {
		return err
	}
	c := d.from(group)
	for c.advance() {
		if len(c.word) >= len(prefix) && string(c.word[:len(prefix)]) == prefix {
			yield(c.list)
		} else if string(c.word) > prefix {
			break
		}
	}
	return c.err
}
