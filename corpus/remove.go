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

// Delete removes papers, with their vectors and votes, in one transaction. It
// returns a tombstone for each that was there; an id that the store does not
// have is no error. A paper that is added again is a new one, without the
// votes given here.
func (s *Store) Delete(ctx context.Context, ids ...string) ([]Tombstone, error) {
	var gone []Tombstone
	err := s.changing(ctx, fmt.Sprintf("delete %d papers from", len(ids)), func(c *change) error {
		for _, id := range ids {
			t := Tombstone{ID: NormalizeID(id)}
			err := c.tx.QueryRow("SELECT n FROM papers WHERE id = ?", t.ID).Scan(&t.Number)
			if errors.Is(err, sql.ErrNoRows) {
				continue
			}
			if err != nil {
				return err
			}
			if t.Seq, err = c.bury(t.Number, t.ID); err != nil {
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
