package format

import (
	"io"
	"sync/atomic"
)

// A progress is how far a stream was read, in bytes. Where another goroutine reads
// ahead it is told later, in that of the sequence.
type progress struct {
	tell  func(int64) // nil for nobody
	now   int64
	ahead bool
}

// reached counts on the goroutine that reads.
func (p *progress) reached(read int64) {
	p.now = read
	if !p.ahead {
		p.say(read)
	}
}

// say tells it, on the goroutine of the sequence.
func (p *progress) say(read int64) {
	if p.tell != nil {
		p.tell(read)
	}
}

// A counter counts what is read of the underlying stream.
type counter struct {
	r        io.Reader
	read     atomic.Int64
	progress *progress // nil for none

	// ahead says that the stream keeps nobody waiting: another goroutine may read it, up
	// to what closes what it is read for.
	ahead bool
}

func (c *counter) count() int64 { return c.read.Load() }

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	if read := c.read.Add(int64(n)); n > 0 && c.progress != nil {
		c.progress.reached(read)
	}
	return n, err
}
