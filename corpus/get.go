package corpus

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// Paper returns one paper, with the sum of its votes. The id may be in any
// form that NormalizeID knows. ErrNotFound names the ids next to it.
func (s *Store) Paper(ctx context.Context, id string) (Paper, error) {
	id = NormalizeID(id)
	var p Paper
	err := s.reading(ctx, "read a paper of", func(tx *sql.Tx) error {
		row, err := scanPaper(tx.QueryRow("SELECT "+paperColumns+" FROM papers WHERE id = ?", id))
		if errors.Is(err, sql.ErrNoRows) {
			return notFound(tx, id)
		}
		if err == nil {
			p = row.shown()
		}
		return err
	})
	return p, err
}

// selectByNumbers takes a JSON array of numbers and keeps its order.
const selectByNumbers = "SELECT " + paperColumns + " FROM json_each(?) AS wanted CROSS JOIN papers ON papers.n = wanted.value ORDER BY wanted.key"

// Papers returns the papers with these numbers, in this order, with the sums
// of their votes: for the results that are shown. Those that are gone are left
// out; the ids tell which came.
func (s *Store) Papers(ctx context.Context, numbers []int64) ([]Paper, error) {
	const doing = "read papers of"
	if s.closed.Load() {
		return nil, fmt.Errorf("cannot %s %s: %w", doing, s.path, ErrClosed)
	}
	if len(numbers) == 0 {
		return nil, ctx.Err()
	}
	wanted, err := json.Marshal(numbers)
	if err != nil {
		return nil, err
	}
	papers := make([]Paper, 0, len(numbers))
	rows, err := s.byNumbers.QueryContext(ctx, string(wanted))
	if err != nil {
		return nil, s.fault(doing, err)
	}
	defer rows.Close()
	for rows.Next() {
		row, err := scanPaper(rows)
		if err != nil {
			return nil, s.fault(doing, err)
		}
		papers = append(papers, row.shown())
	}
	if err := rows.Err(); err != nil {
		return nil, s.fault(doing, err)
	}
	return papers, nil
}
