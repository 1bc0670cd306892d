package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"time"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// watching is one run of the command.
type watching struct {
	watcher
	g        *settings
	out, err io.Writer
	every    time.Duration
	told     map[string]string // the last fault of each file, so that it is told once
	away     map[string]bool   // faults of the last look
}

// restFrom is how many times longer than a look, or an import that failed, the time
// until the next is at least: a folder of very many files must not keep a disk busy,
// nor what cannot be stored a server.
const restFrom = 20

// run looks and imports until ctx is done.
func (w *watching) run(ctx context.Context) error {
	for {
		begun := time.Now()
		ready, faults := w.look()
		rest := max(w.every, restFrom*time.Since(begun))
		w.missed(faults)
		if ready = w.holding(ready); len(ready) > 0 && ctx.Err() == nil {
			switch err := w.importAll(ctx, ready); {
			case err == nil:
				w.well(theStore)
			case ctx.Err() == nil:
				w.tell(theStore, err)
				rest = max(rest, restFrom*time.Since(begun))
			}
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(rest):
		}
	}
}

// theStore is what is told of the store, beside the paths of files.
const theStore = ""

// missed says what could not be looked at, and was not missed the time before.
func (w *watching) missed(faults []error) {
	away := map[string]bool{}
	for _, fault := range faults {
		if says := fault.Error(); !away[says] {
			if away[says] = true; !w.away[says] {
				fmt.Fprintf(w.err, "kindred: cannot look: %s; it is tried again\n", says)
			}
		}
	}
	w.away = away
}

// tell says what is wrong with something, once.
func (w *watching) tell(what string, err error) {
	if w.told[what] != err.Error() {
		w.told[what] = err.Error()
		fmt.Fprintf(w.err, "kindred: %v; it is tried again\n", err)
	}
}

// well says that nothing is wrong with something any more.
func (w *watching) well(what string) { delete(w.told, what) }

// try finds out at once what would go wrong with every import.
func (w *watching) try() error {
	e, err := openEngine(w.g)
	if errors.Is(err, kindred.ErrLocked) {
		return nil // it is only somebody's turn
	}
	if err != nil {
		return err
	}
	return e.Close()
}

// holding are those of the files that hold papers, and those that were named: of
// these it is told what they are.
func (w *watching) holding(ready []readyFile) (holding []readyFile) {
	for _, r := range ready {
		files, errs := format.Walk(r.path)
		switch {
		case len(files) > 0 || r.named:
			holding = append(holding, r)
		case len(errs) > 0 && later(errs[0]):
			w.tell(r.path, errs[0])
		default: // something else, of which folders have much
			w.dealtWith(r)
		}
	}
	return holding
}

// later reports whether a file may be read another time: it is not its content
// that is wrong.
func later(err error) bool {
	var path *fs.PathError
	return errors.As(err, &path)
}

// importAll imports files, and says what came of it. An error is of the store.
func (w *watching) importAll(ctx context.Context, ready []readyFile) error {
	in := &input{intake: intake{err: w.err}}
	var size int64
	for _, r := range ready {
		in.files, size = append(in.files, r.path), size+r.stamp.size
	}
	failed := map[string]error{}
	in.failed = func(name string, err error) { failed[name] = err }
	in.bar = newBar(w.err, size, ofPapers)
	defer in.bar.end()
	started := time.Now()
	report, err := w.store(ctx, in)
	in.bar.end()
	rejected := in.rejectedBy(report)
	if err == nil || report.Read > 0 {
		fmt.Fprintf(w.out, "%s: %s\n", called(in.files), summary(report, rejected, time.Since(started)))
	}
	switch {
	case err != nil && ctx.Err() != nil:
		fmt.Fprintln(w.err, goOn)
		return nil
	case err != nil:
		return err
	}
	for _, r := range ready {
		switch err := failed[r.path]; {
		case err == nil:
			w.well(r.path)
			w.dealtWith(r)
		case errors.Is(err, fs.ErrNotExist): // it is gone
		case later(err):
			w.tell(r.path, err)
		default:
			fmt.Fprintf(w.err, "kindred: %v; it is read again when it changes\n", err)
			w.dealtWith(r)
		}
	}
	return nil
}

// store imports into the store, or through the server that has it.
func (w *watching) store(ctx context.Context, in *input) (report kindred.Report, err error) {
	e, err := openEngine(w.g)
	if locked := (*corpus.LockedError)(nil); errors.As(err, &locked) && locked.Address != "" {
		return post(ctx, locked.Address, in.all(ctx))
	}
	if err != nil {
		return report, err
	}
	defer func() {
		if closed := e.Close(); err == nil {
			err = closed
		}
	}()
	return in.importInto(ctx, e, w.g.index, delivery{papers: in.all(ctx)})
}

// called is a file's name, or how many there are.
func called(files []string) string {
	if len(files) == 1 {
		return files[0]
	}
	return fmt.Sprintf("%d files", len(files))
}
