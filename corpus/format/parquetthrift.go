package format

import (
	"encoding/binary"
	"errors"
)

// Footer and page headers of Parquet are structs of Thrift in its compact
// protocol. The library makes room for as many elements as a list says it has,
// before it reads one; here is what looks first whether they can be there.

var errThrift = errors.New("its Thrift is broken")

// The types of the compact protocol that hold others, and the least of those
// that do not.
const (
	thriftStop, thriftTrue, thriftFalse, thriftByte = 0, 1, 2, 3
	thriftI16, thriftI32, thriftI64, thriftDouble   = 4, 5, 6, 7
	thriftBinary, thriftList, thriftSet, thriftMap  = 8, 9, 10, 11
	thriftStruct                                    = 12
)

// thriftDepth is more than the structs of Parquet nest.
const thriftDepth = 32

// A thriftWalk goes over a struct without keeping anything of it.
type thriftWalk struct {
	b []byte
	i int
}

// thriftEnd returns the end of the struct at the front of b. The error is
// errShort where b ends before, and errThrift where it is none, or a list in it
// has more elements than b has bytes for.
func thriftEnd(b []byte) (int, error) {
	w := thriftWalk{b: b}
	err := w.skip(thriftStruct, thriftDepth)
	return w.i, err
}

func (w *thriftWalk) skip(kind byte, depth int) error {
	if depth == 0 {
		return errThrift
	}
	switch kind {
	case thriftTrue, thriftFalse: // within a struct they are their type
		return nil
	case thriftByte:
		return w.pass(1)
	case thriftI16, thriftI32, thriftI64:
		_, err := w.number()
		return err
	case thriftDouble:
		return w.pass(8)
	case thriftBinary:
		n, err := w.number()
		if err != nil {
			return err
		}
		return w.pass(n)
	case thriftList, thriftSet:
		return w.list(depth)
	case thriftStruct:
		return w.fields(depth)
	}
	return errThrift // maps are nowhere in Parquet
}

// fields passes the fields of a struct over.
func (w *thriftWalk) fields(depth int) error {
	for {
		head, err := w.byte()
		if err != nil {
			return err
		}
		if head&15 == thriftStop {
			return nil
		}
		if head>>4 == 0 { // the number of the field is written out
			if _, err := w.number(); err != nil {
				return err
			}
		}
		if err := w.skip(head&15, depth-1); err != nil {
			return err
		}
	}
}

func (w *thriftWalk) list(depth int) error {
	head, err := w.byte()
	if err != nil {
		return err
	}
	n := uint64(head >> 4)
	if n == 15 {
		if n, err = w.number(); err != nil {
			return err
		}
	}
	kind := head & 15
	least := uint64(1) // bytes of an element
	if kind == thriftStruct {
		least = 3
	}
	if n > uint64(len(w.b)-w.i)/least {
		return errThrift
	}
	for range n {
		if kind == thriftTrue || kind == thriftFalse {
			err = w.pass(1)
		} else {
			err = w.skip(kind, depth-1)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *thriftWalk) byte() (byte, error) {
	if w.i == len(w.b) {
		return 0, errShort
	}
	w.i++
	return w.b[w.i-1], nil
}

func (w *thriftWalk) number() (uint64, error) {
	x, n := binary.Uvarint(w.b[w.i:])
	if n == 0 {
		return 0, errShort
	}
	if n < 0 {
		return 0, errThrift
	}
	w.i += n
	return x, nil
}

func (w *thriftWalk) pass(n uint64) error {
	if n > uint64(len(w.b)-w.i) {
		return errShort
	}
	w.i += int(n)
	return nil
}
