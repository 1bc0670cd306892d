package section

import (
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"sync"
	"sync/atomic"
)

// File is a file of sections, mapped.
type File struct {
	path     string
	file     *os.File
	data     []byte // all of the file, read-only
	table    *table
	sections map[string]*Section
	uses     atomic.Int64 // one of Open, and those of Acquire; at 0 the memory goes
	closed   atomic.Bool
	buffers  sync.Pool // of blocks, as *[blockSize]byte

	mapping  sync.Mutex // held while a private mapping is made
	privates [][]byte
}

// Open opens a file that Commit has written. The time it takes does not depend on its
// size, but for the checksums, 4 bytes for 64 KiB. What is wrong with the bytes is
// an ErrDamaged or an ErrVersion; a file that is not there is a fs.ErrNotExist.
func Open(path string) (*File, error) {
	f, err := open(path)
	switch {
	case errors.Is(err, ErrDamaged) || errors.Is(err, ErrVersion):
		return nil, fmt.Errorf("section: cannot open %s: %w; %s", path, err, rebuild)
	case err != nil:
		return nil, fmt.Errorf("section: cannot open %s: %w", path, err)
	}
	return f, nil
}

func open(path string) (*File, error) {
	if err := checkMachine(); err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	t, size, err := readTable(file)
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	data, err := mapFile(file, 0, int(size), false)
	if err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("mapping %d bytes: %w", size, err)
	}
	f := &File{path: path, file: file, data: data, table: t, sections: make(map[string]*Section, len(t.sections))}
	f.uses.Store(1)
	for i := range t.sections {
		f.sections[t.sections[i].name] = newSection(f, &t.sections[i])
	}
	return f, nil
}

// readTable reads, without mapping, what must be known of a file, and its size.
func readTable(file *os.File) (*table, int64, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, 0, err
	}
	size := info.Size()
	if size < headerSize || size > math.MaxInt {
		return nil, 0, fmt.Errorf("it has %d bytes, need at least %d: %w", size, headerSize, ErrDamaged)
	}
	head := make([]byte, headerSize)
	if _, err := file.ReadAt(head, 0); err != nil {
		return nil, 0, fmt.Errorf("reading its header: %w: %w", ErrDamaged, err)
	}
	where, err := parseHeader(head, size)
	if err != nil {
		return nil, 0, err
	}
	b := make([]byte, where.length)
	if _, err := io.ReadFull(io.NewSectionReader(file, int64(where.offset), int64(where.length)), b); err != nil {
		return nil, 0, fmt.Errorf("reading its table: %w: %w", ErrDamaged, err)
	}
	if sum := checksum(b); sum != where.sum {
		return nil, 0, fmt.Errorf("its table has checksum %08x, need %08x: %w", sum, where.sum, ErrDamaged)
	}
	t, err := parseTable(b, where.offset)
	return t, size, err
}

// Path is what Open was given.
func (f *File) Path() string { return f.path }

// Size is the length of the file in bytes.
func (f *File) Size() int64 { return int64(len(f.data)) }

// Header is what Create was given. Its Meta must not be changed.
func (f *File) Header() Header { return f.table.Header }

// Expect returns an error that wraps ErrVersion unless the file is of this kind
// and version.
func (f *File) Expect(kind string, version uint32) error {
	if f.table.Kind == kind && f.table.Version == version {
		return nil
	}
	return fmt.Errorf("section: cannot read %s: it is %q version %d, need %q version %d: %w; %s",
		f.path, f.table.Kind, f.table.Version, kind, version, ErrVersion, rebuild)
}

// Acquire keeps the memory until Release; false when the file was closed.
func (f *File) Acquire() bool {
	for {
		n := f.uses.Load()
		if n == 0 || f.closed.Load() {
			return false
		}
		if f.uses.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

// Release gives back what Acquire returned true for. The last one, once the file
// was closed, takes the memory away.
func (f *File) Release() {
	switch n := f.uses.Add(-1); {
	case n < 0:
		panic("section: " + f.path + ": Release without Acquire")
	case n == 0:
		f.unmap()
	}
}

// Close says that the caller of Open is done; the memory goes when everyone else
// who has acquired it is. Closing again does nothing.
func (f *File) Close() {
	if !f.closed.Swap(true) {
		f.Release()
	}
}

// unmap gives everything back. What fails here, by an error of this package alone,
// leaves memory mapped, and nobody could do anything about it.
func (f *File) unmap() {
	for _, m := range append(f.privates, f.data) {
		_ = unmapFile(m)
	}
	f.data, f.privates = nil, nil
	_ = f.file.Close()
}
