package column

import "github.com/kindred-search/kindred/index/section"

// Numbers are Values that are found again: of positions with one value the last.
type Numbers struct {
	Values[int64]
	table table
}

// OpenNumbers opens what Save wrote under a name.
func OpenNumbers(s *Source, name string) (n Numbers, err error) {
	if n.Values, err = OpenValues[int64](s, name); err == nil {
		n.table, err = openTable(s, name+".table", n.Len())
	}
	return n, err
}

// Append gives the next position a number, which from now on is found there.
func (n *Numbers) Append(number int64) (position uint32) {
	position = uint32(n.Len())
	n.Values.Append(number)
	n.table.put(position, scatter(number), func(p uint32) bool { return n.At(p) == number }, n.hash)
	return position
}

// scatter is a hash: numbers that follow each other lie far apart. It is
// Fibonacci hashing, 2^64 divided by the golden ratio.
func scatter(number int64) uint64 { return uint64(number) * 0x9e3779b97f4a7c15 }

func (n *Numbers) hash(position uint32) uint64 { return scatter(n.At(position)) }

// Find returns the last position of a number.
func (n *Numbers) Find(number int64) (position uint32, found bool) {
	return n.table.find(scatter(number), func(p uint32) bool { return n.At(p) == number })
}

// Cut returns what there is now, without Find.
func (n *Numbers) Cut() Numbers { return Numbers{Values: n.Values.Cut()} }

// Save writes sections whose names begin with this one. What is damaged is an
// error.
func (n *Numbers) Save(w *section.Writer, name string) error {
	if err := n.Values.Save(w, name); err != nil {
		return err
	}
	return saveTable(w, name+".table", n.Len(), n.hash, func(a, b uint32) bool { return n.At(a) == n.At(b) })
}
