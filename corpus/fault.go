package corpus

import (
	"context"
	"errors"
	"fmt"
	"syscall"

	"github.com/mattn/go-sqlite3"
)

// fault turns what SQLite says into one sentence with the remedy. doing ends
// the words "cannot ...", as in "store 500 papers in".
func (s *Store) fault(doing string, err error) error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if s.closed.Load() {
		return fmt.Errorf("cannot %s %s: %w", doing, s.path, ErrClosed)
	}
	return explain(doing, s.path, err)
}

func explain(doing, path string, err error) error {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return fmt.Errorf("cannot %s %s: %w", doing, path, err)
	}
	full := e.Code == sqlite3.ErrFull || e.Code == sqlite3.ErrIoErr && e.SystemErrno == syscall.ENOSPC
	switch {
	case full:
		return fmt.Errorf("cannot %s %s: %w (%w); what was acknowledged is safe, free some space and run it again", doing, path, ErrFull, err)
	case e.Code == sqlite3.ErrCorrupt:
		return fmt.Errorf("cannot %s %s: %w (%w); keep the file, restore a copy or export what can be read", doing, path, ErrDamaged, err)
	case e.Code == sqlite3.ErrNotADB:
		return fmt.Errorf("cannot %s %s: %w (%w); it was left untouched, give another path", doing, path, ErrNotStore, err)
	case e.Code == sqlite3.ErrBusy || e.Code == sqlite3.ErrLocked:
		return fmt.Errorf("cannot %s %s: %w (%w); another program holds a transaction on it, end that and try again", doing, path, ErrLocked, err)
	case e.Code == sqlite3.ErrReadonly:
		return fmt.Errorf("cannot %s %s: %w (%w); check the rights of the file and its folder", doing, path, ErrReadOnly, err)
	}
	return fmt.Errorf("cannot %s %s: %w", doing, path, err)
}
