package lexical

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// A builder writes the sections of one segment: begin with its papers, then for each
// word, in byte order, post its postings, by ascending papers, and end it, then finish.
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

	// Of the word that is being posted: its postings, without those of the blocks
	// that are written already.
	ids   []uint32
	kind  []uint32
	begin int // in positions
	written

	frontier frontier
}

// written are the blocks of a word as they will be stored, the parts of each behind those
// of the one before.
type written struct {
	blocks int
	skips  []byte
	pairs  []byte
	bodies []byte
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
// instead is moved many times. The room is not touched until it is used.
func (b *builder) expect(groups, postings, positions int) {
	b.groups = make([]byte, 0, groups)
	b.postings = make([]byte, 0, postings+padding)
	b.positions = make([]byte, 0, positions+padding)
}

// post adds a posting of the present word with its positions as they are
// stored; kind is that of its counts by kindOf.
func (b *builder) post(paper, kind uint32, positions []byte) {
	b.ids = append(b.ids, paper)
	b.kind = append(b.kind, kind)
	b.positions = append(b.positions, positions...)
}

// end writes the word that was posted; one without postings is passed over.
func (b *builder) end(word []byte) {
	df := b.blocks*blockSize + len(b.ids)
	if df == 0 {
		return
	}
	if b.terms%groupSize == 0 {
		b.starts = binary.LittleEndian.AppendUint32(b.starts, uint32(len(b.groups)))
		b.groups = binary.AppendUvarint(b.groups, uint64(len(b.postings)))
		b.groups = binary.AppendUvarint(b.groups, uint64(b.begin))
		b.before = b.before[:0]
	}
	shared, most := 0, min(len(word), len(b.before))
	for shared < most && word[shared] == b.before[shared] {
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
		b.write()
	}
	b.groups = binary.AppendUvarint(b.groups, uint64(df))
	b.groups = binary.AppendUvarint(b.groups, uint64(len(b.postings)-at))
	b.groups = binary.AppendUvarint(b.groups, uint64(len(b.positions)-b.begin))
	b.ids, b.kind, b.begin = b.ids[:0], b.kind[:0], len(b.positions)
}

// write writes the postings of a word that has several blocks: the skips, the
// impacts, the bodies.
func (b *builder) write() {
	w := &b.written
	before, positions := int64(-1), 0
	if n := w.blocks; n > 0 {
		before, positions = int64(skips(w.skips).last(n-1)), int(skips(w.skips).positions(n-1))
	}
	for i := 0; i < len(b.ids); i += blockSize {
		j := min(i+blockSize, len(b.ids))
		w.bodies = appendBody(w.bodies, before, b.ids[i:j], b.kind[i:j], true)
		w.pairs = appendImpacts(w.pairs, b.frontier.of(b.kind[i:j], b.ids[i:j], b.kinds, b.lengths))
		total := 0
		for _, kind := range b.kind[i:j] {
			total += b.kinds[kind].total()
		}
		positions += skipUvarints(b.positions[b.begin+positions:], total)
		before = int64(b.ids[j-1])
		w.skip(uint32(before), positions)
	}
	b.postings = append(b.postings, w.skips...)
	b.postings = append(b.postings, w.pairs...)
	b.postings = append(b.postings, w.bodies...)
	*w = written{skips: w.skips[:0], pairs: w.pairs[:0], bodies: w.bodies[:0]}
}

// skip ends a block, whose last paper is last, and all positions up to it.
func (w *written) skip(last uint32, positions int) {
	w.blocks++
	for _, v := range [...]int{int(last), len(w.bodies), positions, len(w.pairs) / impactSize} {
		w.skips = binary.LittleEndian.AppendUint32(w.skips, uint32(v))
	}
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
