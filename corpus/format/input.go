package format

import (
	"bytes"
	"io"
)

// An input is a stream with a window into it: data is what was read and not yet
// skipped. The window grows to the longest record and no further.
type input struct {
	r    io.Reader
	most int // bytes of the longest record

	buf        []byte
	start, end int   // buf[start:end] is the window
	err        error // why nothing more comes; io.EOF at a good end

	// Where the window begins.
	line   int
	offset int64
}

// firstWindow holds some hundred records of usual length, in bytes.
const firstWindow = 256 << 10

func newInput(r io.Reader, most int) *input {
	return &input{r: r, most: most, buf: make([]byte, firstWindow), line: 1}
}

// data is the window, valid until the next call of more.
func (in *input) data() []byte { return in.buf[in.start:in.end] }

// more reads on, and reports whether the window has grown.
func (in *input) more() bool {
	if in.err != nil {
		return false
	}
	if in.start > 0 && in.end == len(in.buf) {
		in.end = copy(in.buf, in.buf[in.start:in.end])
		in.start = 0
	}
	if in.end == len(in.buf) {
		in.buf = append(in.buf, make([]byte, len(in.buf))...)
	}
	for range 100 { // empty reads in a row, as bufio has it
		n, err := in.r.Read(in.buf[in.end:])
		in.end += n
		in.err = err
		if n > 0 {
			return true
		}
		if err != nil {
			return false
		}
	}
	in.err = io.ErrNoProgress
	return false
}

// double reads until the window has twice its size, so that scanning a long
// record anew after each read stays linear; it reports whether it has grown.
func (in *input) double() bool {
	had := in.end - in.start
	for in.end-in.start < max(2*had, 1) && in.more() {
	}
	return in.end-in.start > had
}

// skip leaves n bytes of the window behind.
func (in *input) skip(n int) {
	in.line += bytes.Count(in.buf[in.start:in.start+n], newline)
	in.offset += int64(n)
	in.start += n
}

var newline = []byte{'\n'}

// peek reads until the window has n bytes or the stream ends.
func (in *input) peek(n int) []byte {
	for in.end-in.start < n && in.more() {
	}
	return in.data()
}

// failure is the error of the stream, nil while it goes on and at a good end.
func (in *input) failure() error {
	if in.err == io.EOF {
		return nil
	}
	return in.err
}

// A frame is the text of one record and where it stood.
type frame struct {
	data   []byte // valid until the next frame
	line   int
	number int
	offset int64
	err    error // why there is no data
}

// nextLine gives the next line without its end, "\n" or "\r\n"; false at the
// end of the stream, and where it fails: a line cut short by a failure is not
// given.
func (in *input) nextLine() (frame, bool) {
	seen := 0
	for {
		f := frame{line: in.line, offset: in.offset}
		w := in.data()
		n := bytes.IndexByte(w[seen:], '\n')
		switch {
		case n >= 0 && seen+n <= in.most:
			f.data = bytes.TrimSuffix(w[:seen+n], carriageReturn)
			in.skip(seen + n + 1)
			return f, true
		case n >= 0 || len(w) > in.most:
			in.skipLine()
			f.err = tooLong(in.most)
			return f, true
		}
		seen = len(w)
		if in.more() {
			continue
		}
		if seen == 0 || in.failure() != nil {
			return frame{}, false
		}
		f.data = bytes.TrimSuffix(w, carriageReturn)
		in.skip(seen)
		return f, true
	}
}

var carriageReturn = []byte{'\r'}

// skipLine leaves the rest of the line behind without keeping it.
func (in *input) skipLine() {
	for {
		w := in.data()
		if n := bytes.IndexByte(w, '\n'); n >= 0 {
			in.skip(n + 1)
			return
		}
		in.skip(len(w))
		if !in.more() {
			return
		}
	}
}
