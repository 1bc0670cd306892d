package kindred

import (
	"context"
	"errors"
)

// An opening is the engine's model on its way: it is opened beside the first records of
// an import, most of which need none when they are known already.
type opening struct {
	done chan struct{} // closed when model and err are known
	*model
	err error
}

// openBeside opens the engine's model for an import, and makes sure that it is the
// store's. end waits until that has come to its end; it must be called.
func (e *Engine) openBeside(ctx context.Context) (o *opening, end func()) {
	o = &opening{done: make(chan struct{})}
	go func() {
		defer close(o.done)
		if o.model, o.err = e.models.own(e.o.OpenModel); o.err == nil {
			o.err = e.store.SetModel(ctx, o.model.info)
		}
	}()
	return o, func() { <-o.done }
}

// wait returns the model when it is open.
func (o *opening) wait(ctx context.Context) (*model, error) {
	select {
	case <-o.done:
		return o.model, o.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// unfit waits, too, and returns why nothing at all may be imported: the model is not the
// store's. One that cannot be opened is missed only by who needs it.
func (o *opening) unfit(ctx context.Context) error {
	if _, err := o.wait(ctx); !errors.Is(err, ErrModel) {
		return err
	}
	return nil
}
