package section

import (
	"fmt"
	"sync/atomic"
)

// Section is a named range of a file.
type Section struct {
	file     *File
	entry    *entry
	data     []byte // of the file's read-only mapping
	verified atomic.Bool
	left     atomic.Int64    // blocks that are not in good
	good     []atomic.Uint64 // a bit for each verified block
	private  []byte          // guarded by File.mapping
}

func newSection(f *File, e *entry) *Section {
	s := &Section{file: f, entry: e, data: f.data[e.offset:][:e.length:e.length], good: make([]atomic.Uint64, (len(e.sums)+63)/64)}
	s.left.Store(int64(len(e.sums)))
	s.verified.Store(len(e.sums) == 0)
	return s
}

// Section returns the section of a name. The error wraps ErrMissing.
func (f *File) Section(name string) (*Section, error) {
	if s := f.sections[name]; s != nil {
		return s, nil
	}
	return nil, fmt.Errorf("section: %s has no section %q: %w; %s", f.path, name, ErrMissing, rebuild)
}

// Sections returns all sections, in the order in which they were written.
func (f *File) Sections() []*Section {
	all := make([]*Section, len(f.table.sections))
	for i := range all {
		all[i] = f.sections[f.table.sections[i].name]
	}
	return all
}

// Name is what Writer.Section was given.
func (s *Section) Name() string { return s.entry.name }

// Len is the number of bytes.
func (s *Section) Len() int { return len(s.data) }

// Verified tells whether all of the section is known to be as it was written; then
// Check has nothing left to do.
func (s *Section) Verified() bool { return s.verified.Load() }

// Check returns nil when the n bytes from first on are as they were written, an
// error that wraps ErrDamaged when they are not. Blocks are read and summed up
// the first time only. Private copies do not matter to it: it looks at the file.
func (s *Section) Check(first, n int) error {
	if s.verified.Load() {
		return nil
	}
	return s.check(first, n)
}

func (s *Section) check(first, n int) error {
	if first < 0 || n < 0 || first > len(s.data)-n {
		return fmt.Errorf("section: cannot check %d bytes at %d of section %q of %s, which has %d: %w", n, first, s.entry.name, s.file.path, len(s.data), ErrShape)
	}
	if n == 0 {
		return nil
	}
	for block := first / blockSize; block <= (first+n-1)/blockSize; block++ {
		if s.good[block/64].Load()>>(block%64)&1 == 0 {
			if err := s.verify(block); err != nil {
				return err
			}
		}
	}
	return nil
}

// verify reads a block through the file, not through its mapping: an error of the
// disk is an error here, and would end the process there.
func (s *Section) verify(block int) error {
	whole, ok := s.file.buffers.Get().(*[blockSize]byte)
	if !ok {
		whole = new([blockSize]byte)
	}
	defer s.file.buffers.Put(whole)
	buffer := whole[:min(blockSize, len(s.data)-block*blockSize)]
	at := int64(s.entry.offset) + int64(block)*blockSize
	if _, err := s.file.file.ReadAt(buffer, at); err != nil {
		return fmt.Errorf("section: cannot read block %d of section %q of %s: %w: %w; %s", block, s.entry.name, s.file.path, ErrDamaged, err, rebuild)
	}
	if sum := checksum(buffer); sum != s.entry.sums[block] {
		return fmt.Errorf("section: block %d of section %q of %s has checksum %08x, need %08x: %w; %s",
			block, s.entry.name, s.file.path, sum, s.entry.sums[block], ErrDamaged, rebuild)
	}
	bit := uint64(1) << (block % 64)
	if before := s.good[block/64].Or(bit); before&bit == 0 && s.left.Add(-1) == 0 {
		s.verified.Store(true)
	}
	return nil
}
