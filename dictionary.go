package kindred

import (
	"slices"
	"strings"

	"github.com/kindred-search/kindred/index/bitmap"
)

// A dictionary knows which papers have a value of one field: each distinct
// value once, with its slots. Slots of papers that are gone stay in it until
// memory is built anew; a view masks them. It is for one writer, or many
// readers.
type dictionary struct {
	numbers map[string]uint32   // a value's place in values and slots
	values  []string            // as first seen
	slots   [][]uint32          // by value, ascending
	byWord  map[string][]uint32 // the values that have a word, ascending
}

func newDictionary() *dictionary {
	return &dictionary{numbers: map[string]uint32{}, byWord: map[string][]uint32{}}
}

// add says that the paper of a slot has a value; "" is no value.
func (d *dictionary) add(slot uint32, value string) {
	if value == "" {
		return
	}
	n, known := d.numbers[value]
	if !known {
		n = uint32(len(d.values))
		value = strings.Clone(value) // it may be a part of a larger text
		d.numbers[value] = n
		d.values = append(d.values, value)
		d.slots = append(d.slots, nil)
		for _, w := range words(value) {
			d.byWord[w] = append(d.byWord[w], n)
		}
	}
	d.slots[n] = append(d.slots[n], slot)
}

// mark sets, in a set of n slots, those of the values that have all words.
func (d *dictionary) mark(set bitmap.Bitmap, n int, words []string) {
	if len(words) == 0 {
		return
	}
	found := slices.Clone(d.byWord[words[0]])
	for _, w := range words[1:] {
		also := d.byWord[w]
		found = slices.DeleteFunc(found, func(v uint32) bool {
			_, ok := slices.BinarySearch(also, v)
			return !ok
		})
	}
	for _, v := range found {
		d.markValue(set, n, v)
	}
}

// markLike sets those of the values that match a pattern, whatever the case:
// the value itself, or the beginning of it and "*".
func (d *dictionary) markLike(set bitmap.Bitmap, n int, pattern string) {
	prefix, isPrefix := strings.CutSuffix(pattern, "*")
	for v, value := range d.values {
		if isPrefix && len(value) >= len(prefix) && strings.EqualFold(value[:len(prefix)], prefix) || strings.EqualFold(value, pattern) {
			d.markValue(set, n, uint32(v))
		}
	}
}

func (d *dictionary) markValue(set bitmap.Bitmap, n int, v uint32) {
	for _, slot := range d.slots[v] {
		if int(slot) >= n { // younger than the view
			break
		}
		set.Set(slot)
	}
}
