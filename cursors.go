package kindred

import "context"

// Cursor returns what SetCursor keeps under a name, "" for nothing.
func (e *Engine) Cursor(ctx context.Context, name string) (state string, err error) {
	if err := e.begin(); err != nil {
		return "", err
	}
	defer e.end()
	return e.store.Cursor(ctx, name)
}

// SetCursor keeps a state under a name in the store, durably, in the place of
// what was there; "" keeps nothing. It is for who brings papers in parts, as
// package corpus/source does: called for a part that AddOptions.Progress has
// reported, it says after a restart where to go on.
func (e *Engine) SetCursor(ctx context.Context, name, state string) error {
	if err := e.begin(); err != nil {
		return err
	}
	defer e.end()
	return e.store.SetCursor(ctx, name, state)
}
