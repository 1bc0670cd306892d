package section

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
)

// A Writer writes one file. It keeps one block and the checksums of those before
// in memory, 4 bytes for 64 KiB.
//
// The first error stays: what is called after it does nothing and returns it.
type Writer struct {
	path  string
	temp  string
	file  output
	end   uint64 // of what was written
	table table
	block []byte // what is next to be written of the last section
	err   error
}

// output is what a Writer needs of a file. Those of tests fail.
type output interface {
	io.Writer
	io.WriterAt
	Sync() error
	Close() error
}

// Create begins a file that Commit will put at path, in a folder that exists. Until
// then its bytes are in a temporary file beside it, which Sweep recognizes should the
// process be killed.
func Create(path string, h Header) (*Writer, error) {
	if err := checkMachine(); err != nil {
		return nil, fmt.Errorf("section: cannot write %s: %w", path, err)
	}
	if len(h.Kind) > maxName {
		return nil, fmt.Errorf("section: cannot write %s: its kind has %d bytes, need at most %d: %w; shorten it", path, len(h.Kind), maxName, ErrShape)
	}
	file, err := createTemporary(path)
	if err != nil {
		return nil, fmt.Errorf("section: cannot write %s: %w; make its folder, and be allowed to write there", path, err)
	}
	w := &Writer{path: path, temp: file.Name(), file: file, block: make([]byte, 0, blockSize)}
	w.table.Header = h
	w.write(make([]byte, headerSize))
	return w, nil
}

// createTemporary creates a file of a name that nobody has.
func createTemporary(path string) (*os.File, error) {
	for {
		file, err := os.OpenFile(fmt.Sprintf("%s.%08x%s", path, rand.Uint32(), temporary), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o644)
		if !errors.Is(err, fs.ErrExist) {
			return file, err
		}
	}
}

// Section ends the section before and begins the next one. Its bytes, which begin at a
// multiple of 4096 in the file, of 64 when they are fewer than 4096, are what is written
// to the writer returned, until Section or Commit is called. The name must be new in
// this file, of 1 to 255 bytes.
func (w *Writer) Section(name string) (io.Writer, error) {
	w.finish()
	if w.err != nil {
		return nil, w.err
	}
	if name == "" || len(name) > maxName {
		return nil, fmt.Errorf("section: cannot begin section %q of %s: its name has %d bytes, need 1 to %d: %w", name, w.path, len(name), maxName, ErrShape)
	}
	for _, s := range w.table.sections {
		if s.name == name {
			return nil, fmt.Errorf("section: cannot begin section %q of %s: there is one already: %w; take another name", name, w.path, ErrShape)
		}
	}
	w.table.sections = append(w.table.sections, entry{name: name})
	return &sectionWriter{w, len(w.table.sections) - 1}, nil
}

// sectionWriter writes to section i for as long as it is the last.
type sectionWriter struct {
	w *Writer
	i int
}

func (s *sectionWriter) Write(b []byte) (int, error) {
	w, written := s.w, 0
	if w.err == nil && s.i != len(w.table.sections)-1 {
		return 0, fmt.Errorf("section: cannot write to section %q of %s: section %q has begun: %w; write one after the other",
			w.table.sections[s.i].name, w.path, w.table.sections[len(w.table.sections)-1].name, ErrClosed)
	}
	for w.err == nil && len(b) > written {
		n := min(blockSize-len(w.block), len(b)-written)
		w.block = append(w.block, b[written:][:n]...)
		if written += n; len(w.block) == blockSize {
			w.flush()
		}
	}
	return written, w.err
}

// flush writes the block as the next one of the last section.
func (w *Writer) flush() {
	s := &w.table.sections[len(w.table.sections)-1]
	if s.length == 0 {
		s.offset = place(w.end, uint64(len(w.block)))
		w.write(make([]byte, s.offset-w.end))
	}
	w.write(w.block)
	if len(w.block) > 0 {
		s.sums = append(s.sums, checksum(w.block))
	}
	s.length += uint64(len(w.block))
	w.block = w.block[:0]
}

// finish ends the last section.
func (w *Writer) finish() {
	if n := len(w.table.sections); n > 0 && (len(w.block) > 0 || w.table.sections[n-1].length == 0) {
		w.flush()
	}
}

func (w *Writer) write(b []byte) {
	if w.err != nil {
		return
	}
	n, err := w.file.Write(b)
	w.end += uint64(n)
	w.fail("write", err)
}

// fail keeps the first error.
func (w *Writer) fail(what string, err error) {
	if w.err == nil && err != nil {
		w.err = fmt.Errorf("section: cannot %s %s, at %d bytes: %w; what was there before is unchanged: make room on that disk, or be allowed to write there, and build it again", what, w.path, w.end, err)
	}
}

// Commit ends the last section and gives the file its name, once all of it is on the
// disk. On an error there is no new file, a file that had the name before is as it was,
// and the temporary file is gone. (But for the last step, that the name itself is on
// the disk: its error says so.)
func (w *Writer) Commit() error {
	w.finish()
	w.write(make([]byte, align(w.end, lineSize)-w.end))
	b := w.table.append(nil)
	t := span{offset: w.end, length: uint64(len(b)), sum: checksum(b)}
	w.write(b)
	if w.err == nil {
		_, err := w.file.WriteAt(appendHeader(nil, t), 0)
		w.fail("write", err)
	}
	if w.err == nil {
		w.fail("sync", w.file.Sync())
	}
	if w.err != nil {
		err := w.err
		w.Abort()
		return err
	}
	w.fail("close", w.file.Close())
	if w.err == nil {
		w.fail("name", os.Rename(w.temp, w.path))
	}
	if w.err != nil {
		_ = os.Remove(w.temp)
		return w.err
	}
	w.err = fmt.Errorf("section: cannot write to %s: %w", w.path, ErrClosed)
	if err := syncFolder(w.path); err != nil {
		return fmt.Errorf("section: %s is there, but may be gone after a power failure: cannot sync its folder: %w; build it again", w.path, err)
	}
	return nil
}

// Abort removes the temporary file. After Commit or another Abort it does nothing.
func (w *Writer) Abort() {
	if errors.Is(w.err, ErrClosed) {
		return
	}
	w.err = fmt.Errorf("section: cannot write to %s: %w", w.path, ErrClosed)
	_ = w.file.Close()
	_ = os.Remove(w.temp) // Sweep removes it should it stay
}
