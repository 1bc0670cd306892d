package format

import (
	"bytes"
	"fmt"
	"slices"
)

// An xmlStream cuts a stream of XML into the elements that are records, by
// their tags alone, and leaves to encoding/xml what stands inside: its decoder
// stops for good at the first fault, holds a text of any length, and does not
// say where it is, while a record cut out costs no other, has an end to its
// length and a place. Records of these formats do not nest: a start inside a
// record is the next one, and the record before it is broken.
type xmlStream struct {
	in      *input
	root    string   // local name of the element that holds the records
	records []string // local names of the elements that are records
	number  int
	open    bool // the root was opened and not closed
	cut     bool // the stream ended inside a comment or a document type
}

// frames gives each record, with its tags. It returns nil at a good end.
func (x *xmlStream) frames(yield func(name string, f frame) bool) error {
	for {
		name, found := x.toRecord()
		if !found {
			break
		}
		x.number++
		f := frame{line: x.in.line, number: x.number, offset: x.in.offset}
		end, err := x.recordEnd(name)
		switch {
		case err == nil:
			f.data = x.in.data()[:end]
		case x.in.failure() != nil:
			return x.in.failure()
		case err == errShort:
			return fmt.Errorf("%w: it ends inside record %d, which begins at byte %d; fetch the file again", ErrTruncated, f.number, f.offset)
		default:
			f.err = err
		}
		if !yield(name, f) {
			return nil
		}
		if x.in.skip(end); f.err != nil {
			x.skipBroken(name)
		}
	}
	if err := x.in.failure(); err != nil {
		return err
	}
	switch {
	case x.cut:
		return fmt.Errorf("%w: it ends inside a comment or a document type, behind record %d; fetch the file again", ErrTruncated, x.number)
	case x.open:
		return fmt.Errorf("%w: it ends behind record %d, without </%s>; fetch the file again", ErrTruncated, x.number, x.root)
	}
	return nil
}

// toRecord leaves behind all that stands before the next record. The name is
// that of its element, without prefix.
func (x *xmlStream) toRecord() (name string, found bool) {
	for {
		name, closing, found := x.toTag()
		switch {
		case !found:
			return "", false
		case !closing && slices.Contains(x.records, name):
			return name, true
		case name == x.root:
			x.open = !closing && !x.selfClosing()
		}
		x.in.skip(1)
	}
}

// toTag leaves behind what stands before the next tag.
func (x *xmlStream) toTag() (name string, closing, found bool) {
	for {
		i := bytes.IndexByte(x.in.data(), '<')
		if i < 0 {
			x.in.skip(len(x.in.data()))
			if !x.in.more() {
				return "", false, false
			}
			continue
		}
		x.in.skip(i)
		w := x.in.peek(maxTag)
		switch {
		case bytes.HasPrefix(w, []byte("<!--")):
			x.skipPast("-->")
		case bytes.HasPrefix(w, []byte("<![CDATA[")):
			x.skipPast("]]>")
		case bytes.HasPrefix(w, []byte("<!")):
			x.skipDoctype()
		case bytes.HasPrefix(w, []byte("<?")):
			x.skipPast("?>")
		default:
			name, closing = tagName(w)
			return name, closing, true
		}
	}
}

// selfClosing reports whether the tag at the front of the window ends the
// element that it begins.
func (x *xmlStream) selfClosing() bool {
	for {
		w := x.in.data()
		end, whole := tagEnd(w[:min(len(w), x.in.most)])
		switch {
		case whole:
			return end >= 2 && w[end-2] == '/'
		case len(w) > x.in.most || !x.in.double():
			return false
		}
	}
}

// recordEnd returns the end of the record at the front of the window: behind
// its end tag. Where it has none, the error says so, and the end lies within
// its start tag.
func (x *xmlStream) recordEnd(name string) (int, error) {
	begin := 1 + len(name)
	if x.selfClosing() {
		end, _ := tagEnd(x.in.data())
		return end, nil
	}
	for seen := begin; ; {
		w, whole := x.in.data(), x.in.err != nil
		for seen < len(w) {
			i := bytes.IndexByte(w[seen:], '<')
			if i < 0 {
				seen = len(w)
				break
			}
			if seen += i; seen > x.in.most {
				return begin, tooLong(x.in.most)
			}
			if len(w)-seen < maxTag && !whole {
				break // the tag may go on
			}
			other, closing := tagName(w[seen:])
			if other == name && !closing {
				return begin, fmt.Errorf("%w: <%s> has no end before the next begins", ErrSyntax, name)
			}
			if other == name {
				n := bytes.IndexByte(w[seen:], '>')
				if n < 0 {
					break
				}
				if end := seen + n + 1; end <= x.in.most {
					return end, nil
				}
				return begin, tooLong(x.in.most)
			}
			seen++
		}
		if len(w) > x.in.most+maxTag {
			return begin, tooLong(x.in.most)
		}
		if !x.in.double() && whole {
			return begin, errShort
		}
	}
}

// skipBroken leaves behind what is left of a record that was reported: up to
// its end tag or to the next record.
func (x *xmlStream) skipBroken(name string) {
	for {
		i := bytes.IndexByte(x.in.data(), '<')
		if i < 0 {
			x.in.skip(len(x.in.data()))
			if !x.in.more() {
				return
			}
			continue
		}
		x.in.skip(i)
		switch other, closing := tagName(x.in.peek(maxTag)); {
		case other == name && closing:
			x.in.skip(1)
			return
		case slices.Contains(x.records, other) && !closing:
			return
		case other == x.root && closing:
			return
		}
		x.in.skip(1)
	}
}

// skipPast leaves everything behind up to and with the end of what stands at
// the front of the window.
func (x *xmlStream) skipPast(end string) {
	for {
		w := x.in.data()
		if i := bytes.Index(w, []byte(end)); i >= 0 {
			x.in.skip(i + len(end))
			return
		}
		x.in.skip(max(0, len(w)-len(end)+1))
		if !x.in.more() {
			x.in.skip(len(x.in.data()))
			x.cut = true
			return
		}
	}
}

// skipDoctype leaves a document type behind, with the entities that it
// declares: none of them is ever expanded.
func (x *xmlStream) skipDoctype() {
	depth, quote, comment := 0, byte(0), false
	var last [4]byte // up to and with the byte at hand
	for {
		for i, c := range x.in.data() {
			copy(last[:], last[1:])
			last[3] = c
			switch {
			case comment:
				comment = string(last[1:]) != "-->"
			case quote == 0 && string(last[:]) == "<!--":
				comment = true
				depth-- // its < is that of no declaration
			case quote != 0:
				if c == quote {
					quote = 0
				}
			case c == '"' || c == '\'':
				quote = c
			case c == '[' || c == '<':
				depth++
			case c == ']':
				depth--
			case c == '>':
				if depth--; depth <= 0 {
					x.in.skip(i + 1)
					return
				}
			}
		}
		x.in.skip(len(x.in.data()))
		if !x.in.more() {
			x.cut = true
			return
		}
	}
}
