package format

import "github.com/kindred-search/kindred/corpus"

// The bounds of a chunk. A longer record is read where it was found, so that memory is
// bounded by the chunks and one longest record.
const (
	chunkBytes   = 256 << 10
	chunkRecords = 256
)

// A chunk is some records that follow each other.
type chunk struct {
	text    []byte // of the frames
	records []record
	read    int64         // how far the stream was read when it was complete
	done    chan struct{} // gets an element when all records are read
}

// A record is a frame, and what became of it.
type record struct {
	frame
	paper corpus.Paper
	err   error
	known bool // paper and err are set
}

// A reader makes a value of the sequence of a frame.
type reader func(f frame) (corpus.Paper, error)

func newChunk() *chunk { return &chunk{done: make(chan struct{}, 1)} }

// fits reports whether there is room for a frame.
func (c *chunk) fits(f frame) bool {
	return len(c.records) < chunkRecords && (len(f.data) > chunkBytes || len(c.text)+len(f.data) <= chunkBytes)
}

// add takes in a frame, whose data is gone when the next is looked for.
func (c *chunk) add(f frame, read reader) {
	r := record{frame: f}
	if len(f.data) > chunkBytes {
		r.paper, r.err = read(f)
		r.data, r.known = nil, true
	} else {
		start := len(c.text)
		c.text = append(c.text, f.data...)
		r.data = c.text[start:]
	}
	c.records = append(c.records, r)
}

// readAll reads the records.
func (c *chunk) readAll(read reader) {
	for i := range c.records {
		if r := &c.records[i]; !r.known {
			r.paper, r.err = read(r.frame)
		}
	}
	c.done <- struct{}{}
}

// empty makes room for others.
func (c *chunk) empty() {
	clear(c.records)
	c.text, c.records = c.text[:0], c.records[:0]
}
