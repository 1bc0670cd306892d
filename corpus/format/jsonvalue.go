package format

import (
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// A value is one JSON value that scanValue has checked, as it stood in the file.
// nil is a value that is not there.
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
	_, _ = scanObject(v, 0, maxDepth+1, func(key, v []byte) {
		key = key[1 : len(key)-1]
		for _, c := range key {
			if c == '\\' {
				key = unescape(nil, key)
				break
			}
		}
		f(key, v)
	})
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
	if len(v) > 0 && v[0] == '[' {
		_, _ = scanArray(v, 0, maxDepth+1, func(v []byte) { f(v) })
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
		for _, c := range inner {
			if c == '\\' || c >= utf8.RuneSelf {
				return string(unescape(make([]byte, 0, len(inner)), inner)), nil
			}
		}
		return string(inner), nil
	case v[0] == '-' || '0' <= v[0] && v[0] <= '9':
		return string(v), nil
	}
	return "", fmt.Errorf("%w: got %s; need a text", ErrField, v.kind())
}

// unescape appends the text of a JSON string without its quotes to dst. A byte
// that is not UTF-8, and half of a surrogate pair, become U+FFFD, as in
// encoding/json.
func unescape(dst, s []byte) []byte {
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c == '\\':
			r, n := escaped(s[i:])
			dst = utf8.AppendRune(dst, r)
			i += n
		case c < utf8.RuneSelf:
			dst = append(dst, c)
			i++
		default:
			r, n := utf8.DecodeRune(s[i:])
			dst = utf8.AppendRune(dst, r)
			i += n
		}
	}
	return dst
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
