package format

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A value is one JSON value that scanValue has checked, as it stood in the file,
// and UTF-8. nil is a value that is not there.
type value []byte

// absent reports a value that says nothing: not there, null, or Python's NaN.
func (v value) absent() bool {
	return len(v) == 0 || v[0] == 'n' || v[0] == 'N' || v[0] == 'I' || len(v) > 1 && v[0] == '-' && v[1] == 'I'
}

// kind names what the value is, for errors.
func (v value) kind() string {
	if v.absent() {
		return "nothing"
	}
	switch v[0] {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '"':
		return "a text"
	case 't', 'f':
		return "true or false"
	}
	return "a number"
}

// fields gives each key and value of an object, in its order; nothing for
// another kind of value. A key is given without escapes, valid until f returns.
func (v value) fields(f func(key []byte, v value)) {
	if len(v) == 0 || v[0] != '{' {
		return
	}
	for i := skipSpace(v, 1); v[i] != '}'; {
		end := skipString(v, i)
		key := v[i+1 : end-1]
		if bytes.IndexByte(key, '\\') >= 0 {
			key = []byte(unescape(key))
		}
		i = skipSpace(v, skipSpace(v, end)+1)
		end = skipValue(v, i)
		f(key, v[i:end:end])
		i = nextPart(v, end)
	}
}

// get returns the value of a key of an object, the last one of several.
func (v value) get(key string) (found value) {
	v.fields(func(k []byte, v value) {
		if string(k) == key {
			found = v
		}
	})
	return found
}

// elements gives each element of an array, in its order; nothing for another
// kind of value.
func (v value) elements(f func(v value)) {
	if len(v) == 0 || v[0] != '[' {
		return
	}
	for i := skipSpace(v, 1); v[i] != ']'; {
		end := skipValue(v, i)
		f(v[i:end:end])
		i = nextPart(v, end)
	}
}

// text returns a text or a number as it is written, and "" for a value that is
// absent.
func (v value) text() (string, error) {
	switch {
	case v.absent():
		return "", nil
	case v[0] == '"':
		inner := v[1 : len(v)-1]
		if bytes.IndexByte(inner, '\\') < 0 {
			return string(inner), nil
		}
		return unescape(inner), nil
	case v[0] == '-' || '0' <= v[0] && v[0] <= '9':
		return string(v), nil
	}
	return "", fmt.Errorf("%w: got %s; need a text", ErrField, v.kind())
}

// appendText appends what text returns to dst.
func (v value) appendText(dst []byte) ([]byte, error) {
	if len(v) > 0 && v[0] == '"' && bytes.IndexByte(v, '\\') < 0 {
		return append(dst, v[1:len(v)-1]...), nil
	}
	s, err := v.text()
	return append(dst, s...), err
}

// unescape is the text of a JSON string without its quotes. Half of a surrogate
// pair becomes U+FFFD, as in encoding/json.
func unescape(s []byte) string {
	var out strings.Builder
	out.Grow(len(s))
	for {
		n := bytes.IndexByte(s, '\\')
		if n < 0 {
			out.Write(s)
			return out.String()
		}
		out.Write(s[:n])
		r, width := escaped(s[n:])
		out.WriteRune(r)
		s = s[n+width:]
	}
}

// escaped returns the character of the escape that s begins with, and how many
// bytes it takes.
func escaped(s []byte) (rune, int) {
	switch s[1] {
	case 'b':
		return '\b', 2
	case 'f':
		return '\f', 2
	case 'n':
		return '\n', 2
	case 'r':
		return '\r', 2
	case 't':
		return '\t', 2
	case 'u':
		r := hexRune(s[2:6])
		if !utf16.IsSurrogate(r) {
			return r, 6
		}
		if len(s) >= 12 && s[6] == '\\' && s[7] == 'u' {
			if pair := utf16.DecodeRune(r, hexRune(s[8:12])); pair != utf8.RuneError {
				return pair, 12
			}
		}
		return utf8.RuneError, 6
	}
	return rune(s[1]), 2
}

func hexRune(s []byte) (r rune) {
	for _, c := range s {
		r = r<<4 | rune(hexDigit(c))
	}
	return r
}
