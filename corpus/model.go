package corpus

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// A Model is what made the vectors of a store.
type Model struct {
	Identity string // see package embed; vectors of two identities are never compared
	Name     string // for people
	Dim      int    // components of a vector, 1 to MaxDim
}

// MaxDim is the most components that a vector may have.
const MaxDim = 16384

// The roles of a model in the store.
const (
	current = "current" // its vectors are in the table vectors
	next    = "next"    // its vectors are being gathered in next_vectors
)

// modelOf reads the model with a role; zero without.
func modelOf(tx *sql.Tx, role string) (m Model, err error) {
	err = tx.QueryRow("SELECT identity, name, dim FROM models WHERE role = ?", role).Scan(&m.Identity, &m.Name, &m.Dim)
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return m, err
}

func (m Model) put(tx *sql.Tx, role string) error {
	_, err := tx.Exec("INSERT OR REPLACE INTO models (role, identity, name, dim) VALUES (?, ?, ?, ?)", role, m.Identity, m.Name, m.Dim)
	return err
}

func (m Model) validate() error {
	if m.Identity == "" || m.Name == "" || m.Dim < 1 || m.Dim > MaxDim {
		return fmt.Errorf("%w: model %q with identity %q and %d dimensions; need a name, an identity and 1 to %d dimensions", ErrInvalid, m.Name, m.Identity, m.Dim, MaxDim)
	}
	return nil
}

func otherModel(have Model, identity string) error {
	return fmt.Errorf("%w: it has those of %s (%.12s), not of %.12s; embed its papers anew with `kindred model use`, or run with `--model %s`",
		ErrOtherModel, have.Name, have.Identity, identity, have.Name)
}

// Models returns the store's model, and the one for which vectors are being
// gathered; each is zero without.
func (s *Store) Models(ctx context.Context) (now, coming Model, err error) {
	err = s.reading(ctx, "read the model of", func(tx *sql.Tx) error {
		if now, err = modelOf(tx, current); err == nil {
			coming, err = modelOf(tx, next)
		}
		return err
	})
	return now, coming, err
}

// SetModel says which model makes the vectors of a new store, before papers
// are added. For a store that has it already nothing happens. A store of
// another model is ErrOtherModel, one with papers but no model ErrPending;
// both are helped by BeginNext. A store may be read under any model.
func (s *Store) SetModel(ctx context.Context, m Model) error {
	if err := m.validate(); err != nil {
		return err
	}
	now, _, err := s.Models(ctx)
	if err != nil || now.Identity == m.Identity {
		return err
	}
	return s.changing(ctx, "set the model of", func(c *change) error {
		papers := 0
		if err := c.tx.QueryRow("SELECT count(*) FROM papers").Scan(&papers); err != nil {
			return err
		}
		now, err := modelOf(c.tx, current)
		switch {
		case err != nil:
			return err
		case papers == 0:
			if err := dropNext(c.tx); err != nil {
				return err
			}
			return m.put(c.tx, current)
		case now.Identity == "":
			return fmt.Errorf("%w: %d papers were added without a model; embed them with `kindred model use %s`", ErrPending, papers, m.Name)
		}
		return otherModel(now, m.Identity)
	})
}
