package kindred

import (
	"context"
	"errors"
	"fmt"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/embed"
)

// UseModel embeds every paper with another model, beside searches, which go on
// with the present one until all is done and then change over. Interrupted, it
// goes on where it was when it is called again. next opens the model, which
// the engine then owns; nil is the engine's own, for a store that has vectors
// of another one. progress, when not nil, is called after each batch.
func (e *Engine) UseModel(ctx context.Context, next func() (Embedder, error), progress func(done, total int)) error {
	if err := e.begin(); err != nil {
		return err
	}
	defer e.end()
	if e.o.ReadOnly {
		return fmt.Errorf("cannot change the model of %s: %w; open it for writing", e.store.Path(), ErrReadOnly)
	}
	m, done, err := e.nextModel(next)
	if err != nil {
		return err
	}
	used := false
	defer func() { done(used) }()
	now, coming, err := e.store.Models(ctx)
	if err != nil {
		return err
	}
	if now.Identity == m.info.Identity {
		if next != nil && e.models.with(m.info.Identity) == nil {
			used = true
			e.models.replace(m)
		}
		if coming.Identity == "" {
			return nil
		}
		return e.store.DropNext(ctx) // a change that was begun is given up
	}
	if err := e.store.BeginNext(ctx, m.info); err != nil {
		return err
	}
	if progress == nil {
		progress = func(int, int) {}
	}
	// First beside imports, then, what they brought meanwhile, without them.
	if err := e.embedPending(ctx, m, progress); err != nil {
		return err
	}
	release, err := e.importing(ctx)
	if err != nil {
		return err
	}
	defer release()
	if err := e.embedPending(ctx, m, progress); err != nil {
		return err
	}
	// Known before it is the store's: a search must never see vectors whose
	// model it cannot find. The one before stays known, for searches under way.
	e.models.replace(m)
	used = true
	if err := e.store.UseNext(ctx, m.info.Identity); err != nil {
		used = false
		return err
	}
	return e.changed(ctx)
}

// nextModel opens the model to change to. done must be called: it closes a
// model that was opened here and is not used.
func (e *Engine) nextModel(next func() (Embedder, error)) (m *model, done func(used bool), err error) {
	own, err := e.models.own(e.o.OpenModel)
	if next == nil {
		return own, func(bool) {}, err
	}
	if err != nil {
		e.o.Log.Warn("the present model cannot be opened", "cause", err)
	}
	if m, err = openModel(next); err != nil {
		return nil, nil, err
	}
	return m, func(used bool) {
		if !used {
			e.models.remove(m)
			closeIt(m.Embedder)
		}
	}, nil
}

// embedPending embeds the papers that lack a vector of the next model until
// none is left.
func (e *Engine) embedPending(ctx context.Context, m *model, progress func(done, total int)) error {
	after := int64(0)
	for {
		pending, err := e.store.Pending(ctx, after, importBatch)
		if err != nil {
			return err
		}
		if len(pending) == 0 {
			if after == 0 {
				return nil
			}
			after = 0 // papers may have changed meanwhile
			continue
		}
		after = pending[len(pending)-1].Number
		if err := e.putPending(ctx, m, pending); err != nil {
			return err
		}
		stats, err := e.store.Stats(ctx)
		if err != nil {
			return err
		}
		progress(stats.Ready, stats.Papers)
	}
}

func (e *Engine) putPending(ctx context.Context, m *model, pending []corpus.Pending) error {
	texts := make([]string, len(pending))
	for i, p := range pending {
		texts[i] = embed.DocumentText(p.Title, p.Abstract)
	}
	embeddings, err := m.Documents(ctx, texts)
	if err != nil {
		return fmt.Errorf("cannot embed %d papers: %w", len(texts), err)
	}
	vectors := make([][]float32, len(pending))
	for i, x := range embeddings {
		vectors[i] = x.Vector
		if x.Err != nil {
			vectors[i] = []float32{}
			if !errors.Is(x.Err, embed.ErrNoTokens) {
				e.o.Log.Warn("a paper has no vector of the next model and will not be found by meaning", "number", pending[i].Number, "cause", x.Err)
			}
		}
	}
	return e.store.PutNext(ctx, m.info.Identity, pending, vectors)
}
