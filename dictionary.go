package kindred

import (
	"slices"
	"strings"

	"github.com/kindred-search/kindred/index/bitmap"
	"github.com/kindred-search/kindred/index/column"
)

// A dictionary knows which papers have a value of one field: each distinct
// value once, with its slots. Slots of papers that are gone stay in it until
// memory is built anew; a view masks them. It is for one writer, or many
// readers.
type dictionary struct {
	values column.Dict // of each value its slots
	words  column.Dict // of each word the numbers of the values that have it
}

// add says that the paper of a slot has a value; "" is no value.
func (d *dictionary) add(slot uint32, value string) {
	if value == "" {
		return
	}
	if number, isNew := d.values.Add(value, slot); isNew {
		for _, w := range words(value) {
			d.words.Add(w, number)
		}
	}
}

// cut is what there is now, to be saved.
func (d *dictionary) cut() dictionary { return dictionary{d.values.Cut(), d.words.Cut()} }

// mark sets, in a set of n slots, those of the values that have all words.
func (d *dictionary) mark(set bitmap.Bitmap, n int, words []string) {
	var found []uint32
	for i, w := range words {
		number, known := d.words.Find(w)
		if !known {
			return
		}
		also := d.words.AppendMembers(nil, number)
		if i == 0 {
			found = also
			continue
		}
		found = slices.DeleteFunc(found, func(v uint32) bool {
			_, ok := slices.BinarySearch(also, v)
			return !ok
		})
	}
	for _, v := range found {
		d.values.Mark(set, n, v)
	}
}

// markLike sets those of the values that match a pattern, whatever the case:
// the value itself, or the beginning of it and "*".
func (d *dictionary) markLike(set bitmap.Bitmap, n int, pattern string) {
	prefix, isPrefix := strings.CutSuffix(pattern, "*")
	for v := range uint32(d.values.Len()) {
		value := d.values.Text(v)
		if isPrefix && len(value) >= len(prefix) && strings.EqualFold(value[:len(prefix)], prefix) || strings.EqualFold(value, pattern) {
			d.values.Mark(set, n, v)
		}
	}
}

// commonest are the values that most slots of a set have, then by value. They
// are good as long as the view is held.
func (d *dictionary) commonest(set bitmap.Bitmap, most int) []FacetCount {
	best := make([]FacetCount, 0, most+1)
	for v := range uint32(d.values.Len()) {
		papers := d.values.Count(set, v)
		if papers == 0 || len(best) == most && papers < best[most-1].Count {
			continue // its text lies elsewhere in memory
		}
		c := FacetCount{d.values.Text(v), papers}
		at, _ := slices.BinarySearchFunc(best, c, compareFacets)
		best = slices.Insert(best, at, c)
		best = best[:min(len(best), most)]
	}
	return best
}
