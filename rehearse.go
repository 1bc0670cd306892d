package kindred

import (
	"context"
	"errors"
	"iter"

	"github.com/kindred-search/kindred/corpus"
)

// rehearse counts what an import would do: it is stored, without vectors, and taken
// back. A text that the model cannot embed is only found by embedding it.
func (e *Engine) rehearse(ctx context.Context, papers iter.Seq2[corpus.Paper, error], o AddOptions, report *Report) error {
	return e.store.Rehearse(ctx, corpus.PlanOptions{MergeTitles: o.MergeTitles}, func(r *corpus.Rehearsal) error {
		return batches(ctx, papers, o, func(b *batch) error {
			if b.len() == 0 {
				return ctx.Err()
			}
			outcomes, texts, err := r.Store(ctx, b.papers)
			if errors.Is(err, ErrInvalid) {
				b.rejectInvalid()
				outcomes, texts, err = r.Store(ctx, b.papers)
			}
			if err != nil {
				return err
			}
			report.count(b, outcomes)
			report.Embedded += texts
			if o.Progress != nil {
				o.Progress(*report)
			}
			return ctx.Err()
		})
	})
}
