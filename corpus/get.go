package corpus

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// Paper returns one paper, with the sum of its votes, by any of its ids, in any
// form that NormalizeID knows. ErrNotFound names the ids next to it.
func (s *Store) Paper(ctx context.Context, id string) (Paper, error) {
	id = NormalizeID(id)
	var p Paper
	err := s.reading(ctx, "read a paper of", func(tx *sql.Tx) error {
		row, err := scanPaper(tx.QueryRow("SELECT "+paperColumns+" FROM ids JOIN papers USING (n) WHERE ids.id = ?", id))
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

// MainIDs returns for each id that of the paper that has it, be it as an alias;
// "" for one that no paper has. The ids must be normalised.
func (s *Store) MainIDs(ctx context.Context, ids []string) ([]string, error) {
	mains := make([]string, len(ids))
	wanted, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	err = s.reading(ctx, "look ids up in", func(tx *sql.Tx) error {
		rows, err := tx.Query("SELECT wanted.key, papers.id FROM json_each(?) AS wanted CROSS JOIN ids ON ids.id = wanted.value CROSS JOIN papers ON papers.n = ids.n", string(wanted))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var i int
			var main string
			if err := rows.Scan(&i, &main); err != nil {
				return err
			}
			mains[i] = main
		}
		return rows.Err()
	})
	return mains, err
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
