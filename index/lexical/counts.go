package lexical

// counts is how often a word occurs in each field of one paper, a byte each, the
// title lowest. More than mostCounted count as that many.
type counts uint32

// mostCounted are bounds that no text reaches where it matters, and that leave
// 65,536 different counts, so that two bytes can number them.
var mostCounted = [fields]int{7, 63, 63, 1}

func (c counts) of(f Field) int { return int(c >> (8 * f) & 255) }

// packed numbers all counts there can be.
func (c counts) packed() uint16 {
	return uint16(c&7 | c>>8&63<<3 | c>>16&63<<9 | c>>24&1<<15)
}

// total is how many positions are kept for it.
func (c counts) total() int {
	return int(c&255 + c>>8&255 + c>>16&255 + c>>24)
}

// with is one more occurrence in a field, and false when there is no room for
// it.
func (c counts) with(f Field) (counts, bool) {
	if c.of(f) >= mostCounted[f] {
		return c, false
	}
	return c + 1<<(8*f), true
}

// covers reports whether c occurs in no field less than other, so that it scores
// no less, whatever the fields weigh. All fields are compared at once: each has a bit
// to spare, which stays set when nothing had to be borrowed.
func (c counts) covers(other counts) bool {
	const spare = 0x80808080
	return ((c|spare)-other)&spare == spare
}

// A tally is a number for each counts that were met: how often, then their kind.
type tally struct {
	of   [1 << 16]uint32 // by counts.packed
	seen []counts
}

func (t *tally) count(c counts) {
	n := &t.of[c.packed()]
	if *n == 0 {
		t.seen = append(t.seen, c)
	}
	*n++
}

func (t *tally) uses() map[counts]int {
	uses := make(map[counts]int, len(t.seen))
	for _, c := range t.seen {
		uses[c] = int(t.of[c.packed()])
	}
	return uses
}

// number puts the kinds of what was met in the place of how often it was.
func (t *tally) number(kindOf map[counts]uint32) {
	for _, c := range t.seen {
		t.of[c.packed()] = kindOf[c]
	}
}

func (t *tally) reset() {
	for _, c := range t.seen {
		t.of[c.packed()] = 0
	}
	t.seen = t.seen[:0]
}
