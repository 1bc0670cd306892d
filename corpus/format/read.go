package format

import (
	"fmt"
	"io"
	"iter"
	"os"

	"github.com/kindred-search/kindred/corpus"
)

// Options say how to read. The zero value reads whatever the content is.
type Options struct {
	// Name is what errors call the stream. Default "input"; the path in ReadFile.
	Name string

	// Format overrules what the content looks like. Default: told by content.
	Format Format

	// MaxRecord is the longest record in bytes; a longer one is an error of that
	// record. Default 64 MiB.
	MaxRecord int

	// Progress is called as the stream is read with the bytes read so far, before
	// decompression, in the goroutine of the sequence. Default none.
	Progress func(read int64)

	// Deleted is called with the id of each paper that the file says is gone: the
	// deleted records of OAI-PMH, the DeleteCitation of PubMed. It is called
	// between the papers, in the goroutine of the sequence. Default none: they are
	// passed over.
	Deleted func(id string)
}

const (
	defaultName      = "input"
	defaultMaxRecord = 64 << 20 // bytes; a page of the API with everything in it has 0.5 MB
)

// Read gives the papers of r. The sequence can be run once. An error in it is a
// *RecordError, with more to come, or a *FileError, which is the last.
func Read(r io.Reader, opts Options) iter.Seq2[corpus.Paper, error] {
	if opts.Name == "" {
		opts.Name = defaultName
	}
	return func(yield func(corpus.Paper, error) bool) {
		rd := newReading(opts, yield)
		if err := rd.all(&counter{r: r, progress: rd.read}); err != nil && !rd.left {
			yield(corpus.Paper{}, &FileError{opts.Name, err})
		}
	}
}

// ReadFile gives the papers of the file at path, as Read does. The file is open
// while the sequence runs, and each run begins anew. A regular file is read ahead, on
// several cores where its format allows that; what comes is the same.
func ReadFile(path string, opts Options) iter.Seq2[corpus.Paper, error] {
	if opts.Name == "" {
		opts.Name = path
	}
	return func(yield func(corpus.Paper, error) bool) {
		file, err := os.Open(path)
		if err != nil {
			yield(corpus.Paper{}, &FileError{opts.Name, err})
			return
		}
		defer file.Close()
		rd := newReading(opts, yield)
		if err := rd.file(file); err != nil && !rd.left {
			yield(corpus.Paper{}, &FileError{opts.Name, err})
		}
	}
}

// A reading is one run over one stream.
type reading struct {
	opts  Options
	yield func(corpus.Paper, error) bool
	left  bool // the loop was left: yield must not be called again
	cores int  // that read records; more than one only where the stream keeps nobody waiting
	read  *progress

	// record takes the records of JSON as they are, where it is set.
	record func(f frame, byRecord bool) bool
}

func newReading(opts Options, yield func(corpus.Paper, error) bool) *reading {
	if opts.MaxRecord <= 0 {
		opts.MaxRecord = defaultMaxRecord
	}
	return &reading{opts: opts, yield: yield, cores: 1, read: &progress{tell: opts.Progress}}
}

// all reads the stream; the error returned ends it.
func (rd *reading) all(packed *counter) error {
	if f := rd.opts.Format; f != "" && !f.Known() {
		return fmt.Errorf("%w: %q; need one of %v", ErrUnknownFormat, f, Formats())
	}
	r, closeStream, err := decompress(packed)
	if err != nil {
		return err
	}
	defer closeStream()
	in, head := textOf(r, rd.opts.MaxRecord)
	if len(trimSpace(head)) == 0 && len(head) < headSize {
		return in.failure()
	}
	f := rd.opts.Format
	if f == "" {
		if f, err = detect(head); err != nil {
			if failed := in.failure(); failed != nil {
				return failed
			}
			return err
		}
	}
	switch f {
	case Daily:
		if isHTML(head) {
			return rd.dailyHTML(in)
		}
	case Page:
		return rd.page(in)
	case CSV:
		return rd.csv(in)
	case BibTeX:
		return rd.bibtex(in)
	case RIS:
		return rd.ris(in)
	}
	if _, ok := xmlFormatOf(f); ok {
		return rd.xml(in, f)
	}
	return rd.json(in, rd.opts.Format)
}

// give hands one record on: the paper of a frame, or what is wrong with it. It
// returns false when the loop was left.
func (rd *reading) give(f frame, byRecord bool, p corpus.Paper, err error) bool {
	return rd.hand(rd.finished(f, byRecord, p, err))
}

// finished is the value of the sequence for a frame: its paper, clean and valid, or
// what is wrong with it.
func (rd *reading) finished(f frame, byRecord bool, p corpus.Paper, err error) (corpus.Paper, error) {
	if err == nil && p.Title == "" && p.Abstract == "" && p.ID == "" {
		err = fmt.Errorf("%w: it has neither title nor abstract; need one of them", corpus.ErrInvalid)
	}
	if err == nil {
		if len(p.Categories) <= corpus.MaxCategory { // else Validate refuses it; Clean compares each with each
			p.Clean()
		}
		if p.ID == "" {
			p.ID = corpus.TitleID(p.Title)
		}
		err = p.Validate()
	}
	if err != nil {
		return corpus.Paper{}, &RecordError{
			File: rd.opts.Name, Line: f.line, Record: f.number, Offset: f.offset, Err: err, byRecord: byRecord,
		}
	}
	return p, nil
}

// hand hands a value of the sequence on. It returns false when the loop was left.
func (rd *reading) hand(p corpus.Paper, err error) bool {
	if !rd.yield(p, err) {
		rd.left = true
	}
	return !rd.left
}

// deleted hands on the id of a paper that is gone.
func (rd *reading) deleted(id string) {
	if rd.opts.Deleted != nil && id != "" {
		rd.opts.Deleted(id)
	}
}
