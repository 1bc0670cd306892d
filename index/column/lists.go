package column

import (
	"slices"

	"github.com/kindred-search/kindred/index/section"
)

// lists holds, for each key, a number from 0 on, its members in ascending order.
type lists struct {
	ends    mapped[uint64] // of each key's members; they begin where those before end
	members mapped[uint32]

	entries []entry           // behind base, in the order of add
	old     map[uint32]uint32 // the last entry of a key in ends, + 1
	young   []uint32          // of those behind
}

// An entry is one member of a key.
type entry struct {
	key, member uint32
	before      uint32 // the entry before of the same key, + 1; 0 is none
}

func openLists(s *Source, name string) (l lists, err error) {
	if l.ends, err = openMapped[uint64](s, name+".lists"); err == nil {
		l.members, err = openMapped[uint32](s, name+".members")
	}
	return l, err
}

// last is the last entry of a key, + 1.
func (l *lists) last(key uint32) uint32 {
	if i := int(key) - len(l.ends.data); i >= 0 {
		if i >= len(l.young) {
			return 0
		}
		return l.young[i]
	}
	return l.old[key]
}

// add puts a member behind those that a key has; once, when it is the last. Keys
// without members are passed over only behind those of the file.
func (l *lists) add(key, member uint32) {
	last := l.last(key)
	if last > 0 && l.entries[last-1].member == member {
		return
	}
	l.entries = append(l.entries, entry{key, member, last})
	last = uint32(len(l.entries))
	i := int(key) - len(l.ends.data)
	if i < 0 {
		if l.old == nil {
			l.old = map[uint32]uint32{}
		}
		l.old[key] = last
		return
	}
	for len(l.young) <= i {
		l.young = append(l.young, 0)
	}
	l.young[i] = last
}

// base returns the members that the file has for a key.
func (l *lists) base(key uint32) []uint32 {
	i := int(key)
	if i >= len(l.ends.data) {
		return nil
	}
	begin := uint64(0)
	if i > 0 {
		begin = l.ends.at(i - 1)
	}
	return l.members.slice(begin, l.ends.at(i))
}

// appendTo appends the members of a key, ascending.
func (l *lists) appendTo(dst []uint32, key uint32) []uint32 {
	dst = append(dst, l.base(key)...)
	young := len(dst)
	for i := l.last(key); i > 0; i = l.entries[i-1].before {
		dst = append(dst, l.entries[i-1].member)
	}
	slices.Reverse(dst[young:])
	return dst
}

func (l *lists) cut() lists {
	return lists{ends: l.ends, members: l.members, entries: l.entries[:len(l.entries):len(l.entries)]}
}

// save writes the lists of the keys below n.
func (l *lists) save(w *section.Writer, name string, n int) error {
	ends, members := l.ends.all(), l.members.all()
	if err := l.ends.source.Err(); err != nil {
		return err
	}
	// Entries by key, in their order: counted, then put in place.
	begins := make([]uint64, n+1)
	for _, e := range l.entries {
		begins[e.key+1]++
	}
	for key := range n {
		begins[key+1] += begins[key]
	}
	young, next := make([]uint32, len(l.entries)), slices.Clone(begins)
	for _, e := range l.entries {
		young[next[e.key]] = e.member
		next[e.key]++
	}
	all := make([]uint64, n)
	for key := range n {
		all[key] = begins[key+1]
		if len(ends) > 0 {
			all[key] += ends[min(key, len(ends)-1)]
		}
	}
	if err := write(w, name+".lists", all); err != nil {
		return err
	}
	to, err := w.Section(name + ".members")
	if err != nil {
		return err
	}
	begin := uint64(0)
	for key := range n {
		if key < len(ends) {
			if begin > ends[key] || ends[key] > uint64(len(members)) {
				l.ends.contradiction("a list from %d to %d", begin, ends[key])
				return l.ends.source.Err()
			}
			if _, err := to.Write(section.Bytes(members[begin:ends[key]])); err != nil {
				return err
			}
			begin = ends[key]
		}
		if _, err := to.Write(section.Bytes(young[begins[key]:begins[key+1]])); err != nil {
			return err
		}
	}
	return nil
}
