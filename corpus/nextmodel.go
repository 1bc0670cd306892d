package corpus

import (
	"context"
	"database/sql"
	"fmt"
)

// A change of model gathers the vectors of the new one beside the old ones,
// which go on serving; then all are exchanged in one transaction:
//
//	BeginNext -> (Pending -> PutNext) until nothing is pending -> UseNext
//
// Killed anywhere, it goes on from what is gathered when it is begun again.
// Papers that are added or changed meanwhile become pending.

// BeginNext begins to gather vectors of m, or goes on with it. What was
// gathered for a third model is dropped.
func (s *Store) BeginNext(ctx context.Context, m Model) error {
	if err := m.validate(); err != nil {
		return err
	}
	return s.changing(ctx, "begin a model in", func(c *change) error {
		now, err := modelOf(c.tx, current)
		if err != nil {
			return err
		}
		if now.Identity == m.Identity {
			return fmt.Errorf("%w: the store has the vectors of %s already", ErrInvalid, m.Name)
		}
		coming, err := modelOf(c.tx, next)
		if err != nil || coming.Identity == m.Identity {
			return err
		}
		if err := dropNext(c.tx); err != nil {
			return err
		}
		return m.put(c.tx, next)
	})
}

// DropNext gives up what was gathered for a next model.
func (s *Store) DropNext(ctx context.Context) error {
	return s.changing(ctx, "drop the next model of", func(c *change) error { return dropNext(c.tx) })
}

func dropNext(tx *sql.Tx) error {
	_, err := tx.Exec("DELETE FROM next_vectors; DELETE FROM models WHERE role = 'next'")
	return err
}

// A Pending is a paper that lacks its vector of the next model.
type Pending struct {
	Number   int64
	Title    string
	Abstract string
	Text     Hash // of title and abstract
}

// Pending returns at most limit papers with numbers behind after that lack
// their next vector, by number. When it returns none for an after that is not
// 0, ask again from 0: papers may have changed meanwhile.
func (s *Store) Pending(ctx context.Context, after int64, limit int) ([]Pending, error) {
	var pending []Pending
	err := s.reading(ctx, "read papers of", func(tx *sql.Tx) error {
		rows, err := tx.Query(`SELECT n, title, abstract, text_hash FROM papers
			WHERE n > ? AND NOT EXISTS (SELECT 1 FROM next_vectors WHERE next_vectors.n = papers.n) ORDER BY n LIMIT ?`, after, limit)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var (
				p    Pending
				text sql.RawBytes
			)
			if err := rows.Scan(&p.Number, &p.Title, &p.Abstract, &text); err != nil {
				return err
			}
			copy(p.Text[:], text)
			pending = append(pending, p)
		}
		return rows.Err()
	})
	return pending, err
}

// PutNext stores vectors of the next model, one for each paper, in one
// transaction. A paper whose text changed meanwhile, or that is gone, is left
// out and stays pending. It is ErrOtherModel when model is not the one begun.
func (s *Store) PutNext(ctx context.Context, model string, papers []Pending, vectors [][]float32) error {
	if len(papers) != len(vectors) {
		return fmt.Errorf("%w: %d papers and %d vectors; need as many", ErrInvalid, len(papers), len(vectors))
	}
	return s.changing(ctx, "store vectors in", func(c *change) error {
		coming, err := modelOf(c.tx, next)
		if err != nil {
			return err
		}
		if coming.Identity != model {
			return fmt.Errorf("%w: vectors are gathered for %q, not for %.12s; begin again", ErrOtherModel, coming.Name, model)
		}
		put, err := c.tx.Prepare("INSERT OR REPLACE INTO next_vectors (n, vector) SELECT n, ? FROM papers WHERE n = ? AND text_hash = ?")
		if err != nil {
			return err
		}
		defer put.Close()
		buf := []byte{} // not nil: that would be NULL
		for i, p := range papers {
			if err := coming.check(fmt.Sprintf("paper number %d", p.Number), vectors[i]); err != nil {
				return err
			}
			buf = AppendFloat16(buf[:0], vectors[i])
			if _, err := put.Exec(buf, p.Number, p.Text[:]); err != nil {
				return err
			}
		}
		return nil
	})
}

// UseNext makes the next model the store's, in one transaction. While papers
// lack their vector it is ErrPending, and nothing changes.
func (s *Store) UseNext(ctx context.Context, model string) error {
	return s.changing(ctx, "change the model of", func(c *change) error {
		coming, err := modelOf(c.tx, next)
		if err != nil {
			return err
		}
		if coming.Identity != model {
			return fmt.Errorf("%w: vectors are gathered for %q, not for %.12s; begin again", ErrOtherModel, coming.Name, model)
		}
		var pending int
		if err := c.tx.QueryRow("SELECT (SELECT count(*) FROM papers) - (SELECT count(*) FROM next_vectors)").Scan(&pending); err != nil {
			return err
		}
		if pending != 0 {
			return fmt.Errorf("%w: %d papers have none of %s yet; embed them and try again", ErrPending, pending, coming.Name)
		}
		c.next() // no row has it, but an index sees that something changed
		_, err = c.tx.Exec(`DROP TABLE vectors;
ALTER TABLE next_vectors RENAME TO vectors;
CREATE TABLE next_vectors (n INTEGER PRIMARY KEY REFERENCES papers (n) ON DELETE CASCADE, vector BLOB NOT NULL) STRICT;
DELETE FROM models WHERE role = 'current';
UPDATE models SET role = 'current'`)
		return err
	})
}
