package corpus

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// Vote adds one vote (+1) or takes one away (-1), by any id of the paper, and returns the sum that is
// shown and the number of the change. Votes given here are kept apart from the
// imported ones, so that the next import does not undo them. The sum never
// falls below zero: a vote against a paper without votes changes nothing, and
// seq is then 0. Errors: ErrNotFound, ErrInvalid for another delta.
func (s *Store) Vote(ctx context.Context, id string, delta int) (votes int, seq int64, err error) {
	if delta != 1 && delta != -1 {
		return 0, 0, fmt.Errorf("cannot vote for %s: %w: a vote is %d; need +1 or -1", id, ErrInvalid, delta)
	}
	id = NormalizeID(id)
	err = s.changing(ctx, "vote in", func(c *change) error {
		var (
			imported *int
			n        int64
			local    int
		)
		err := c.tx.QueryRow("SELECT papers.n, votes, local_votes FROM ids JOIN papers USING (n) WHERE ids.id = ?", id).Scan(&n, &imported, &local)
		if errors.Is(err, sql.ErrNoRows) {
			return notFound(c.tx, id)
		}
		if err != nil {
			return err
		}
		votes = shownVotes(imported, local)
		if votes+delta < 0 || votes+delta > MaxCount {
			return nil
		}
		votes += delta
		// Not local+delta: where the sum was cut off at zero, a vote counts from there.
		local = votes
		if imported != nil {
			local -= *imported
		}
		seq = c.next()
		_, err = c.tx.Exec("UPDATE papers SET local_votes = ?, seq = ? WHERE n = ?", local, seq, n)
		return err
	})
	if err != nil {
		return 0, 0, err
	}
	return votes, seq, nil
}

// notFound names the id and those that come next to it in order.
func notFound(tx *sql.Tx, id string) error {
	var near string
	for _, q := range []string{"SELECT id FROM ids WHERE id > ? ORDER BY id LIMIT 1", "SELECT id FROM ids WHERE id < ? ORDER BY id DESC LIMIT 1"} {
		var other string
		switch err := tx.QueryRow(q, id).Scan(&other); {
		case errors.Is(err, sql.ErrNoRows):
			continue
		case err != nil:
			return err
		case near != "":
			near += " or " + other
		default:
			near = other
		}
	}
	if near == "" {
		return fmt.Errorf("%w: %q; the store is empty, import papers first", ErrNotFound, id)
	}
	return fmt.Errorf("%w: %q; near it are %s", ErrNotFound, id, near)
}
