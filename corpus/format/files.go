package format

import (
	"errors"
	"iter"
	"os"

	"github.com/kindred-search/kindred/corpus"
)

// A Source is what one sequence of papers comes from: a file, or the two
// datasets of Semantic Scholar, papers and abstracts, which are joined by their
// corpus id: a paper of the one gets its abstract of the other. Joining writes
// them to a temporary folder, unpacked, so that memory does not grow with them.
type Source struct {
	paths []string
	join  scholarJoin
}

// Sources tells what the papers of several files come from: each file by
// itself, in its order, and behind them the files that are joined. A path that
// cannot be opened is a source like any other, whose error it gives.
func Sources(paths []string) (all []Source) {
	plain, join := scholarFiles(paths)
	for _, path := range plain {
		all = append(all, Source{paths: []string{path}})
	}
	if len(join.papers) > 0 {
		all = append(all, Source{append(join.papers[:len(join.papers):len(join.papers)], join.abstracts...), join})
	}
	return all
}

// Paths are the files of the source; one, but where files are joined.
func (s Source) Paths() []string { return s.paths }

// Read gives the papers of the source, as ReadFile does. Progress counts the
// bytes of all its files. Where files are joined, one that ends early is a
// *RecordError of line 0, and the others are read.
func (s Source) Read(opts Options) iter.Seq2[corpus.Paper, error] {
	if len(s.join.papers) == 0 {
		return ReadFile(s.paths[0], opts)
	}
	return func(yield func(corpus.Paper, error) bool) {
		s.join.read(&filesReading{opts: opts, yield: yield})
	}
}

// ReadFiles gives the papers of several files, those of one of their Sources
// after the other. A file that ends early is a *RecordError of line 0, and the
// next is read. Options.Name is not used; Progress counts the bytes of all files.
func ReadFiles(paths []string, opts Options) iter.Seq2[corpus.Paper, error] {
	return func(yield func(corpus.Paper, error) bool) {
		r := filesReading{opts: opts, yield: yield}
		for _, s := range Sources(paths) {
			if !r.source(s) {
				return
			}
		}
	}
}

// A filesReading is one run over several files.
type filesReading struct {
	opts   Options
	yield  func(corpus.Paper, error) bool
	before int64 // bytes of the files behind us
}

// source reads one source; it returns false when the loop was left.
func (r *filesReading) source(s Source) bool {
	for p, err := range s.Read(r.optionsOf("")) {
		if end := (*FileError)(nil); errors.As(err, &end) {
			err = &RecordError{File: end.File, Err: end.Err}
		}
		if !r.yield(p, err) {
			return false
		}
	}
	for _, path := range s.paths {
		r.done(path)
	}
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
