package corpus

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Bounds of a cursor, in bytes: wide enough for the longest question and token
// of any source, narrow enough that none can fill the store.
const (
	MaxCursorName  = 10_000
	MaxCursorState = 1 << 20
)

// Cursor returns what SetCursor keeps under a name, "" for nothing.
func (s *Store) Cursor(ctx context.Context, name string) (state string, err error) {
	err = s.reading(ctx, "read a cursor of", func(tx *sql.Tx) error {
		err := tx.QueryRow("SELECT state FROM cursors WHERE name = ?", name).Scan(&state)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		return err
	})
	return state, err
}

// SetCursor keeps a state under a name, in the place of what was there; "" keeps
// nothing. It is for who brings papers in parts: kept behind the Commit of a
// part, it says after a restart where the next one begins. ErrInvalid for a name
// or a state beyond its bound.
func (s *Store) SetCursor(ctx context.Context, name, state string) error {
	if name == "" || len(name) > MaxCursorName || len(state) > MaxCursorState {
		return fmt.Errorf("%w: a cursor of %s has a name of %d bytes and a state of %d; need 1 to %d, and at most %d",
			ErrInvalid, s.path, len(name), len(state), MaxCursorName, MaxCursorState)
	}
	return s.changing(ctx, "keep a cursor in", func(c *change) (err error) {
		if state == "" {
			_, err = c.tx.Exec("DELETE FROM cursors WHERE name = ?", name)
		} else {
			_, err = c.tx.Exec("INSERT OR REPLACE INTO cursors (name, state) VALUES (?, ?)", name, state)
		}
		return err
	})
}
