package lexical

import "encoding/binary"

// An impact is what the score of a posting depends on, whatever the collection:
// how often the word is where, and how long the paper is. A block keeps the impacts
// that no other of it beats in both, so that the most that the block can
// score is known exactly for any statistics and weights (impacts as Lucene
// 8 stores them; the bound of Ding and Suel 2011, "Faster top-k document retrieval using block-max
// indexes", made independent of the collection).
type impact struct {
	kind   uint32
	counts counts
	length uint8
}

// beats reports whether a posting with impact a scores no less than one with b.
func (a impact) beats(b impact) bool {
	return a.length <= b.length && a.counts.covers(b.counts)
}

// A frontier finds those of a block's impacts that none of the others beats. It keeps
// its memory for the next block.
type frontier struct {
	places  []uint8 // by kind, 1 more than where it is in the two below; 0 for none
	least   []impact
	posting []int // which has it first
	kept    []impact
}

// of returns the impacts, in the order of the block, until the next call. Of a kind only the
// least length counts.
func (f *frontier) of(kinds []uint32, papers []uint32, table []counts, lengths []byte) []impact {
	if len(f.places) < len(table) {
		f.places = make([]uint8, len(table))
	}
	f.least, f.posting, f.kept = f.least[:0], f.posting[:0], f.kept[:0]
	for i, kind := range kinds {
		length := lengths[papers[i]]
		if at := f.places[kind]; at == 0 {
			f.least, f.posting = append(f.least, impact{kind, table[kind], length}), append(f.posting, i)
			f.places[kind] = uint8(len(f.least))
		} else if length < f.least[at-1].length {
			f.least[at-1].length, f.posting[at-1] = length, i
		}
	}
	for i := range f.least {
		f.places[f.least[i].kind] = 0
		for j := i; j > 0 && f.posting[j] < f.posting[j-1]; j-- {
			f.least[j], f.least[j-1] = f.least[j-1], f.least[j]
			f.posting[j], f.posting[j-1] = f.posting[j-1], f.posting[j]
		}
	}
next:
	for i, one := range f.least {
		for j, other := range f.least {
			if j != i && other.beats(one) {
				continue next
			}
		}
		f.kept = append(f.kept, one)
	}
	return f.kept
}

// appendImpacts appends impacts as they are stored.
func appendImpacts(dst []byte, impacts []impact) []byte {
	for _, one := range impacts {
		dst = binary.LittleEndian.AppendUint16(dst, uint16(one.kind))
		dst = append(dst, one.length)
	}
	return dst
}
