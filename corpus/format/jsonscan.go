package format

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// The scanner finds where a JSON value ends, and checks it on the way, as RFC
// 8259 has it. It exists because a damaged record must not cost those behind it
// and encoding/json's decoder stops for good at the first fault; the tests hold
// it to encoding/json. Beyond the RFC it takes NaN, Infinity and -Infinity,
// which Python writes for numbers that are missing.

// errShort is returned for a value that goes on behind the bytes given.
var errShort = errors.New("unexpected end of the JSON value")

// A syntaxError is where and why bytes are not JSON.
type syntaxError struct {
	at  int
	msg string
}

func (e *syntaxError) Error() string { return e.msg }

// maxDepth is how deep values may nest. Records of papers nest 4 deep; a bound
// keeps hostile ones from growing the stack, and recovery linear.
const maxDepth = 64

// scanValue returns the end of the value that begins at b[i], which is no space.
func scanValue(b []byte, i, depth int) (int, error) {
	if i >= len(b) {
		return i, errShort
	}
	switch c := b[i]; {
	case c == '"':
		return scanString(b, i)
	case c == '{' || c == '[':
		if depth == 0 {
			return i, &syntaxError{i, fmt.Sprintf("nested deeper than %d", maxDepth)}
		}
		if c == '{' {
			return scanObject(b, i, depth)
		}
		return scanArray(b, i, depth)
	case c == '-' || '0' <= c && c <= '9':
		return scanNumber(b, i)
	case c == 't':
		return scanWord(b, i, "true")
	case c == 'f':
		return scanWord(b, i, "false")
	case c == 'n':
		return scanWord(b, i, "null")
	case c == 'N':
		return scanWord(b, i, "NaN")
	case c == 'I':
		return scanWord(b, i, "Infinity")
	}
	return i, unexpected(b, i, "a value")
}

func scanObject(b []byte, i, depth int) (int, error) {
	i = skipSpace(b, i+1)
	if i < len(b) && b[i] == '}' {
		return i + 1, nil
	}
	for {
		if i >= len(b) {
			return i, errShort
		}
		if b[i] != '"' {
			return i, unexpected(b, i, "a key in quotes")
		}
		var err error
		if i, err = scanString(b, i); err != nil {
			return i, err
		}
		if i = skipSpace(b, i); i >= len(b) {
			return i, errShort
		}
		if b[i] != ':' {
			return i, unexpected(b, i, "':' behind a key")
		}
		if i, err = scanValue(b, skipSpace(b, i+1), depth-1); err != nil {
			return i, err
		}
		if i = skipSpace(b, i); i >= len(b) {
			return i, errShort
		}
		switch b[i] {
		case ',':
			i = skipSpace(b, i+1)
		case '}':
			return i + 1, nil
		default:
			return i, unexpected(b, i, "',' or '}' in an object")
		}
	}
}

func scanArray(b []byte, i, depth int) (int, error) {
	i = skipSpace(b, i+1)
	if i < len(b) && b[i] == ']' {
		return i + 1, nil
	}
	for {
		var err error
		if i, err = scanValue(b, i, depth-1); err != nil {
			return i, err
		}
		if i = skipSpace(b, i); i >= len(b) {
			return i, errShort
		}
		switch b[i] {
		case ',':
			i = skipSpace(b, i+1)
		case ']':
			return i + 1, nil
		default:
			return i, unexpected(b, i, "',' or ']' in an array")
		}
	}
}

func scanString(b []byte, i int) (int, error) {
	for i++; i < len(b); i++ {
		if i = plainEnd(b, i); i == len(b) {
			break
		}
		switch c := b[i]; {
		case c == '"':
			return i + 1, nil
		case c < ' ':
			return i, &syntaxError{i, fmt.Sprintf("control character %q in a string; need it escaped, as \\n", c)}
		}
		if i++; i == len(b) {
			break
		}
		switch b[i] {
		case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		case 'u':
			for range 4 {
				if i++; i == len(b) {
					return i, errShort
				}
				if hexDigit(b[i]) < 0 {
					return i, unexpected(b, i, "a hexadecimal digit")
				}
			}
		default:
			return i, unexpected(b, i, "an escape, as \\n")
		}
	}
	return i, errShort
}

// plainEnd is how far, from i on, bytes stand for themselves in a string: all
// but quote, backslash and control characters. It looks at eight at once: of
// each word (x - 0x01...) &^ x & 0x80... has the high bit of a byte set that is
// 0, and maybe of others behind it, which the loop below sorts out.
func plainEnd(b []byte, i int) int {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; i+8 <= len(b); i += 8 {
		x := binary.LittleEndian.Uint64(b[i:])
		quote, slash := x^(ones*'"'), x^(ones*'\\')
		if ((x-ones*' ')&^x|(quote-ones)&^quote|(slash-ones)&^slash)&highs != 0 {
			break
		}
	}
	for i < len(b) && b[i] >= ' ' && b[i] != '"' && b[i] != '\\' {
		i++
	}
	return i
}

// scanNumber takes a number that touches the end of b as going on: only an
// object, an array or a space can end it.
func scanNumber(b []byte, i int) (int, error) {
	if b[i] == '-' {
		if i++; i < len(b) && b[i] == 'I' {
			return scanWord(b, i, "Infinity")
		}
	}
	first := i
	i, err := scanDigits(b, i)
	if err != nil {
		return i, err
	}
	if b[first] == '0' && i > first+1 {
		return first + 1, unexpected(b, first+1, "no digit behind a leading 0")
	}
	if i < len(b) && b[i] == '.' {
		if i, err = scanDigits(b, i+1); err != nil {
			return i, err
		}
	}
	if i < len(b) && (b[i] == 'e' || b[i] == 'E') {
		if i++; i < len(b) && (b[i] == '+' || b[i] == '-') {
			i++
		}
		return scanDigits(b, i)
	}
	return i, nil
}

// scanDigits returns the end of one digit or more.
func scanDigits(b []byte, i int) (int, error) {
	first := i
	for i < len(b) && '0' <= b[i] && b[i] <= '9' {
		i++
	}
	if i == len(b) && i == first {
		return i, errShort
	}
	if i == first {
		return i, unexpected(b, i, "a digit")
	}
	return i, nil
}

func scanWord(b []byte, i int, word string) (int, error) {
	for k := range len(word) {
		if i+k == len(b) {
			return i + k, errShort
		}
		if b[i+k] != word[k] {
			return i + k, unexpected(b, i+k, word)
		}
	}
	return i + len(word), nil
}

func skipSpace(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\r' || b[i] == '\t') {
		i++
	}
	return i
}

func unexpected(b []byte, i int, need string) error {
	return &syntaxError{i, fmt.Sprintf("got %q; need %s", b[i], need)}
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
