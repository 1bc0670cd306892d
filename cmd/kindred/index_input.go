package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"strings"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// An input is the files of one import, read as one sequence of papers.
type input struct {
	intake          // with a bar of the bytes of all files
	files  []string // "-" is in
	in     io.Reader
	format format.Format
	papers int

	// failed, when not nil, is told why a file ends early, and the next is read.
	failed func(name string, err error)
}

// walk puts the files that hold papers in the place of each folder, and says which
// of its files do not.
func (in *input) walk() error {
	var files []string
	for _, name := range in.files {
		if info, err := os.Stat(name); name == "-" || err != nil || !info.IsDir() {
			files = append(files, name)
			continue
		}
		found, errs := format.Walk(name)
		for _, err := range errs[:min(len(errs), rejectsShown)] {
			fmt.Fprintf(in.err, "kindred: passed over: %v\n", err)
		}
		if more := len(errs) - rejectsShown; more > 0 {
			fmt.Fprintf(in.err, "kindred: passed over: %d files more\n", more)
		}
		if len(found) == 0 {
			return fmt.Errorf("no file in the folder %s holds papers; nothing was read, see `kindred index --help` for what can be read", name)
		}
		files = append(files, found...)
	}
	in.files = files
	return nil
}

// look finds mistakes in the names before a long import has begun, and returns
// the size of all files in bytes, -1 when it cannot be known.
func (in *input) look() (size int64, err error) {
	if err := in.walk(); err != nil {
		return 0, err
	}
	standard := 0
	for _, name := range in.files {
		var info os.FileInfo
		if name == "-" {
			file, ok := in.in.(*os.File)
			if standard++; standard > 1 {
				return 0, errors.New("standard input can be read once: give - once")
			}
			if !ok {
				size = -1
				continue
			}
			info, err = file.Stat()
		} else {
			info, err = os.Stat(name)
		}
		switch {
		case err != nil:
			return 0, fmt.Errorf("cannot read %s: %w; nothing was read, give a file that exists", name, errors.Unwrap(err))
		case !info.Mode().IsRegular():
			size = -1
		case size >= 0:
			size += info.Size()
		}
	}
	return size, nil
}

// all gives the papers of all files until ctx is done. Bad records are reported
// and left out, and a file that ends early is the last value, behind the others;
// with strict the first of either is the last.
func (in *input) all(ctx context.Context) iter.Seq2[corpus.Paper, error] {
	return func(yield func(corpus.Paper, error) bool) {
		var before int64 // bytes of the files behind us
		var ended error  // of a file, early
		for _, source := range format.Sources(in.files) {
			name := strings.Join(source.Paths(), ", ")
			o := format.Options{Format: in.format}
			var read int64
			o.Progress = func(n int64) {
				read = n
				in.bar.show(before+read, int64(in.papers), in.refusals())
			}
			papers := source.Read(o)
			if name == "-" {
				name = "standard input"
				o.Name = name
				papers = format.Read(interruptible(ctx, in.in), o)
			}
			found := 0
			for paper, err := range papers {
				found++
				var bad *format.RecordError
				var end *format.FileError
				switch {
				case ctx.Err() != nil:
					err = context.Cause(ctx)
				case err == nil:
					in.papers++
				case errors.As(err, &bad) && !in.strict:
					in.reject(bad)
					continue
				case errors.As(err, &end) && !in.strict && in.failed == nil:
					if ended != nil {
						in.reject(ended)
					}
					ended = err
					continue
				}
				if err != nil && in.failed != nil && ctx.Err() == nil {
					for _, path := range source.Paths() {
						in.failed(path, err)
					}
					break
				}
				if !yield(paper, err) || err != nil {
					return
				}
			}
			if found == 0 {
				fmt.Fprintf(in.err, "kindred: %s has no papers in it\n", name)
			}
			before += read
		}
		if ended != nil {
			yield(corpus.Paper{}, ended)
		}
	}
}

// interruptible is r until ctx is done, also while r waits for more.
func interruptible(ctx context.Context, r io.Reader) io.Reader {
	out, in := io.Pipe()
	go func() {
		_, err := io.Copy(in, r)
		in.CloseWithError(err)
	}()
	context.AfterFunc(ctx, func() { in.CloseWithError(context.Cause(ctx)) })
	return out
}
