package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime/debug"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
)

// rejectsShown is how many bad records are told one by one; the others are
// counted.
const rejectsShown = 20

// An intake is papers on their way into the store, and what is told of them.
type intake struct {
	err      io.Writer
	strict   bool // stop at the first bad record
	bar      *bar
	rejected int // by those who read

	saying sync.Mutex // held while a line is written
}

func (in *intake) reject(err error) {
	in.rejected++
	if in.rejected <= rejectsShown {
		in.say("rejected: %v", err)
	}
}

// say puts a line above the bar.
func (in *intake) say(format string, args ...any) {
	in.saying.Lock()
	defer in.saying.Unlock()
	in.bar.clear()
	fmt.Fprintf(in.err, "kindred: "+format+"\n", args...)
}

// A delivery is papers to be stored.
type delivery struct {
	papers iter.Seq2[corpus.Paper, error]

	// stored is told how many of them are, whenever more are. Default: nobody is.
	stored func(papers int) error
}

// take opens the store, stores what is then delivered, and tells what became of it:
// how many records are stored, and how many were rejected.
func (in *intake) take(c *cobra.Command, g *settings, open func(*kindred.Engine) (delivery, error)) (done, rejected int, err error) {
	// An import makes much that soon is garbage; collecting it twice as often costs
	// a twentieth of the time and saves a quarter of the memory.
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	started := time.Now()
	e, err := openEngine(g)
	if err != nil {
		return 0, 0, err
	}
	defer func() {
		if closed := e.Close(); err == nil {
			err = closed
		}
	}()
	d, err := open(e)
	if err != nil {
		return 0, 0, err
	}
	if d.stored == nil {
		d.stored = func(int) error { return nil }
	}
	// Ctrl-C ends what is read, not what is stored of it.
	said, newline := make(chan struct{}), ""
	if in.bar != nil {
		newline = "\n"
	}
	quiet := context.AfterFunc(c.Context(), func() {
		defer close(said)
		in.saying.Lock()
		defer in.saying.Unlock()
		fmt.Fprintln(in.err, newline+"kindred: storing what was read; Ctrl-C once more stops at once")
	})
	report, err := e.AddWith(context.WithoutCancel(c.Context()), d.papers, kindred.AddOptions{
		Strict:   in.strict,
		Progress: func(r kindred.Report) { d.stored(r.Done()) }, // what fails is said at the end
	})
	if failed := d.stored(report.Done()); err == nil {
		err = failed
	}
	if !quiet() {
		<-said
	}
	in.bar.end()
	if err == nil {
		err = settle(c.Context(), in.err, e, g.index)
	}
	return in.tell(c, report, time.Since(started), err)
}

// tell says what became of the papers, and how to go on where that is not the end.
func (in *intake) tell(c *cobra.Command, report kindred.Report, took time.Duration, err error) (done, rejected int, _ error) {
	for _, r := range report.Rejected { // found by the engine, behind the readers
		if !in.strict {
			in.reject(errors.New(r.Reason))
		}
	}
	rejected = max(in.rejected, report.RejectedCount)
	if more := in.rejected - rejectsShown; more > 0 {
		fmt.Fprintf(in.err, "kindred: rejected: %d more\n", more)
	}
	done = report.Added + report.Updated + report.Unchanged
	if err == nil || done > 0 { // what is durable is told, whatever came after it
		_, told := fmt.Fprintf(c.OutOrStdout(), "added %d, updated %d, unchanged %d, rejected %d, %.1fs, %.0f/s\n",
			report.Added, report.Updated, report.Unchanged, rejected, took.Seconds(), float64(done)/took.Seconds())
		if err == nil && told != nil {
			err = fmt.Errorf("the papers are stored, and it cannot be written: %w", told)
		}
	}
	if err != nil && c.Context().Err() != nil {
		fmt.Fprintln(in.err, "kindred: what was counted is stored; run the same command again to go on")
		err = context.Cause(c.Context())
	}
	return done, rejected, err
}
