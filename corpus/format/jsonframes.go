package format

import (
	"bytes"
	"errors"
	"fmt"
)

// Two ways lead from a stream to the JSON values that are its records. Lines
// are cut at their ends, whatever they hold. Elsewhere (an array, objects over
// several lines, objects one after the other) the scanner says where a value
// ends; behind a value that it cannot read, the next record has to be found.

// jsonLines gives each line that is not blank as a frame, whatever it holds.
func jsonLines(in *input, yield func(frame) bool) error {
	number := 0
	for {
		f, ok := in.nextLine()
		if !ok {
			return in.failure()
		}
		if f.err == nil {
			if f.data = trimSpace(withoutBOM(f.data)); len(f.data) == 0 {
				continue
			}
		}
		number++
		f.number = number
		if !yield(f) {
			return nil
		}
	}
}

// checkWhole returns why data is not exactly one JSON value.
func checkWhole(data []byte) error {
	end, err := scanValue(data, 0, maxDepth)
	if err == nil && end < len(data) {
		err = unexpected(data, end, "the end of the line")
	}
	if err != nil {
		return fmt.Errorf("%w: not JSON at its byte %d: %w", ErrSyntax, end, err)
	}
	return nil
}

// A jsonStream cuts a stream that is not lines.
type jsonStream struct {
	in      *input
	number  int  // records so far
	inArray bool // between '[' and its ']'
	inPage  bool // the array is that of a page

	// lost holds from a fault until the next value that looks like a record:
	// what lies between may be parts of the broken one, and is no news.
	// fromArray is inArray at the fault. found holds from there until another
	// object follows directly, because the record found may be such a part, too.
	lost, fromArray, found bool
}

// frames gives each record. It returns nil at a good end.
func (s *jsonStream) frames(yield func(frame) bool) error {
	in := s.in
	for s.toValue() {
		f := frame{line: in.line, number: s.number + 1, offset: in.offset}
		end, err := s.scan()
		var syntax *syntaxError
		switch {
		case err == nil:
			f.data = in.data()[:end]
		case in.failure() != nil:
			return in.failure()
		case errors.Is(err, ErrTooLong):
			f.err = err
			s.skipLong()
			end = 0
		case errors.As(err, &syntax):
			f.err = fmt.Errorf("%w: not JSON at its byte %d: %w", ErrSyntax, end, err)
		case s.lost:
			in.skip(len(in.data()))
			continue
		default:
			return fmt.Errorf("%w: it ends inside record %d, which begins at byte %d; fetch the file again", ErrTruncated, f.number, f.offset)
		}
		if s.lost && (f.err != nil || !looksLikeRecord(f.data)) {
			in.skip(end)
			continue
		}
		if s.lost {
			s.lost, s.inArray, s.found = false, s.fromArray, true
		} else if syntax != nil {
			s.lost, s.fromArray = true, s.inArray
		}
		s.number++
		if !yield(f) {
			return nil
		}
		in.skip(end)
	}
	if err := in.failure(); err != nil {
		return err
	}
	if (s.inArray || s.inPage) && !s.lost {
		return fmt.Errorf("%w: it ends inside the array, behind record %d; fetch the file again", ErrTruncated, s.number)
	}
	return nil
}

// toValue leaves behind all that stands between records, and reports whether a
// value follows.
func (s *jsonStream) toValue() bool {
	for {
		w := s.in.data()
		i := 0
		if s.lost {
			if i = bytes.IndexByte(w, '{'); i < 0 {
				i = len(w)
			}
		}
		for i < len(w) && (s.inArray || !s.inPage) && s.between(w[i]) {
			i++
		}
		object := i < len(w) && w[i] == '{'
		s.in.skip(i)
		switch {
		case s.inPage && !s.inArray:
			if !s.leavePage() {
				return false
			}
		case object && (!s.inArray || s.lost) && s.enterPage():
		case object:
			s.found = s.found && s.lost
			return true
		case i < len(w) && s.found:
			s.lost = true
		case i < len(w):
			return true
		case !s.in.more():
			return false
		}
	}
}

// between reports whether c separates records, and keeps track of the array.
func (s *jsonStream) between(c byte) bool {
	switch c {
	case ' ', '\n', '\r', '\t':
		return true
	case ',':
		return s.inArray
	case '[':
		if !s.inArray {
			s.inArray = true
			return true
		}
	case ']':
		if s.inArray {
			s.inArray = false
			return true
		}
	}
	return false
}

// scan returns the end of the value at the front of the window, reading on
// where the window ends before the value does.
func (s *jsonStream) scan() (int, error) {
	for {
		w := s.in.data()
		end, err := scanValue(w, 0, maxDepth)
		if end > s.in.most {
			return 0, tooLong(s.in.most)
		}
		atEdge := err == nil && end == len(w) && w[0] != '{' && w[0] != '[' && w[0] != '"'
		if !errors.Is(err, errShort) && !atEdge || !s.in.double() {
			return end, err
		}
	}
}

// skipLong leaves a value behind that is too long to keep, by its brackets
// alone.
func (s *jsonStream) skipLong() {
	if c := s.in.data()[0]; c != '{' && c != '[' && c != '"' {
		s.in.skip(1)
		s.lost, s.fromArray = true, s.inArray // an endless number: whatever follows is no news
		return
	}
	s.skipBrackets(0)
}

// skipBrackets leaves behind what follows, until its brackets are closed and
// depth more of them. It returns false where the stream ends before.
func (s *jsonStream) skipBrackets(depth int) bool {
	quoted, escape := false, false
	for {
		w := s.in.data()
		for i, c := range w {
			switch {
			case escape:
				escape = false
			case quoted:
				escape = c == '\\'
				quoted = c != '"'
			case c == '"':
				quoted = true
			case c == '{' || c == '[':
				depth++
			case c == '}' || c == ']':
				depth--
			}
			if depth <= 0 && !quoted {
				s.in.skip(i + 1)
				return true
			}
		}
		s.in.skip(len(w))
		if !s.in.more() {
			return false
		}
	}
}

// looksLikeRecord reports whether data is an object with a field that only a
// paper has. The parts of a paper (an author, an organization, a version) have
// none of them.
func looksLikeRecord(data []byte) bool {
	found := false
	value(data).fields(func(key []byte, v value) {
		switch f, _ := lookUp(string(key)); {
		case f == fieldTitle, f == fieldAbstract:
			found = true
		case string(key) == "paper":
			found = found || v.kind() == "an object"
		}
	})
	return found
}

func trimSpace(b []byte) []byte { return bytes.Trim(b, " \t\r\n") }

func tooLong(most int) error {
	return fmt.Errorf("%w: more than %d bytes", ErrTooLong, most)
}
