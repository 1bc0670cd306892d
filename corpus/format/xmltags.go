package format

import (
	"bytes"
	"strings"
)

// maxTag is more than a tag of a record has up to the end of its name, in bytes.
const maxTag = 64

// tagName is the name of the tag at the front of b without its prefix, "" for
// what is no tag, and whether the tag ends an element.
func tagName(b []byte) (name string, closing bool) {
	b = b[1:min(len(b), maxTag)]
	if len(b) > 0 && b[0] == '/' {
		closing = true
		b = b[1:]
	}
	end := bytes.IndexAny(b, " \t\r\n/>")
	if end < 0 {
		return "", closing
	}
	name = string(b[:end])
	return name[strings.LastIndexByte(name, ':')+1:], closing
}

// tagEnd returns the end of the tag at the front of b, and whether b holds it
// whole. What is no tag ends where the next begins.
func tagEnd(b []byte) (end int, whole bool) {
	quote := byte(0)
	for i, c := range b {
		switch {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i + 1, true
		case c == '<' && i > 0:
			return i, true
		}
	}
	return 0, false
}
