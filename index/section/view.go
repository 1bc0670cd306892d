package section

import (
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"unsafe"
)

// Element is what a section can hold.
type Element interface {
	~int8 | ~uint8 | ~int16 | ~uint16 | ~int32 | ~uint32 | ~int64 | ~uint64 | ~float32 | ~float64
}

// Bytes returns the memory of elements as a section holds it, to be written.
func Bytes[T Element](elements []T) []byte {
	var t T
	return unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(elements))), len(elements)*int(unsafe.Sizeof(t)))
}

// View returns the section as a slice, without copying. It must not be changed (the
// process ends), nor used after the file was closed, nor before Check of what is
// looked at. The error wraps ErrShape when the length is not a whole number of elements.
func View[T Element](s *Section) ([]T, error) {
	return elements[T](s, s.data)
}

// Private is as View, but what is changed changes in memory, for all who asked
// for Private of this section, and the file stays as it is.
func Private[T Element](s *Section) ([]T, error) {
	data, err := s.copyOnWrite()
	if err != nil {
		return nil, fmt.Errorf("section: cannot map section %q of %s: %w", s.entry.name, s.file.path, err)
	}
	return elements[T](s, data)
}

func elements[T Element](s *Section, data []byte) ([]T, error) {
	var t T
	size := int(unsafe.Sizeof(t))
	start := unsafe.Pointer(unsafe.SliceData(data))
	if len(data)%size != 0 || uintptr(start)%uintptr(size) != 0 {
		return nil, fmt.Errorf("section: cannot see section %q of %s, %d bytes, as elements of %d bytes: %w; %s", s.entry.name, s.file.path, len(data), size, ErrShape, rebuild)
	}
	if len(data) == 0 {
		return []T{}, nil
	}
	n := len(data) / size
	return unsafe.Slice((*T)(start), n)[:n:n], nil
}

// copyOnWrite maps the section a second time. Offsets of mappings are multiples of
// 64 KiB, which suits the pages of every processor and Windows.
func (s *Section) copyOnWrite() ([]byte, error) {
	s.file.mapping.Lock()
	defer s.file.mapping.Unlock()
	if s.private == nil && len(s.data) > 0 {
		const granularity = 64 << 10
		offset := int64(s.entry.offset) / granularity * granularity
		before := int(int64(s.entry.offset) - offset)
		m, err := mapFile(s.file.file, offset, before+len(s.data), true)
		if err != nil {
			return nil, err
		}
		s.file.privates = append(s.file.privates, m)
		s.private = m[before:]
	}
	return s.private, nil
}

// checkMachine refuses a machine whose memory is not what a section holds.
func checkMachine() error {
	if binary.NativeEndian.Uint16([]byte{1, 0}) == 1 {
		return nil
	}
	return fmt.Errorf("%s is big-endian, and the file is little-endian: %w; use a little-endian machine", runtime.GOARCH, errors.ErrUnsupported)
}
