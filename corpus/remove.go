package corpus

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// A Tombstone says that a paper is gone, so that an index can follow.
type Tombstone struct {
	Seq    int64
	Number int64
	ID     string
}

// Delete removes papers, by any of their ids, with their vectors and votes, in
// one transaction. It returns a tombstone for each that was there; an id that the
// store does not have is no error. A paper that is added again is a new one, without the
// votes given here.
func (s *Store) Delete(ctx context.Context, ids ...string) ([]Tombstone, error) {
	var gone []Tombstone
	err := s.changing(ctx, fmt.Sprintf("delete %d papers from", len(ids)), func(c *change) error {
		for _, id := range ids {
			var t Tombstone
			var aliases string
			err := c.tx.QueryRow("SELECT papers.n, papers.id, aliases FROM ids JOIN papers USING (n) WHERE ids.id = ?", NormalizeID(id)).Scan(&t.Number, &t.ID, &aliases)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err != nil {
				return err
			}
			others, err := list(aliases)
			if err != nil {
				return fmt.Errorf("%w: paper %s: %w", ErrDamaged, t.ID, err)
			}
			t.Seq = c.next()
			if err := c.bury(t.Number, t.Seq, append([]string{t.ID}, others...)); err != nil {
				return err
			}
			gone = append(gone, t)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return gone, nil
}
