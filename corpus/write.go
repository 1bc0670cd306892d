package corpus

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
)

// A writer stores the changes of a batch in one transaction: it decides all of
// them, and then writes each paper once, as the batch leaves it.
type writer struct {
	*change
	*decider
	model   Model
	changes []Change
	batch   []candidate

	insert, update         *sql.Stmt
	addID, dropID          *sql.Stmt
	addRecord, dropRecords *sql.Stmt
	vector, forgetNext     *sql.Stmt
	buf                    []byte
}

func newWriter(c *change, model Model, changes []Change) (_ *writer, err error) {
	w := &writer{change: c, model: model, changes: changes, batch: candidates(changes), buf: []byte{}} // not nil: that would be NULL
	if w.decider, err = newDecider(c.tx, c.next, w.batch); err != nil {
		return nil, err
	}
	for stmt, query := range map[**sql.Stmt]string{
		&w.insert: `INSERT INTO papers (seq, id, aliases, title_key, text_hash, published, listed, votes, local_votes, citations, author_count,
			organization, venue, categories, repository, url, doi, authors, title, abstract) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
		&w.update: `UPDATE papers SET seq=?, id=?, aliases=?, title_key=?, text_hash=?, published=?, listed=?, votes=?, local_votes=?, citations=?, author_count=?,
			organization=?, venue=?, categories=?, repository=?, url=?, doi=?, authors=?, title=?, abstract=? WHERE n=?`,
		&w.addID:       "INSERT INTO ids (id, n) VALUES (?, ?)",
		&w.dropID:      "DELETE FROM ids WHERE id = ?",
		&w.addRecord:   "INSERT INTO records (n, source, key, hash, voted, record) VALUES (?, ?, ?, ?, ?, ?)",
		&w.dropRecords: "DELETE FROM records WHERE n = ?",
		&w.vector:      "INSERT INTO vectors (n, vector) VALUES (?, ?) ON CONFLICT (n) DO UPDATE SET vector = excluded.vector",
		&w.forgetNext:  "DELETE FROM next_vectors WHERE n = ?",
	} {
		if *stmt, err = c.tx.Prepare(query); err != nil {
			w.close()
			return nil, err
		}
	}
	return w, nil
}

func (w *writer) close() {
	for _, stmt := range []*sql.Stmt{w.insert, w.update, w.addID, w.dropID, w.addRecord, w.dropRecords, w.vector, w.forgetNext} {
		if stmt != nil {
			stmt.Close()
		}
	}
}

// store decides the batch and writes what it changes.
func (w *writer) store(ctx context.Context) ([]Outcome, error) {
	verdicts := make([]verdict, len(w.batch))
	var err error
	for i := range w.batch {
		if verdicts[i], err = w.decide(w.batch[i], i); err != nil {
			return nil, err
		}
	}
	for _, e := range w.buried {
		if err := w.bury(e.n, e.seq, e.inStore); err != nil {
			return nil, err
		}
	}
	for _, e := range w.touched {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if e.into != nil {
			continue
		}
		if err := w.put(e); err != nil {
			return nil, err
		}
	}
	outcomes := make([]Outcome, len(verdicts))
	for i, v := range verdicts {
		e := v.e.standing()
		outcomes[i] = Outcome{Action: v.action, Number: e.n, Merged: v.merged}
		if v.action != Unchanged {
			outcomes[i].Seq = e.seq
		}
	}
	return outcomes, nil
}

// put writes a paper that the batch has changed.
func (w *writer) put(e *entity) error {
	embedded := w.model.Identity != "" && e.needsVector()
	if embedded {
		if err := w.checkVector(e); err != nil {
			return err
		}
	}
	isNew := e.n == 0
	if e.changed {
		if err := w.putRow(e); err != nil {
			return err
		}
	}
	if err := w.putIDs(e); err != nil {
		return err
	}
	if err := w.putRecords(e, isNew); err != nil {
		return err
	}
	if !embedded {
		return nil
	}
	w.buf = AppendFloat16(w.buf[:0], w.changes[e.textAt].Vector)
	_, err := w.vector.Exec(e.n, w.buf)
	if err == nil && !isNew {
		_, err = w.forgetNext.Exec(e.n)
	}
	return err
}

func (w *writer) putRow(e *entity) error {
	p := &e.paper
	row := []any{e.seq, p.ID, listColumn(p.Aliases), keyOfTitle(p), e.text[:], p.Published.String(), p.Listed.String(), nullable(p.Votes), e.local,
		nullable(p.Citations), p.AuthorCount, p.Organization, p.Venue, listColumn(p.Categories), p.Repository, p.URL, p.DOI, listColumn(p.Authors), p.Title, p.Abstract}
	if e.n != 0 {
		_, err := w.update.Exec(append(row, e.n)...)
		return err
	}
	res, err := w.insert.Exec(row...)
	if err == nil {
		e.n, err = res.LastInsertId()
	}
	return err
}

// putIDs brings the table of ids up to those of a paper. Those of papers that
// became part of it were dropped with these.
func (w *writer) putIDs(e *entity) error {
	ids := e.paper.ids()
	for _, id := range e.inStore {
		if !slices.Contains(ids, id) {
			if _, err := w.dropID.Exec(id); err != nil {
				return err
			}
		}
	}
	for _, id := range ids {
		if !slices.Contains(e.inStore, id) {
			if _, err := w.addID.Exec(id, e.n); err != nil {
				return err
			}
		}
	}
	return nil
}

// putRecords writes the records of a paper, behind its row.
func (w *writer) putRecords(e *entity, isNew bool) error {
	if !isNew {
		if _, err := w.dropRecords.Exec(e.n); err != nil {
			return err
		}
	}
	for _, r := range e.records {
		var voted, text any
		if r.paper.Votes != nil {
			voted = r.voted
		}
		if len(e.records) > 1 {
			b, err := r.encode(&e.paper)
			if err != nil {
				return err
			}
			text = b
		}
		if _, err := w.addRecord.Exec(e.n, r.source, r.key, r.hash, voted, text); err != nil {
			return err
		}
	}
	return nil
}

// checkVector refuses a vector that is missing, of another text or unusable.
func (w *writer) checkVector(e *entity) error {
	c := &w.changes[e.textAt]
	if c.Vector == nil {
		return fmt.Errorf("%w: the text of %s is new and has no vector; plan again and embed it", ErrStale, e.paper.ID)
	}
	embedded := c.text
	if c.plan == nil {
		embedded = c.Record.TextHash()
	}
	if embedded != e.text {
		return fmt.Errorf("%w: the text of %s is not the one that was embedded; plan again", ErrStale, e.paper.ID)
	}
	return w.model.check(e.paper.ID, c.Vector)
}
