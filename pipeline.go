package kindred

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/embed"
	"golang.org/x/sync/errgroup"
)

// maxStale is how often one batch is planned anew because others change the
// same papers meanwhile.
const maxStale = 10

// pipeline runs an import in three stages beside each other: papers are read
// in the caller's goroutine, planned and embedded in a second, stored in a
// third. At most a batch waits between two of them, so that memory is bounded
// whatever is read.
func (e *Engine) pipeline(ctx context.Context, m *opening, papers iter.Seq2[corpus.Paper, error], o AddOptions, report *Report) error {
	read, embedded := make(chan *batch, 1), make(chan *batch, 1)
	g, working := errgroup.WithContext(ctx)
	g.Go(func() error { return m.unfit(working) })
	g.Go(func() error {
		defer close(embedded)
		for b := range read {
			if err := e.prepare(working, m, b); err != nil {
				return err
			}
			if err := send(working, embedded, b); err != nil {
				return err
			}
		}
		return nil
	})
	g.Go(func() error {
		for b := range embedded {
			outcomes, err := e.storeBatch(ctx, m, b) // not working: what is embedded is stored, whatever fails before it
			if err != nil {
				return err
			}
			report.count(b, outcomes)
			report.Embedded += b.embedded
			if slices.ContainsFunc(outcomes, func(o corpus.Outcome) bool { return o.Seq != 0 }) {
				if err := e.changed(ctx); err != nil {
					return err
				}
			}
			e.saveBehind(importPart)
			if err := e.makeRoom(ctx); err != nil {
				return err
			}
			if o.Progress != nil {
				o.Progress(*report)
			}
		}
		return nil
	})
	errRead := batches(working, papers, o, func(b *batch) error {
		if b.len() == 0 {
			return working.Err()
		}
		return send(working, read, b)
	})
	close(read)
	if err := g.Wait(); err != nil {
		return err // it is why reading stopped, if it did
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return errRead
}

func send(ctx context.Context, to chan<- *batch, b *batch) error {
	select {
	case to <- b:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// prepare plans a batch and embeds the texts that are new. A paper that is not
// valid or whose text cannot be embedded is rejected; one of which the model knows
// no word is stored without a vector. Only a batch of which something is new waits for
// the model.
func (e *Engine) prepare(ctx context.Context, o *opening, b *batch) error {
	if len(b.papers) == 0 {
		return nil
	}
	plan := func() ([]corpus.Change, error) {
		return e.store.Plan(ctx, b.papers, corpus.PlanOptions{MergeTitles: b.titles})
	}
	changes, err := plan()
	if errors.Is(err, ErrInvalid) {
		b.rejectInvalid()
		changes, err = plan()
	}
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(changes, func(c corpus.Change) bool { return c.Action != corpus.Unchanged }) {
		b.changes, b.model = changes, nil
		return nil
	}
	m, err := o.wait(ctx)
	if err != nil {
		return err
	}
	embedded := map[string][]float32{} // by a plan that became stale
	for _, c := range b.changes {
		if c.Vector != nil && b.model == m {
			embedded[embed.DocumentText(c.Paper.Title, c.Paper.Abstract)] = c.Vector
		}
	}
	var (
		texts []string
		of    []int
	)
	for i := range changes {
		c := &changes[i]
		if !c.NeedsVector {
			continue
		}
		text := embed.DocumentText(c.Paper.Title, c.Paper.Abstract)
		if c.Vector = embedded[text]; c.Vector == nil {
			texts, of = append(texts, text), append(of, i)
		}
	}
	bad := map[int]bool{}
	if len(texts) > 0 {
		embeddings, err := m.Documents(ctx, texts)
		if err != nil {
			return fmt.Errorf("cannot embed %d papers: %w", len(texts), err)
		}
		b.embedded += len(texts)
		for j, x := range embeddings {
			c := &changes[of[j]]
			switch {
			case errors.Is(x.Err, embed.ErrNoTokens):
				c.Vector = []float32{}
			case x.Err != nil:
				b.reject(0, fmt.Errorf("paper %s cannot be embedded: %w", c.Paper.ID, x.Err))
				bad[of[j]] = true
			default:
				c.Vector = x.Vector
			}
		}
	}
	b.changes, b.model = changes, m
	if len(bad) > 0 {
		b.papers = without(b.papers, bad)
		b.changes = without(b.changes, bad)
	}
	return nil
}

// without leaves out the elements at some places.
func without[T any](list []T, places map[int]bool) []T {
	kept := make([]T, 0, len(list))
	for i, x := range list {
		if !places[i] {
			kept = append(kept, x)
		}
	}
	return kept
}

// storeBatch commits a batch. What another batch or call changed since it was
// planned makes the plan stale: it is planned and embedded again, here. A batch of
// which nothing is new has nothing to commit, unless it has become stale.
func (e *Engine) storeBatch(ctx context.Context, m *opening, b *batch) ([]corpus.Outcome, error) {
	if len(b.papers) == 0 {
		return nil, nil
	}
	if b.model == nil {
		outcomes, err := e.store.Settled(ctx, b.changes)
		if !errors.Is(err, corpus.ErrStale) {
			return outcomes, err
		}
	}
	model, err := m.wait(ctx)
	if err != nil {
		return nil, err
	}
	for try := 0; ; try++ {
		outcomes, err := e.store.Commit(ctx, model.info.Identity, b.changes)
		if !errors.Is(err, corpus.ErrStale) || try == maxStale {
			return outcomes, err
		}
		if err := e.prepare(ctx, m, b); err != nil {
			return nil, err
		}
	}
}
