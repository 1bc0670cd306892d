package column

import (
	"fmt"
	"sync/atomic"
	"unsafe"

	"github.com/kindred-search/kindred/index/section"
)

// A Source is a file that columns are opened from. It remembers the first damage
// that was found in it, by whichever column. It is safe for concurrent use.
type Source struct {
	file  *section.File
	fault atomic.Pointer[error]
}

// NewSource returns a source of the columns in a file, which stays the caller's:
// it must be open as long as columns from it are used.
func NewSource(f *section.File) *Source { return &Source{file: f} }

// Err is the first damage that was found; nil while everything was as it was
// written. It wraps section.ErrDamaged.
func (s *Source) Err() error {
	if s == nil {
		return nil
	}
	if err := s.fault.Load(); err != nil {
		return *err
	}
	return nil
}

// Fail reports damage that somebody else found in the file.
func (s *Source) Fail(err error) { s.fault.CompareAndSwap(nil, &err) }

// A mapped is a section of a source as a slice. The zero value is empty.
type mapped[T section.Element] struct {
	data    []T
	section *section.Section
	source  *Source
}

func openMapped[T section.Element](s *Source, name string) (m mapped[T], err error) {
	part, err := s.file.Section(name)
	if err != nil {
		return m, err
	}
	data, err := section.View[T](part)
	if err != nil {
		return m, err
	}
	return mapped[T]{data, part, s}, nil
}

// good verifies the n elements from first on, which the section has.
func (m *mapped[T]) good(first, n int) bool {
	if m.section.Verified() {
		return true
	}
	size := int(unsafe.Sizeof(*new(T)))
	if err := m.section.Check(first*size, n*size); err != nil {
		m.source.Fail(err)
		return false
	}
	return true
}

// at returns an element that the section has, 0 when it is damaged.
func (m *mapped[T]) at(i int) T {
	if !m.good(i, 1) {
		return 0
	}
	return m.data[i]
}

// all returns everything, nil when any of it is damaged.
func (m *mapped[T]) all() []T {
	if len(m.data) == 0 || !m.good(0, len(m.data)) {
		return nil
	}
	return m.data
}

// slice returns the elements from first up to end. A range that the section does not
// have is damage.
func (m *mapped[T]) slice(first, end uint64) []T {
	if first > end || end > uint64(len(m.data)) {
		m.contradiction("a range from %d to %d", first, end)
		return nil
	}
	if first == end || !m.good(int(first), int(end-first)) {
		return nil
	}
	return m.data[first:end:end]
}

// contradiction reports that a file with good checksums says what cannot be.
func (m *mapped[T]) contradiction(what string, args ...any) {
	m.source.Fail(fmt.Errorf("column: section %q of %d elements is said to hold %s: %w; build it again",
		m.section.Name(), len(m.data), fmt.Sprintf(what, args...), section.ErrDamaged))
}

// write makes a section of slices that follow each other.
func write[T section.Element](w *section.Writer, name string, parts ...[]T) error {
	to, err := w.Section(name)
	if err != nil {
		return err
	}
	for _, part := range parts {
		if _, err := to.Write(section.Bytes(part)); err != nil {
			return err
		}
	}
	return nil
}
