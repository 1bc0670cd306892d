package corpus

import (
	"context"
	"database/sql"
	"fmt"
)

// A change is one write transaction, in which each changed row takes the next
// number of the store's sequence.
type change struct {
	tx  *sql.Tx
	seq int64 // the last number taken
}

// changing runs f in a transaction: all that it does becomes durable together,
// before changing returns, or nothing of it. doing ends the words "cannot ...".
func (s *Store) changing(ctx context.Context, doing string, f func(*change) error) error {
	if s.closed.Load() {
		return fmt.Errorf("cannot %s %s: %w", doing, s.path, ErrClosed)
	}
	if s.write == nil {
		return fmt.Errorf("cannot %s %s: %w; it was opened for reading", doing, s.path, ErrReadOnly)
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.fault(doing, s.transact(f))
}

func (s *Store) transact(f func(*change) error) error {
	// The transaction does not hang on the caller's context: a driver that
	// must watch one starts a goroutine for each of a batch's statements.
	tx, err := s.write.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing behind a commit
	c := &change{tx: tx}
	if err := tx.QueryRow("SELECT seq FROM store").Scan(&c.seq); err != nil {
		return err
	}
	before := c.seq
	if err := f(c); err != nil {
		return err
	}
	if c.seq != before {
		if _, err := tx.Exec("UPDATE store SET seq = ?", c.seq); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// next takes the next number of the sequence.
func (c *change) next() int64 {
	c.seq++
	return c.seq
}

// bury deletes a paper, with its ids, records and vectors, and leaves a
// tombstone that is change seq.
func (c *change) bury(n, seq int64, ids []string) error {
	for _, id := range ids {
		if _, err := c.tx.Exec("DELETE FROM ids WHERE id = ?", id); err != nil {
			return err
		}
	}
	if _, err := c.tx.Exec("DELETE FROM papers WHERE n = ?", n); err != nil {
		return err
	}
	_, err := c.tx.Exec("INSERT INTO tombstones (seq, n, id) VALUES (?, ?, ?)", seq, n, ids[0])
	return err
}
