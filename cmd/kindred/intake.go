package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime/debug"
	"sync"
	"sync/atomic"
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
	titles   bool // merge by titles, too
	dry      bool // only tell what would happen
	bar      *bar
	rejected int          // by those who read
	refused  atomic.Int64 // of those that were read, by the engine

	saying sync.Mutex // held while a line is written
}

func (in *intake) reject(err error) {
	in.rejected++
	if in.rejected <= rejectsShown {
		in.say("rejected: %v", err)
	}
}

// refusals are all records that were left out so far.
func (in *intake) refusals() int { return in.rejected + int(in.refused.Load()) }

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

	// stored is told how many records are dealt with, whenever more are. Default:
	// nobody is.
	stored func(records int) error
}

// take opens the store, stores what is then delivered, and tells what became of it:
// how many records are stored, and how many were rejected.
func (in *intake) take(c *cobra.Command, g *settings, open func(*kindred.Engine) (delivery, error)) (done, rejected int, err error) {
	defer debug.SetGCPercent(debug.SetGCPercent(100)) // until collectOften
	started := time.Now()
	if in.dry {
		var end func()
		if g, end, err = besideStore(g); err != nil {
			return 0, 0, err
		}
		defer end()
	}
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
	report, err := in.importInto(c.Context(), e, g.index, d)
	return in.tell(c, report, time.Since(started), err)
}

// collectOften is from how many new papers on garbage is collected five times as
// often: embedding and indexing them makes much of it, beside an index that grows. It
// costs a fiftieth of the time then and saves a third of the memory. Of records that are
// known there is little at a time, and it would cost a fifth.
const collectOften = 4096

// importInto stores what is delivered and brings the index up to it. Ctrl-C ends what
// is read, not what is stored of it.
func (in *intake) importInto(ctx context.Context, e *kindred.Engine, kind string, d delivery) (kindred.Report, error) {
	if d.stored == nil {
		d.stored = func(int) error { return nil }
	}
	collect := sync.OnceFunc(func() { debug.SetGCPercent(20) })
	said, newline := make(chan struct{}), ""
	if in.bar != nil {
		newline = "\n"
	}
	quiet := context.AfterFunc(ctx, func() {
		defer close(said)
		if in.dry {
			return
		}
		in.saying.Lock()
		defer in.saying.Unlock()
		fmt.Fprintln(in.err, newline+"kindred: storing what was read; Ctrl-C once more stops at once")
	})
	report, err := e.AddWith(context.WithoutCancel(ctx), d.papers, kindred.AddOptions{
		Strict:      in.strict,
		MergeTitles: in.titles,
		DryRun:      in.dry,
		Progress: func(r kindred.Report) {
			in.refused.Store(int64(r.RejectedCount))
			if r.Added+r.Updated >= collectOften {
				collect()
			}
			d.stored(r.Read) // what fails is said at the end
		},
	})
	if failed := d.stored(report.Read); err == nil {
		err = failed
	}
	if !quiet() {
		<-said
	}
	in.bar.end()
	if report.Added+report.Updated >= collectOften {
		debug.SetGCPercent(10) // the index is whole now; it is merged, and saved, beside itself
		debug.FreeOSMemory()
	}
	if err == nil && !in.dry {
		err = settle(ctx, in.err, e, kind)
	}
	return report, err
}

// goOn is what is told of an import that Ctrl-C has ended.
const goOn = "kindred: what was counted is stored; run the same command again to go on"

// tell says what became of the papers, and how to go on where that is not the end.
func (in *intake) tell(c *cobra.Command, report kindred.Report, took time.Duration, err error) (done, rejected int, _ error) {
	rejected = in.rejectedBy(report)
	done = report.Read - report.RejectedCount
	if err == nil || done > 0 { // what is durable is told, whatever came after it
		says := summary(report, rejected, took)
		if in.dry {
			says = would(report, rejected)
		}
		_, told := fmt.Fprintln(c.OutOrStdout(), says)
		if err == nil && told != nil {
			err = fmt.Errorf("the papers are stored, and it cannot be written: %w", told)
		}
	}
	if err != nil && c.Context().Err() != nil {
		if !in.dry {
			fmt.Fprintln(in.err, goOn)
		}
		err = context.Cause(c.Context())
	}
	return done, rejected, err
}

// rejectedBy tells what the engine has rejected, behind the readers, and how many
// bad records were not told; it returns how many there were.
func (in *intake) rejectedBy(r kindred.Report) int {
	for _, rejected := range r.Rejected {
		if !in.strict {
			in.reject(errors.New(rejected.Reason))
		}
	}
	if more := in.rejected - rejectsShown; more > 0 {
		fmt.Fprintf(in.err, "kindred: rejected: %d more\n", more)
	}
	return max(in.rejected, r.RejectedCount)
}

// summary is what an import did, in one line.
func summary(r kindred.Report, rejected int, took time.Duration) string {
	done := r.Read - r.RejectedCount
	return fmt.Sprintf("added %d, updated %d, unchanged %d, rejected %d, %.1fs, %.0f/s; %d read, %d merged",
		r.Added, r.Updated, r.Unchanged, rejected, took.Seconds(), float64(done)/took.Seconds(), done+rejected, r.Merged)
}
