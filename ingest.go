package kindred

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// importBatch is how many records are stored in one transaction: enough that
// waiting for the disk, once for each, costs little beside embedding them, few
// enough that a search never waits long for them to become visible.
const importBatch = 512

// A batch is records on their way in, in the order in which they were read.
type batch struct {
	papers   []corpus.Paper
	rejected []Rejection
	changes  []corpus.Change // of papers, once planned
	model    *model          // that embedded them; nil while nothing of the batch is new
	embedded int             // texts
	titles   bool            // AddOptions.MergeTitles
}

func (b *batch) len() int { return len(b.papers) + len(b.rejected) }

// reject passes a record over.
func (b *batch) reject(line int, reason error) {
	b.rejected = append(b.rejected, Rejection{Line: line, Reason: reason.Error()})
}

// rejectInvalid passes over the papers that are not valid.
func (b *batch) rejectInvalid() {
	b.papers = slices.DeleteFunc(b.papers, func(p corpus.Paper) bool {
		p.Clean()
		err := p.Validate()
		if err != nil {
			b.reject(0, err)
		}
		return err != nil
	})
}

// Add imports papers as AddWith does with the zero AddOptions.
func (e *Engine) Add(ctx context.Context, papers iter.Seq2[corpus.Paper, error]) (Report, error) {
	return e.AddWith(ctx, papers, AddOptions{})
}

// AddWith imports papers: those that are new or changed are stored, and
// embedded when their text is new. A bad record, a *format.RecordError or an
// ErrInvalid, is counted and passed over; any other error ends the import.
// The report counts what is durable, also beside an error; an import that was
// interrupted is simply run again. Imports wait for each other.
//
// The model is opened beside the first records. What the store has just so needs none:
// an import of which nothing is new goes on, and ends well, without one that can be
// opened. A store of another model takes nothing.
func (e *Engine) AddWith(ctx context.Context, papers iter.Seq2[corpus.Paper, error], o AddOptions) (Report, error) {
	report := Report{Rejected: []Rejection{}}
	if err := e.begin(); err != nil {
		return report, err
	}
	defer e.end()
	if e.o.ReadOnly {
		return report, fmt.Errorf("cannot import into %s: %w; open it for writing", e.store.Path(), ErrReadOnly)
	}
	release, err := e.importing(ctx)
	if err != nil {
		return report, err
	}
	defer release()
	if o.DryRun {
		return report, e.rehearse(ctx, papers, o, &report)
	}
	now, _, err := e.store.Models(ctx)
	if err != nil {
		return report, err
	}
	m, opened := e.openBeside(ctx)
	defer opened()
	if now.Identity == "" { // a new store has to learn of it before it plans
		if _, err := m.wait(ctx); err != nil {
			return report, err
		}
	}
	if err := e.loaded(ctx); err != nil { // so that what is added is in the index when the import ends, and in its checkpoints
		return report, err
	}
	e.settleBehind()
	return report, e.pipeline(ctx, m, papers, o, &report) // it is saved when it has settled
}

// importing waits until no other import goes on.
func (e *Engine) importing(ctx context.Context) (release func(), err error) {
	select {
	case e.imports <- struct{}{}:
		return func() {
			<-e.imports
			e.stir() // the last measurement was put off until now
		}, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// batches gives papers to put in batches, until ctx is done. Those that a program made may not be valid:
// rejectInvalid finds them, where planning the batch says that there are some; but with
// Strict the first is found here, so that no more is read. The error is the one that
// ended the papers, with all before it given to put.
func batches(ctx context.Context, papers iter.Seq2[corpus.Paper, error], o AddOptions, put func(*batch) error) error {
	b := &batch{titles: o.MergeTitles}
	for p, err := range papers {
		if ctx.Err() != nil { // papers may come slowly
			return ctx.Err()
		}
		line := 0
		if bad := (*format.RecordError)(nil); errors.As(err, &bad) {
			line = bad.Line
		} else if err != nil && !errors.Is(err, ErrInvalid) {
			return errors.Join(put(b), err)
		}
		if err == nil && o.Strict {
			p.Clean()
			err = p.Validate()
		}
		switch {
		case err == nil:
			b.papers = append(b.papers, p)
		case o.Strict:
			return errors.Join(put(b), fmt.Errorf("%w: %w; mend it, or import without strict to pass it over", ErrRejected, err))
		default:
			b.reject(line, err)
		}
		if b.len()%64 == 0 {
			runtime.Gosched() // a search that waits for a core gets it now, not when this goroutine's 10 ms are over
		}
		if b.len() == importBatch {
			if err := put(b); err != nil {
				return err
			}
			b = &batch{titles: o.MergeTitles}
		}
	}
	return put(b)
}

// count adds what became of a batch to the report.
func (r *Report) count(b *batch, outcomes []corpus.Outcome) {
	for _, o := range outcomes {
		switch o.Action {
		case corpus.Added:
			r.Added++
		case corpus.Updated:
			r.Updated++
		default:
			r.Unchanged++
		}
		if o.Merged {
			r.Merged++
		}
	}
	r.Read += len(outcomes) + len(b.rejected)
	r.RejectedCount += len(b.rejected)
	r.Rejected = append(r.Rejected, b.rejected[:min(len(b.rejected), MaxRejections-len(r.Rejected))]...)
}
