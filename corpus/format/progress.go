package format

import "io"

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
	read     int64
	progress *progress // nil for none
}

func (c *counter) count() int64 { return c.read }

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	if c.read += int64(n); n > 0 && c.progress != nil {
		c.progress.reached(c.read)
	}
	return n, err
}
