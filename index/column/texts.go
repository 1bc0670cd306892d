package column

import (
	"unsafe"

	"github.com/kindred-search/kindred/index/section"
)

// Texts holds a text for each position.
type Texts struct {
	ends  mapped[uint64] // of each text in bytes; it begins where the one before ends
	bytes mapped[byte]
	tail  struct {
		ends  []uint64
		bytes []byte
	}
}

// OpenTexts opens what Save wrote under a name.
func OpenTexts(s *Source, name string) (t Texts, err error) {
	if t.ends, err = openMapped[uint64](s, name+".ends"); err == nil {
		t.bytes, err = openMapped[byte](s, name+".bytes")
	}
	return t, err
}

// Len is how many positions there are.
func (t *Texts) Len() int { return len(t.ends.data) + len(t.tail.ends) }

// Append gives the next position a text, which is copied.
func (t *Texts) Append(text string) {
	t.tail.bytes = append(t.tail.bytes, text...)
	t.tail.ends = append(t.tail.ends, uint64(len(t.tail.bytes)))
}

// At returns the text of a position below Len. "" may be damage.
func (t *Texts) At(position uint32) string {
	i := int(position)
	if i < len(t.ends.data) {
		first := uint64(0)
		if i > 0 {
			first = t.ends.at(i - 1)
		}
		return text(t.bytes.slice(first, t.ends.at(i)))
	}
	i -= len(t.ends.data)
	first := uint64(0)
	if i > 0 {
		first = t.tail.ends[i-1]
	}
	return text(t.tail.bytes[first:t.tail.ends[i]])
}

// text sees bytes that never change as a text.
func text(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// Cut returns what there is now.
func (t *Texts) Cut() Texts {
	c := *t
	c.tail.ends = c.tail.ends[:len(c.tail.ends):len(c.tail.ends)]
	c.tail.bytes = c.tail.bytes[:len(c.tail.bytes):len(c.tail.bytes)]
	return c
}

// Save writes sections whose names begin with this one. What is damaged is an
// error.
func (t *Texts) Save(w *section.Writer, name string) error {
	ends, bytes := t.ends.all(), t.bytes.all()
	if err := t.ends.source.Err(); err != nil {
		return err
	}
	moved := make([]uint64, len(t.tail.ends))
	for i, end := range t.tail.ends {
		moved[i] = uint64(len(bytes)) + end
	}
	if err := write(w, name+".ends", ends, moved); err != nil {
		return err
	}
	return write(w, name+".bytes", bytes, t.tail.bytes)
}
