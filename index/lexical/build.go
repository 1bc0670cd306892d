package lexical

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// A builder writes the sections of one segment: begin with its papers, then for each
// word, in byte order, post its postings and end it, then finish.
type builder struct {
	papers  int
	lengths []byte
	kindOf  map[counts]uint32
	kinds   []counts

	about     []byte
	groups    []byte // of the dictionary
	starts    []byte
	postings  []byte
	positions []byte

	terms  int
	before []byte // the word before

	// Of the word that is being posted.
	ids    []uint32
	kind   []uint32
	ends   []int // in positions, of each posting
	begin  int   // in positions
	bodies []byte
	pairs  []byte
	edge   []impact
}

// newBuilder begins a segment of papers, by ascending slots, with the codes of their
// lengths. uses says which counts will be posted, and about how often: the
// commonest get the shortest numbers.
func newBuilder(slots []uint32, lengths []byte, uses map[counts]int) *builder {
	b := &builder{papers: len(slots), lengths: lengths, kindOf: make(map[counts]uint32, len(uses))}
	for c := range uses {
		b.kinds = append(b.kinds, c)
	}
	slices.SortFunc(b.kinds, func(x, y counts) int { return cmp.Or(cmp.Compare(uses[y], uses[x]), cmp.Compare(x, y)) })
	for i, c := range b.kinds {
		b.kindOf[c] = uint32(i)
	}
	b.about = make([]byte, aboutSize, aboutSize+5*len(slots)+kindSize*len(uses)+padding)
	for _, slot := range slots {
		b.about = binary.LittleEndian.AppendUint32(b.about, slot)
	}
	b.about = append(b.about, lengths...)
	for _, c := range b.kinds {
		b.about = binary.LittleEndian.AppendUint32(b.about, uint32(c))
		b.about = binary.LittleEndian.AppendUint32(b.about, uint32(min(uses[c], 1<<31-1)))
	}
	return b
}

// expect makes room for so many bytes of each section, which may be wrong: what grows
// instead is moved many times.
func (b *builder) expect(groups, postings, positions int) {
	b.groups = slices.Grow(b.groups, groups)
	b.postings = slices.Grow(b.postings, postings+padding)
	b.positions = slices.Grow(b.positions, positions+padding)
}

// post adds a posting of the present word, whose papers ascend, with its positions
// as they are stored, and kind is that of its counts by kindOf.
func (b *builder) post(paper, kind uint32, positions []byte) {
	b.ids = append(b.ids, paper)
	b.kind = append(b.kind, kind)
	b.positions = append(b.positions, positions...)
	b.ends = append(b.ends, len(b.positions))
}

// end writes the word that was posted; one without postings is passed over.
func (b *builder) end(word string) {
	df := len(b.ids)
	if df == 0 {
		return
	}
	if b.terms%groupSize == 0 {
		b.starts = binary.LittleEndian.AppendUint32(b.starts, uint32(len(b.groups)))
		b.groups = binary.AppendUvarint(b.groups, uint64(len(b.postings)))
		b.groups = binary.AppendUvarint(b.groups, uint64(b.begin))
		b.before = b.before[:0]
	}
	shared := 0
	for shared < min(len(word), len(b.before)) && word[shared] == b.before[shared] {
		shared++
	}
	b.groups = binary.AppendUvarint(b.groups, uint64(shared))
	b.groups = binary.AppendUvarint(b.groups, uint64(len(word)-shared))
	b.groups = append(b.groups, word[shared:]...)
	b.before = append(b.before[:shared], word[shared:]...)
	b.terms++

	at := len(b.postings)
	if df <= blockSize {
		b.postings = appendBody(b.postings, -1, b.ids, b.kind, false)
	} else {
		b.blocks()
	}
	b.groups = binary.AppendUvarint(b.groups, uint64(df))
	b.groups = binary.AppendUvarint(b.groups, uint64(len(b.postings)-at))
	b.groups = binary.AppendUvarint(b.groups, uint64(len(b.positions)-b.begin))
	b.ids, b.kind, b.ends, b.begin = b.ids[:0], b.kind[:0], b.ends[:0], len(b.positions)
}

// blocks writes the postings of a word that has several blocks: the skips, the
// impacts, the bodies.
func (b *builder) blocks() {
	b.bodies, b.pairs = b.bodies[:0], b.pairs[:0]
	before := int64(-1)
	for i := 0; i < len(b.ids); i += blockSize {
		j := min(i+blockSize, len(b.ids))
		b.bodies = appendBody(b.bodies, before, b.ids[i:j], b.kind[i:j], true)
		b.edge = frontier(b.edge[:0], b.kind[i:j], b.ids[i:j], b.kinds, b.lengths)
		b.pairs = appendImpacts(b.pairs, b.edge)
		before = int64(b.ids[j-1])
		for _, v := range []int{int(before), len(b.bodies), b.ends[j-1] - b.begin, len(b.pairs) / impactSize} {
			b.postings = binary.LittleEndian.AppendUint32(b.postings, uint32(v))
		}
	}
	b.postings = append(b.postings, b.pairs...)
	b.postings = append(b.postings, b.bodies...)
}

// finish returns the segment.
func (b *builder) finish() (*segment, error) {
	var words uint64
	for _, code := range b.lengths {
		words += uint64(decodeLength(code))
	}
	head := append(b.about[:0], magic...)
	head = binary.LittleEndian.AppendUint32(head, version)
	for _, n := range []int{b.papers, len(b.kinds), b.terms} {
		head = binary.LittleEndian.AppendUint32(head, uint32(n))
	}
	binary.LittleEndian.AppendUint64(head, words)

	dictionary := make([]byte, 0, 8+len(b.starts)+len(b.groups)+padding)
	dictionary = binary.LittleEndian.AppendUint64(dictionary, uint64(len(b.groups)))
	dictionary = append(dictionary, b.starts...)
	dictionary = append(dictionary, b.groups...)
	var sections [4]Section
	for i, b := range [...][]byte{b.about, dictionary, b.postings, b.positions} {
		var zeros [padding]byte
		sections[i].Bytes = fitted(append(b, zeros[:]...))
	}
	return openSegment(sections)
}

// fitted returns bytes without much more room than they need: they stay for long.
func fitted(b []byte) []byte {
	if cap(b)-len(b) > len(b)/8 {
		return slices.Clone(b)
	}
	return b
}

// appendBody appends a block of postings behind the paper before, -1 at first.
// Only one of several may be a bitmap: the list says where it ends.
func appendBody(dst []byte, before int64, papers, kinds []uint32, several bool) []byte {
	var gaps [blockSize]uint32
	mostGap, mostKind := uint32(0), uint32(0)
	previous := before
	for i, paper := range papers {
		gaps[i] = uint32(int64(paper) - previous - 1)
		previous = int64(paper)
		mostGap, mostKind = max(mostGap, gaps[i]), max(mostKind, kinds[i])
	}
	if size := bitmapSize(previous - before); several && size > 0 {
		dst = append(dst, asBitmap, byte(width(mostKind)))
		at := len(dst)
		dst = append(dst, make([]byte, size)...)
		for _, paper := range papers {
			bit := int64(paper) - before - 1
			dst[at+int(bit/8)] |= 1 << (bit % 8)
		}
	} else {
		dst = append(dst, byte(width(mostGap)), byte(width(mostKind)))
		dst = appendPacked(dst, gaps[:len(papers)], width(mostGap))
	}
	return appendPacked(dst, kinds, width(mostKind))
}
