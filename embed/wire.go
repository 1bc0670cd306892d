package embed

import (
	"errors"
	"io"

	"google.golang.org/protobuf/encoding/protowire"
)

// wire is one field of a protobuf message in a file, or the whole message: the
// bytes of the file that it covers, or its value when it is a number. Only what
// is asked for is read, so that a file of gigabytes costs no more than its
// structure.
type wire struct {
	file     io.ReaderAt
	head     int64 // where the field's tag begins
	from, to int64
	varint   uint64
	isNumber bool
}

// errWire is returned for bytes that are no protobuf message of this structure.
var errWire = errors.New("no such protobuf message, or cut short")

// each calls do for every field of the message, in their order.
func (w wire) each(do func(number protowire.Number, field wire) error) error {
	if w.isNumber {
		return errWire
	}
	for at := w.from; at < w.to; {
		number, field, end, err := w.field(at)
		if err != nil {
			return err
		}
		if err := do(number, field); err != nil {
			return err
		}
		at = end
	}
	return nil
}

// field reads the head of the field at a place in the file, and returns where
// the next one begins.
func (w wire) field(at int64) (number protowire.Number, field wire, end int64, err error) {
	var head [20]byte // a tag and a length or value, 10 bytes each at most
	b := head[:min(int64(len(head)), w.to-at)]
	if n, err := w.file.ReadAt(b, at); n < len(b) {
		return 0, field, 0, errors.Join(errWire, err)
	}
	number, kind, n := protowire.ConsumeTag(b)
	if n < 0 {
		return 0, field, 0, errWire
	}
	b = b[n:]
	field.file, field.head = w.file, at
	at += int64(n)
	switch kind {
	case protowire.VarintType:
		field.varint, n = protowire.ConsumeVarint(b)
		field.isNumber = true
		end = at + int64(n)
	case protowire.Fixed32Type:
		end = at + 4
	case protowire.Fixed64Type:
		end = at + 8
	case protowire.BytesType:
		var length uint64
		length, n = protowire.ConsumeVarint(b)
		field.from = at + int64(n)
		if n < 0 || length > uint64(w.to-field.from) {
			return 0, field, 0, errWire
		}
		field.to = field.from + int64(length)
		end = field.to
	default: // groups, which no message of ours has
		return 0, field, 0, errWire
	}
	if n < 0 || end > w.to {
		return 0, field, 0, errWire
	}
	if kind != protowire.BytesType {
		field.from, field.to = at, end
	}
	return number, field, end, nil
}

// longestText bounds a field that is read as text, in bytes.
const longestText = 1 << 16

// text reads the field as a string.
func (w wire) text() (string, error) {
	if w.isNumber || w.to-w.from > longestText {
		return "", errWire
	}
	b := make([]byte, w.to-w.from)
	if n, err := w.file.ReadAt(b, w.from); n < len(b) {
		return "", errors.Join(errWire, err)
	}
	return string(b), nil
}

// integer reads the field as a number.
func (w wire) integer() (int64, error) {
	if !w.isNumber {
		return 0, errWire
	}
	return int64(w.varint), nil
}

// appendIntegers appends the numbers of a repeated field, of which a writer puts one or
// all into a field.
func (w wire) appendIntegers(to []int64) ([]int64, error) {
	if w.isNumber {
		return append(to, int64(w.varint)), nil
	}
	packed, err := w.text()
	if err != nil {
		return nil, err
	}
	for b := []byte(packed); len(b) > 0; {
		v, n := protowire.ConsumeVarint(b)
		if n < 0 {
			return nil, errWire
		}
		to, b = append(to, int64(v)), b[n:]
	}
	return to, nil
}
