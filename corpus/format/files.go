package format

import (
	"errors"
	"iter"
	"os"

	"github.com/kindred-search/kindred/corpus"
)

// ReadFiles gives the papers of several files, one file after the other, as
// ReadFile does. A file that ends early is a *RecordError of line 0, and the next
// is read. Options.Name is not used; Progress counts the bytes of all files.
//
// Where the datasets papers and abstracts of Semantic Scholar are among the
// files, they are joined by their corpus id, behind all others: a paper of the
// one gets its abstract of the other. This writes them to a temporary folder,
// unpacked, so that memory does not grow with them.
func ReadFiles(paths []string, opts Options) iter.Seq2[corpus.Paper, error] {
	return func(yield func(corpus.Paper, error) bool) {
		r := filesReading{opts: opts, yield: yield}
		plain, join := scholarFiles(paths)
		for _, path := range plain {
			if !r.file(path, ReadFile) {
				return
			}
		}
		if len(join.papers) > 0 {
			join.read(&r)
		}
	}
}

// A filesReading is one run over several files.
type filesReading struct {
	opts   Options
	yield  func(corpus.Paper, error) bool
	before int64 // bytes of the files behind us
}

// file reads one file; it returns false when the loop was left.
func (r *filesReading) file(path string, read func(string, Options) iter.Seq2[corpus.Paper, error]) bool {
	for p, err := range read(path, r.optionsOf(path)) {
		if end := (*FileError)(nil); errors.As(err, &end) {
			err = &RecordError{File: end.File, Err: end.Err}
		}
		if !r.yield(p, err) {
			return false
		}
	}
	r.done(path)
	return true
}

func (r *filesReading) optionsOf(path string) Options {
	o := r.opts
	o.Name = path
	if o.Progress != nil {
		o.Progress = func(n int64) { r.opts.Progress(r.before + n) }
	}
	return o
}

// done counts a file that is behind us.
func (r *filesReading) done(path string) {
	if info, err := os.Stat(path); err == nil {
		r.before += info.Size()
	}
}
