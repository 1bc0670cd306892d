package format

import (
	"bytes"
	"fmt"
)

// A bibStream cuts a BibTeX file into its entries, by their braces. What stands
// between entries is comment. A line that begins as an entry does ends one
// whose brace was never closed: that one is an error, and no other.
type bibStream struct {
	in     *input
	number int
}

// frames gives each entry, from its @ to its closing brace: @comment, @string
// and @preamble, too.
func (b *bibStream) frames(yield func(frame) bool) error {
	for b.toEntry() {
		b.number++
		f := frame{line: b.in.line, number: b.number, offset: b.in.offset}
		end, err := b.entryEnd()
		switch {
		case err == nil:
			f.data = b.in.data()[:end]
		case b.in.failure() != nil:
			return b.in.failure()
		case err == errShort:
			return fmt.Errorf("%w: it ends inside the entry that begins on line %d; fetch the file again, or close its brace", ErrTruncated, f.line)
		default:
			f.err = err
		}
		if !yield(f) {
			return nil
		}
		if b.in.skip(end); f.err != nil {
			b.toNextLineEntry()
		}
	}
	return b.in.failure()
}

// toEntry leaves behind what stands before the next entry.
func (b *bibStream) toEntry() bool {
	for {
		i := bytes.IndexByte(b.in.data(), '@')
		if i < 0 {
			b.in.skip(len(b.in.data()))
			if !b.in.more() {
				return false
			}
			continue
		}
		b.in.skip(i)
		if entryHead(b.in.peek(maxEntryHead)) > 0 {
			return true
		}
		b.in.skip(1)
	}
}

// toNextLineEntry leaves behind what is left of a broken entry.
func (b *bibStream) toNextLineEntry() {
	for {
		i := bytes.IndexByte(b.in.data(), '\n')
		if i < 0 {
			b.in.skip(len(b.in.data()))
			if !b.in.more() {
				return
			}
			continue
		}
		b.in.skip(i + 1)
		w := b.in.peek(maxEntryHead)
		if at := skipSpace(w, 0); at < len(w) && w[at] == '@' && entryHead(w[at:]) > 0 {
			return
		}
	}
}

// entryEnd returns the end of the entry at the front of the window. Where it
// has none, the error says so, and the end lies on its first line.
func (b *bibStream) entryEnd() (int, error) {
	w := b.in.data()
	head := entryHead(w)
	var (
		braces   int
		paren    = w[head-1] == '('
		quoted   bool // in quotes that are not in braces
		newLine  bool // only space so far on this line
		i        = head
		nextHead = func(i int) bool { return entryHead(b.in.data()[i:]) > 0 }
	)
	if !paren {
		braces = 1
	}
	for {
		w, whole := b.in.data(), b.in.err != nil
		for ; i < len(w); i++ {
			if i >= b.in.most {
				return 1, tooLong(b.in.most)
			}
			switch c := w[i]; {
			case c == '\n':
				newLine = true
				continue
			case c == ' ' || c == '\t' || c == '\r':
				continue
			case c == '{':
				braces++
			case c == '}':
				braces--
				if braces <= 0 && !paren {
					return i + 1, nil
				}
			case c == '"' && paren && braces == 0:
				quoted = !quoted
			case c == ')' && paren && braces <= 0 && !quoted:
				return i + 1, nil
			case c == '@' && newLine:
				if len(w)-i < maxEntryHead && !whole {
					goto more // it may go on
				}
				if nextHead(i) {
					return 1, fmt.Errorf("%w: its brace is not closed before the next entry begins", ErrSyntax)
				}
			}
			newLine = false
		}
	more:
		if !b.in.double() && whole {
			return 1, errShort
		}
	}
}

// maxEntryHead is more than an entry has up to its brace, in bytes.
const maxEntryHead = 64

// entryHead is the length of @type{ or @type( at the front of b, 0 for none.
func entryHead(b []byte) int {
	b = b[:min(len(b), maxEntryHead)]
	i := skipSpace(b, 1)
	letters := i
	for i < len(b) && isASCIILetter(b[i]) {
		i++
	}
	if i == letters {
		return 0
	}
	i = skipSpace(b, i)
	if i < len(b) && (b[i] == '{' || b[i] == '(') {
		return i + 1
	}
	return 0
}
