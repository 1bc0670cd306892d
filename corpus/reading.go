package corpus

import (
	"context"
	"database/sql"
	"fmt"
)

// reading runs f in a read transaction; doing ends the words "cannot ...".
func (s *Store) reading(ctx context.Context, doing string, f func(*sql.Tx) error) error {
	return s.readingFrom(ctx, s.read, doing, f)
}

func (s *Store) readingFrom(ctx context.Context, db *sql.DB, doing string, f func(*sql.Tx) error) error {
	if s.closed.Load() {
		return fmt.Errorf("cannot %s %s: %w", doing, s.path, ErrClosed)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err == nil {
		err = f(tx)
		tx.Rollback() // nothing was written
	}
	return s.fault(doing, err)
}

// eachRow runs f for each row of a query.
func eachRow(tx *sql.Tx, f func(*sql.Rows) error, query string, args ...any) error {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := f(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}
