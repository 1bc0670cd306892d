package column

import (
	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/section"
)

// A Dict knows, for each of some distinct texts, which members have it: numbers
// that are added in ascending order.
type Dict struct {
	keys  Keys
	lists lists
}

// OpenDict opens what Save wrote under a name.
func OpenDict(s *Source, name string) (d Dict, err error) {
	if d.keys, err = OpenKeys(s, name); err == nil {
		d.lists, err = openLists(s, name)
	}
	return d, err
}

// Len is how many distinct texts there are.
func (d *Dict) Len() int { return d.keys.Len() }

// Add says that a member, not below any before, has a text, and returns the text's
// number, which counts from 0 as they come.
func (d *Dict) Add(text string, member uint32) (number uint32, isNew bool) {
	number, known := d.keys.Find(text)
	if !known {
		number = d.keys.Append(text)
	}
	d.lists.add(number, member)
	return number, !known
}

// Find returns the number of a text.
func (d *Dict) Find(text string) (number uint32, found bool) { return d.keys.Find(text) }

// Text returns the text of a number below Len. "" may be damage.
func (d *Dict) Text(number uint32) string { return d.keys.At(number) }

// AppendMembers appends the members that have the text of a number, ascending.
func (d *Dict) AppendMembers(dst []uint32, number uint32) []uint32 {
	return d.lists.appendTo(dst, number)
}

// Mark puts the members of a number that are below n into a set with room for n.
func (d *Dict) Mark(set bitmap.Bitmap, n int, number uint32) {
	for _, member := range d.lists.base(number) {
		if int(member) < n {
			set.Set(member)
		}
	}
	for i := d.lists.last(number); i > 0; i = d.lists.entries[i-1].before {
		if member := d.lists.entries[i-1].member; int(member) < n {
			set.Set(member)
		}
	}
}

// Count is how many members of a number are in a set.
func (d *Dict) Count(set bitmap.Bitmap, number uint32) int {
	n := 0
	for _, member := range d.lists.base(number) {
		if set.Has(member) {
			n++
		}
	}
	for i := d.lists.last(number); i > 0; i = d.lists.entries[i-1].before {
		if set.Has(d.lists.entries[i-1].member) {
			n++
		}
	}
	return n
}

// Cut returns what there is now, to be saved: Find and what goes by number are left
// out.
func (d *Dict) Cut() Dict { return Dict{keys: d.keys.Cut(), lists: d.lists.cut()} }

// Save writes sections whose names begin with this one. What is damaged is an
// error.
func (d *Dict) Save(w *section.Writer, name string) error {
	if err := d.keys.Save(w, name); err != nil {
		return err
	}
	return d.lists.save(w, name, d.Len())
}
