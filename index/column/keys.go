package column

import (
	"github.com/cespare/xxhash/v2"

	"github.com/kindred-search/kindred/index/section"
)

// Keys are Texts that are found again: of positions with one text the last.
type Keys struct {
	Texts
	table table
}

// OpenKeys opens what Save wrote under a name.
func OpenKeys(s *Source, name string) (k Keys, err error) {
	if k.Texts, err = OpenTexts(s, name); err == nil {
		k.table, err = openTable(s, name+".table", k.Len())
	}
	return k, err
}

// Append gives the next position a key, which from now on is found there.
func (k *Keys) Append(key string) (position uint32) {
	position = uint32(k.Len())
	k.Texts.Append(key)
	k.table.put(position, xxhash.Sum64String(key), func(p uint32) bool { return k.At(p) == key }, k.hash)
	return position
}

func (k *Keys) hash(position uint32) uint64 { return xxhash.Sum64String(k.At(position)) }

// Find returns the last position of a key.
func (k *Keys) Find(key string) (position uint32, found bool) {
	return k.table.find(xxhash.Sum64String(key), func(p uint32) bool { return k.At(p) == key })
}

// Cut returns what there is now, without Find.
func (k *Keys) Cut() Keys { return Keys{Texts: k.Texts.Cut()} }

// Save writes sections whose names begin with this one. What is damaged is an
// error.
func (k *Keys) Save(w *section.Writer, name string) error {
	if err := k.Texts.Save(w, name); err != nil {
		return err
	}
	if err := saveTable(w, name+".table", k.Len(), k.hash, func(a, b uint32) bool { return k.At(a) == k.At(b) }); err != nil {
		return err
	}
	return k.ends.source.Err() // what its ends say may be found to be wrong only now
}
