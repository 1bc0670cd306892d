package kindred

import (
	"errors"
	"fmt"

	"github.com/kindred-search/kindred/index/column"
	"github.com/kindred-search/kindred/index/lexical"
	"github.com/kindred-search/kindred/index/section"
)

// mapped is the file from which a memory was opened: columns, names and index
// are parts of its memory, which is gone when it is closed. The memory owns it;
// searches keep it while they look.
type mapped struct {
	*column.Source // what was found to be damaged
	file           *section.File
	generation     uint64 // its number
}

func newMapped(f *section.File, generation uint64) *mapped {
	return &mapped{column.NewSource(f), f, generation}
}

// keep holds the memory of the file until release, for a view that is still the
// engine's: Engine.publishing must be held. Without a file nothing needs it.
func (m *mapped) keep() {
	if m != nil {
		m.file.Acquire()
	}
}

func (m *mapped) release() {
	if m != nil {
		m.file.Release()
	}
}

// close gives the file up; its memory goes when the last search is done.
func (m *mapped) close() {
	if m != nil {
		m.file.Close()
	}
}

// damage is what was found wrong with the file; nil when nothing was.
func (m *mapped) damage() error {
	if m == nil {
		return nil
	}
	return m.Err()
}

// take is the present view, held for searching; release gives it back.
// Engine.publishing is held.
func (v *view) take() *view {
	v.readers.Add(1)
	v.mapped.keep()
	return v
}

func (v *view) release() {
	v.mapped.release()
	v.readers.Add(-1)
}

// errMend says that the file behind a view is damaged, so that what was found
// there may be wrong: catchUp reads the papers from the store, and it is looked
// again.
var errMend = errors.New("the index folder is damaged")

// judge is what a search that ended with err may say: errMend, whatever it found,
// when damage is known by now.
func (m *mapped) judge(err error) error {
	if m == nil {
		return err
	}
	if errors.Is(err, section.ErrDamaged) || errors.Is(err, lexical.ErrDamaged) {
		m.Fail(err)
	}
	if damage := m.damage(); damage != nil {
		return fmt.Errorf("%w: %w", errMend, damage)
	}
	return err
}
