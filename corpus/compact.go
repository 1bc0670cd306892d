package corpus

import (
	"context"
	"fmt"
	"path/filepath"
)

// Compact gives back the room of papers that were deleted or have become shorter:
// SQLite writes the file anew, in one transaction, and cuts it. Killed at any
// instant, the store is as it was or compact; numbers and the sequence stay, so
// that an index goes on being one of it. Reads go on beside it, changes wait; while
// another process reads, room may come back only later.
//
// Tombstones stay: an index that is opened may be as old as it likes, and follows
// by them; each takes some 40 bytes.
//
// It needs for a while twice the room of what is left, once in the store's folder
// and once in SQLite's temporary one. Errors: a *RoomError before anything is
// written, ErrFull, ErrReadOnly, the context's.
func (s *Store) Compact(ctx context.Context) error {
	const doing = "compact"
	if s.closed.Load() {
		return fmt.Errorf("cannot %s %s: %w", doing, s.path, ErrClosed)
	}
	if s.write == nil {
		return fmt.Errorf("cannot %s %s: %w; it was opened for reading", doing, s.path, ErrReadOnly)
	}
	if err := s.RoomToCompact(ctx); err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	return s.fault(doing, s.compact(ctx))
}

// RoomToCompact returns a *RoomError when the disk has too little room for Compact.
func (s *Store) RoomToCompact(ctx context.Context) error {
	const doing = "compact"
	need, err := liveBytes(ctx, s.read)
	if err != nil {
		return s.fault(doing, err)
	}
	home, temporary := filepath.Dir(s.path), temporaryFolder()
	if sameDisk(home, temporary) {
		err = Room(home, 2*need)
	} else if err = Room(home, need); err == nil {
		err = Room(temporary, need)
	}
	return s.fault(doing, err)
}

func (s *Store) compact(ctx context.Context) error {
	if _, err := s.write.ExecContext(ctx, "VACUUM"); err != nil {
		return err
	}
	// What was written is in the log: now into the file, which is cut.
	_, err := s.write.ExecContext(ctx, "PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}
