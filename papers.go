package kindred

import (
	"context"
	"iter"

	"github.com/kindred-search/kindred/corpus"
)

// Paper returns one paper, with the sum of its votes. ErrNotFound names the
// nearest ids.
func (e *Engine) Paper(ctx context.Context, id string) (corpus.Paper, error) {
	if err := e.begin(); err != nil {
		return corpus.Paper{}, err
	}
	defer e.end()
	return e.store.Paper(ctx, id)
}

// All gives every paper in the order in which they were added, as they were
// when the sequence began; for an export. An error is the last that comes.
func (e *Engine) All(ctx context.Context) iter.Seq2[corpus.Paper, error] {
	return func(yield func(corpus.Paper, error) bool) {
		if err := e.begin(); err != nil {
			yield(corpus.Paper{}, err)
			return
		}
		defer e.end()
		s, err := e.store.Snapshot(ctx)
		if err != nil {
			yield(corpus.Paper{}, err)
			return
		}
		defer s.Close()
		s.Papers(0)(yield)
	}
}

// Vote adds one vote (+1) or takes one away (-1) and returns the sum that is
// shown. The sum never falls below 0. Errors: ErrNotFound, ErrInvalid.
func (e *Engine) Vote(ctx context.Context, id string, delta int) (votes int, err error) {
	if err := e.begin(); err != nil {
		return 0, err
	}
	defer e.end()
	votes, _, err = e.store.Vote(ctx, id, delta)
	if err != nil {
		return 0, err
	}
	return votes, e.changed(ctx)
}

// Delete removes papers and returns the ids of those that were there; one that
// was not is no error.
func (e *Engine) Delete(ctx context.Context, ids ...string) (deleted []string, err error) {
	if err := e.begin(); err != nil {
		return nil, err
	}
	defer e.end()
	gone, err := e.store.Delete(ctx, ids...)
	if err != nil {
		return nil, err
	}
	for _, t := range gone {
		deleted = append(deleted, t.ID)
	}
	return deleted, e.changed(ctx)
}

// changed makes what is durable visible, if anything is being searched; also
// when the caller no longer waits.
func (e *Engine) changed(ctx context.Context) error {
	e.applying.Lock()
	defer e.applying.Unlock()
	if e.memory == nil {
		return nil
	}
	return e.catchUpLocked(context.WithoutCancel(ctx))
}
