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

// frontier appends those of a block's impacts that none of the others beats.
func frontier(dst []impact, kinds []uint32, papers []uint32, table []counts, lengths []byte) []impact {
	first := len(dst)
next:
	for i, kind := range kinds {
		one := impact{kind, table[kind], lengths[papers[i]]}
		for _, other := range dst[first:] {
			if other.beats(one) {
				continue next
			}
		}
		kept := dst[:first]
		for _, other := range dst[first:] {
			if !one.beats(other) {
				kept = append(kept, other)
			}
		}
		dst = append(kept, one)
	}
	return dst
}

// appendImpacts appends impacts as they are stored.
func appendImpacts(dst []byte, impacts []impact) []byte {
	for _, one := range impacts {
		dst = binary.LittleEndian.AppendUint16(dst, uint16(one.kind))
		dst = append(dst, one.length)
	}
	return dst
}
