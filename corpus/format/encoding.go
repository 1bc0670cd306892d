package format

import (
	"bytes"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// textOf is a stream whose text is UTF-8 with "\n" at the ends of its lines,
// and the first bytes of it, without a byte-order mark. UTF-16 is told by its
// mark, or by the zeros that it makes of ASCII; "\r" alone ends lines where the
// first bytes have no "\n".
func textOf(r io.Reader, most int) (in *input, head []byte) {
	in = newInput(r, most)
	head = in.peek(headSize)
	if order, ok := utf16Order(head); ok {
		in = in.through(unicode.UTF16(order, unicode.UseBOM).NewDecoder().Reader)
		head = in.peek(headSize)
	}
	if n := len(head) - len(withoutBOM(head)); n > 0 {
		in.skip(n)
		head = in.peek(headSize)
	}
	if i := bytes.IndexByte(head, '\r'); i >= 0 && i < len(head)-1 && bytes.IndexByte(head, '\n') < 0 {
		in = in.through(func(r io.Reader) io.Reader { return &lineEnds{r} })
		head = in.peek(headSize)
	}
	return in, head
}

// utf16Order is the order of bytes in UTF-16, and whether head is that.
func utf16Order(head []byte) (order unicode.Endianness, ok bool) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe\x00\x00")): // the mark of UTF-32
		return unicode.LittleEndian, false
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return unicode.LittleEndian, true
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return unicode.BigEndian, true
	}
	if len(head) < 4 {
		return unicode.LittleEndian, false
	}
	zero := [4]bool{head[0] == 0, head[1] == 0, head[2] == 0, head[3] == 0}
	order = unicode.LittleEndian
	if zero[0] {
		order = unicode.BigEndian
	}
	return order, zero == [4]bool{false, true, false, true} || zero == [4]bool{true, false, true, false}
}

// through is the stream behind the window, with what is in it, through a filter.
func (in *input) through(filter func(io.Reader) io.Reader) *input {
	rest := in.r
	if in.err != nil {
		rest = ended{in.err} // not every reader says it twice
	}
	return newInput(filter(io.MultiReader(bytes.NewReader(bytes.Clone(in.data())), rest)), in.most)
}

// ended is a stream that has ended, for this reason.
type ended struct{ err error }

func (e ended) Read([]byte) (int, error) { return 0, e.err }

// lineEnds reads "\n" for each "\r".
type lineEnds struct{ r io.Reader }

func (l *lineEnds) Read(b []byte) (int, error) {
	n, err := l.r.Read(b)
	for i := range b[:n] {
		if b[i] == '\r' {
			b[i] = '\n'
		}
	}
	return n, err
}

// ofUnnamedEncoding is the text of data where a format names no encoding:
// UTF-8, or else Windows-1252, of which Latin-1 is a part. Bytes of both are an
// error: whichever was taken, a part would be nonsense.
func ofUnnamedEncoding(data []byte) ([]byte, error) {
	if utf8.Valid(data) {
		return data, nil
	}
	for rest := data; len(rest) > 0; {
		r, n := utf8.DecodeRune(rest)
		if n > 1 {
			return nil, fmt.Errorf("%w: a part of it is UTF-8, as %q, and a part is not; convert the file to UTF-8", ErrSyntax, r)
		}
		rest = rest[n:]
	}
	data, _ = charmap.Windows1252.NewDecoder().Bytes(data) // every byte is a character
	return data, nil
}

// checkUTF8 is for formats that are UTF-8 by their rules.
func checkUTF8(data []byte) error {
	if utf8.Valid(data) {
		return nil
	}
	return fmt.Errorf("%w: it is not UTF-8, which it has to be; convert the file to UTF-8, as with iconv -f LATIN1 -t UTF-8", ErrSyntax)
}
