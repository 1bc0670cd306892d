package tokenize

import (
	"fmt"
	"unicode/utf8"
)

// cut is a part of a text and whether it is a delimiter.
type cut struct {
	text      string
	delimiter bool
}

// behavior says what becomes of the delimiters, named as in tokenizer.json.
type behavior string

const (
	removed            behavior = "Removed"
	isolated           behavior = "Isolated"
	contiguous         behavior = "Contiguous"
	mergedWithPrevious behavior = "MergedWithPrevious"
	mergedWithNext     behavior = "MergedWithNext"
)

func (b behavior) check() error {
	switch b {
	case removed, isolated, contiguous, mergedWithPrevious, mergedWithNext:
		return nil
	}
	return fmt.Errorf("%w: a pre_tokenizer with the behavior %q", ErrUnsupported, string(b))
}

// join appends to dst the pieces that the cuts of one text make. The cuts are neighbors in one string s.
func (b behavior) join(dst []string, s string, cuts []cut) []string {
	at := 0 // where in s the current piece begins
	flush := func(end int) {
		if end > at {
			dst = append(dst, s[at:end])
		}
		at = end
	}
	pos := 0
	for i, c := range cuts {
		last := i > 0 && cuts[i-1].delimiter
		switch b {
		case removed:
			flush(pos)
			if c.delimiter {
				at = pos + len(c.text)
			}
		case isolated:
			flush(pos)
		case contiguous:
			if i > 0 && c.delimiter != last {
				flush(pos)
			}
		case mergedWithPrevious:
			if !c.delimiter || last {
				flush(pos)
			}
		case mergedWithNext:
			if i > 0 && (c.delimiter || !last) {
				flush(pos)
			}
		}
		pos += len(c.text)
	}
	flush(pos)
	return dst
}

// cutAt makes each code point for which is holds a delimiter.
func cutAt(s string, is func(rune) bool) []cut {
	var cuts []cut
	done := 0
	for i, c := range s {
		if !is(c) {
			continue
		}
		if done < i {
			cuts = append(cuts, cut{s[done:i], false})
		}
		done = i + utf8.RuneLen(c)
		cuts = append(cuts, cut{s[i:done], true})
	}
	if done < len(s) {
		cuts = append(cuts, cut{s[done:], false})
	}
	return cuts
}
