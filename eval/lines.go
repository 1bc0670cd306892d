package eval

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"iter"
)

// maxLine bounds one record, so that a file that is no text cannot take all
// memory. The longest abstract is far below; a whole book is 1 to 10 MB.
const maxLine = 64 << 20 // bytes

var byteOrderMark = []byte("\xef\xbb\xbf")

var errLongLine = fmt.Errorf("line longer than %d bytes", maxLine)

type line struct {
	number int    // 1 for the first
	text   []byte // without line end; valid until the next line is read
}

// lines yields the lines of r that are not blank: a byte order mark at the
// start and CR before LF are dropped. An error ends it; the line that comes
// with it has only its number.
func lines(r io.Reader) iter.Seq2[line, error] {
	return func(yield func(line, error) bool) {
		b := bufio.NewReaderSize(r, 64<<10)
		var whole []byte // a line longer than b's buffer is gathered here
		for n := 1; ; n++ {
			text, err := b.ReadSlice('\n')
			if errors.Is(err, bufio.ErrBufferFull) {
				whole = whole[:0]
				for errors.Is(err, bufio.ErrBufferFull) && len(whole) <= maxLine {
					whole = append(whole, text...)
					text, err = b.ReadSlice('\n')
				}
				whole = append(whole, text...)
				text = whole
			}
			if len(text) > maxLine {
				err = errLongLine
			}
			if err != nil && err != io.EOF {
				yield(line{number: n}, err)
				return
			}
			if n == 1 {
				text = bytes.TrimPrefix(text, byteOrderMark)
			}
			text = bytes.TrimRight(text, "\r\n")
			if len(bytes.TrimSpace(text)) > 0 && !yield(line{n, text}, nil) {
				return
			}
			if err == io.EOF {
				return
			}
		}
	}
}

// unreadable says which line of a file could not be read, and why.
func unreadable(file string, number int, err error) error {
	e := &LineError{File: file, Line: number, Reason: "cannot read on: " + err.Error(), Err: err,
		Remedy: "the file is damaged or incomplete, fetch it again"}
	if errors.Is(err, errLongLine) {
		e.Reason, e.Remedy = err.Error(), "put one record on each line"
	}
	return e
}
