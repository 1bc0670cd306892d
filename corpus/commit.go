package corpus

import (
	"context"
	"database/sql"
	"fmt"
	"math"
)

// An Outcome is what became of one change.
type Outcome struct {
	Action Action
	Number int64 // of the paper, as in Row
	Seq    int64 // the number of the change; 0 for Unchanged
	Merged bool  // see Change
}

// Commit stores a plan in one transaction, papers and vectors together. When
// it returns without an error the changes are on the disk; with one, nothing
// was changed.
//
// model is the identity of the model that made the vectors: ErrOtherModel when
// it is not the store's. A paper that another call changed since the plan, so
// that a vector is missing or of another text, is ErrStale: plan again. Calls
// wait for each other. A batch of some hundred records is a good size: each
// call waits for the disk once.
//
// A change need not come from Plan: its Record and, for a new text, its Vector
// are enough.
func (s *Store) Commit(ctx context.Context, model string, changes []Change) ([]Outcome, error) {
	outcomes := make([]Outcome, len(changes))
	err := s.changing(ctx, fmt.Sprintf("store %d papers in", len(changes)), func(c *change) error {
		now, err := modelOf(c.tx, current)
		if err != nil {
			return err
		}
		if now.Identity != "" && model != now.Identity {
			return otherModel(now, model)
		}
		rest, places := s.unsettled(c, changes, outcomes)
		if len(rest) == 0 {
			return nil
		}
		if err := onAllCores(rest, (*Change).ready); err != nil {
			return err
		}
		w, err := newWriter(c, now, rest)
		if err != nil {
			return err
		}
		defer w.close()
		done, err := w.store(ctx)
		for i, place := range places {
			if err == nil {
				outcomes[place] = done[i]
			}
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return outcomes, nil
}

// Settled returns what Commit would of a plan that changes nothing, without a
// transaction that may write: as long as nothing has changed in the store since the
// plan was made, it is as if it were committed. ErrStale says that something has, or
// that the plan is no such plan: commit it.
func (s *Store) Settled(ctx context.Context, changes []Change) ([]Outcome, error) {
	var seq int64
	if err := s.reading(ctx, "look for changes of", func(tx *sql.Tx) error {
		return tx.QueryRow("SELECT seq FROM store").Scan(&seq)
	}); err != nil {
		return nil, err
	}
	outcomes := make([]Outcome, len(changes))
	for i := range changes {
		if !s.isSettled(changes, i, seq) {
			return nil, fmt.Errorf("%w: it changes the store, or the store has changed since it was made; commit it", ErrStale)
		}
		outcomes[i].Number = changes[i].number
	}
	return outcomes, nil
}

// isSettled reports whether the plan of changes found that of a place just so in the
// store, and the last change of the store is still the one that it was then.
func (s *Store) isSettled(changes []Change, at int, seq int64) bool {
	p := changes[at].plan
	return p != nil && p == changes[0].plan && p.store == s && p.seq == seq && changes[at].number != 0
}

// unsettled are the changes that must be decided again, and their places. What
// one plan found just so in the store is, as long as nothing has changed there;
// that is most of an import that is run again.
func (s *Store) unsettled(c *change, changes []Change, outcomes []Outcome) (rest []Change, places []int) {
	for i := range changes {
		if s.isSettled(changes, i, c.seq) {
			outcomes[i].Number = changes[i].number
			continue
		}
		rest, places = append(rest, changes[i]), append(places, i)
	}
	return rest, places
}

// check returns why a vector cannot be one of the model's.
func (m Model) check(id string, v []float32) error {
	if len(v) == 0 {
		return nil
	}
	if len(v) != m.Dim {
		return fmt.Errorf("%w: the vector of %s has %d components, those of %s have %d", ErrOtherModel, id, len(v), m.Name, m.Dim)
	}
	var square float64
	for _, x := range v {
		square += float64(x) * float64(x)
	}
	if length := math.Sqrt(square); !isUnit(length) { // also of one with a NaN
		return fmt.Errorf("%w: the vector of %s has length %g; need 1", ErrInvalid, id, length)
	}
	return nil
}

// isUnit allows for the rounding of binary16 and more; it is false for a NaN.
func isUnit(length float64) bool { return math.Abs(length-1) <= 0.01 }
