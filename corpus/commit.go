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
	Votes  int   // the sum that is shown
	Gone   int64 // the number of the paper that gave way to this one; 0 without
}

// Commit stores a plan in one transaction, papers and vectors together. When
// it returns without an error the changes are on the disk; with one, nothing
// was changed.
//
// model is the identity of the model that made the vectors: ErrOtherModel when
// it is not the store's. A paper that another call changed since the plan, so
// that a vector is missing or of another text, is ErrStale: plan again. Calls
// wait for each other. A batch of some hundred papers is a good size: each
// call waits for the disk once.
func (s *Store) Commit(ctx context.Context, model string, changes []Change) ([]Outcome, error) {
	outcomes := make([]Outcome, len(changes))
	ids := make([]string, len(changes))
	for i := range changes {
		if err := changes[i].Paper.Validate(); err != nil {
			return nil, fmt.Errorf("cannot store %d papers in %s: %w", len(changes), s.path, err)
		}
		ids[i] = changes[i].Paper.ID
	}
	err := s.changing(ctx, fmt.Sprintf("store %d papers in", len(changes)), func(c *change) error {
		w, err := newWriter(c, model, ids)
		if err != nil {
			return err
		}
		defer w.close()
		for i := range changes {
			if err := ctx.Err(); err != nil {
				return err
			}
			if outcomes[i], err = w.put(&changes[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return outcomes, nil
}

// A writer stores papers in one transaction.
type writer struct {
	*change
	*decider
	model      Model
	insert     *sql.Stmt
	update     *sql.Stmt
	vector     *sql.Stmt
	forgetNext *sql.Stmt
	buf        []byte
}

func newWriter(c *change, model string, ids []string) (_ *writer, err error) {
	w := &writer{change: c, buf: []byte{}} // not nil: that would be NULL
	if w.model, err = modelOf(c.tx, current); err != nil {
		return nil, err
	}
	if w.model.Identity != "" && model != w.model.Identity {
		return nil, otherModel(w.model, model)
	}
	if w.decider, err = newDecider(c.tx, ids); err != nil {
		return nil, err
	}
	for _, p := range []struct {
		stmt **sql.Stmt
		sql  string
	}{
		{&w.insert, `INSERT INTO papers (seq, id, title_key, record_hash, text_hash, published, listed, votes, local_votes, citations, author_count,
			organization, venue, categories, repository, url, doi, authors, title, abstract) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`},
		{&w.update, `UPDATE papers SET seq=?, id=?, title_key=?, record_hash=?, text_hash=?, published=?, listed=?, votes=?, local_votes=?, citations=?, author_count=?,
			organization=?, venue=?, categories=?, repository=?, url=?, doi=?, authors=?, title=?, abstract=? WHERE n=?`},
		{&w.vector, "INSERT INTO vectors (n, vector) VALUES (?, ?) ON CONFLICT (n) DO UPDATE SET vector = excluded.vector"},
		{&w.forgetNext, "DELETE FROM next_vectors WHERE n = ?"},
	} {
		if *p.stmt, err = c.tx.Prepare(p.sql); err != nil {
			w.close()
			return nil, err
		}
	}
	return w, nil
}

func (w *writer) close() {
	w.decider.close()
	for _, stmt := range []*sql.Stmt{w.insert, w.update, w.vector, w.forgetNext} {
		if stmt != nil {
			stmt.Close()
		}
	}
}

// put stores one paper, if it differs from what is there.
func (w *writer) put(change *Change) (Outcome, error) {
	v, err := w.decide(change.Paper)
	if err != nil {
		return Outcome{}, err
	}
	o := Outcome{Action: v.action, Number: v.n, Votes: shownVotes(v.paper.Votes, v.local)}
	if v.action == Unchanged {
		return o, nil
	}
	if err := w.checkVector(change, v); err != nil {
		return Outcome{}, err
	}
	if v.old != nil {
		if _, err := w.bury(v.old.n, v.old.paper.ID); err != nil {
			return Outcome{}, err
		}
		o.Gone = v.old.n
	}
	o.Seq = w.next()
	p := &v.paper
	row := []any{o.Seq, p.ID, titleKey(TitleID(p.Title)), v.recordHash[:], v.textHash[:], p.Published.String(), p.Listed.String(), nullable(p.Votes), v.local,
		nullable(p.Citations), p.AuthorCount, p.Organization, p.Venue, listColumn(p.Categories), p.Repository, p.URL, p.DOI, listColumn(p.Authors), p.Title, p.Abstract}
	if v.n != 0 {
		_, err = w.update.Exec(append(row, v.n)...)
	} else {
		var res sql.Result
		if res, err = w.insert.Exec(row...); err == nil {
			o.Number, err = res.LastInsertId()
		}
	}
	if err != nil {
		return o, err
	}
	isNew := v.n == 0
	v.n = o.Number
	w.remember(v)
	if !v.newText || w.model.Identity == "" {
		return o, nil
	}
	w.buf = AppendFloat16(w.buf[:0], change.Vector)
	if _, err = w.vector.Exec(o.Number, w.buf); err == nil && !isNew {
		_, err = w.forgetNext.Exec(v.n)
	}
	return o, err
}

// checkVector refuses a vector that is missing, of another text or unusable.
func (w *writer) checkVector(change *Change, v *verdict) error {
	if w.model.Identity == "" || !v.newText {
		return nil
	}
	if change.Vector == nil {
		return fmt.Errorf("%w: the text of %s is new and has no vector; plan again and embed it", ErrStale, v.paper.ID)
	}
	if v.merged && v.textHash != change.Paper.TextHash() {
		return fmt.Errorf("%w: the text of %s is not the one that was embedded; plan again", ErrStale, v.paper.ID)
	}
	return w.model.check(v.paper.ID, change.Vector)
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
