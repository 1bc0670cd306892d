package corpus

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
)

// A Row is what ranking and filters need to know of a paper; an engine keeps
// it in memory for all papers.
type Row struct {
	// Number stands for the paper in an index. It stays the same when the
	// paper changes, and is never used for another, also after a deletion.
	Number int64
	Seq    int64 // of its last change
	Text   Hash  // see TextHash; an index keeps a vector whose text is the same

	ID            string
	Title         string
	Abstract      string
	Published     Date
	Listed        Date
	Votes         int // the sum that is shown; 0 also when unknown
	Citations     int // 0 also when unknown
	AuthorCount   int
	Authors       []string
	Categories    []string
	Venue         string
	Organization  string
	HasRepository bool
}

// A Vector is the vector of one paper: half as many components as Float16 has
// bytes (see Float16s), none when the model knows no token of its text.
type Vector struct {
	Number  int64
	Float16 []byte // valid until the next one is asked for
}

// A Snapshot is the store as it was at one moment, however long it is read and
// whatever is written meanwhile. It keeps the log from being cut, so it should
// not be held for hours. It is for one goroutine; Close must be called.
type Snapshot struct {
	store *Store
	tx    *sql.Tx
	ctx   context.Context // of the read transaction

	// Seq is the number of the last change in it.
	Seq int64
	// Store names the store, at random: an index with another name beside the
	// same path is of another store.
	Store string
	// Model is the one whose vectors the store has; zero without.
	Model Model
}

// Snapshot begins a read of the store. It ends with ctx.
func (s *Store) Snapshot(ctx context.Context) (*Snapshot, error) {
	const doing = "read"
	if s.closed.Load() {
		return nil, fmt.Errorf("cannot %s %s: %w", doing, s.path, ErrClosed)
	}
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return nil, s.fault(doing, err)
	}
	v := &Snapshot{store: s, tx: tx, ctx: ctx}
	if err = tx.QueryRow("SELECT seq, name FROM store").Scan(&v.Seq, &v.Store); err == nil {
		v.Model, err = modelOf(tx, current)
	}
	if err != nil {
		tx.Rollback()
		return nil, s.fault(doing, err)
	}
	return v, nil
}

// Close ends the snapshot.
func (v *Snapshot) Close() {
	v.tx.Rollback() // nothing was written; a second time does nothing
}

// behind ends a query over papers: those changed behind a number of the
// sequence, in the order of the sequence, or all, in that of their numbers,
// which is how they lie in the file.
func behind(seq int64) (clause string, args []any) {
	if seq <= 0 {
		return " ORDER BY papers.n", nil
	}
	return " WHERE papers.seq > ? ORDER BY papers.seq", []any{seq}
}

// Rows are the papers changed behind the number since of the sequence; all for
// 0. An error is the last that comes.
func (v *Snapshot) Rows(since int64) iter.Seq2[Row, error] {
	const q = `SELECT n, seq, text_hash, id, title, abstract, published, listed, votes, local_votes, coalesce(citations, 0), author_count, authors, categories, venue,
		organization, repository <> '' FROM papers`
	clause, args := behind(since)
	return each(v, q+clause, args, func(rows *sql.Rows) (r Row, err error) {
		var (
			text, authors, categories, published, listed sql.RawBytes
			votes                                        sql.NullInt64
			local                                        int
		)
		if err := rows.Scan(&r.Number, &r.Seq, &text, &r.ID, &r.Title, &r.Abstract, &published, &listed, &votes, &local, &r.Citations, &r.AuthorCount, &authors, &categories,
			&r.Venue, &r.Organization, &r.HasRepository); err != nil {
			return r, err
		}
		copy(r.Text[:], text)
		r.Votes = max(0, int(votes.Int64)+local)
		if r.Authors, err = list(string(authors)); err == nil {
			r.Categories, err = list(string(categories))
		}
		if err == nil {
			err = r.Published.UnmarshalText(published)
		}
		if err == nil {
			err = r.Listed.UnmarshalText(listed)
		}
		if err != nil {
			err = fmt.Errorf("%w: paper %s: %w", ErrDamaged, r.ID, err)
		}
		return r, err
	})
}

// Vectors are those of the papers changed behind since; all for 0.
func (v *Snapshot) Vectors(since int64) iter.Seq2[Vector, error] {
	q := "SELECT n, vector FROM vectors ORDER BY n"
	clause, args := behind(since)
	if args != nil {
		q = "SELECT vectors.n, vector FROM papers CROSS JOIN vectors ON vectors.n = papers.n" + clause
	}
	var raw sql.RawBytes
	return each(v, q, args, func(rows *sql.Rows) (Vector, error) {
		var n int64
		err := rows.Scan(&n, &raw)
		return Vector{n, raw}, err
	})
}

// Papers are the papers changed behind since, whole, with the sums of their
// votes; all for 0.
func (v *Snapshot) Papers(since int64) iter.Seq2[Paper, error] {
	clause, args := behind(since)
	return each(v, "SELECT "+paperColumns+" FROM papers"+clause, args, func(rows *sql.Rows) (Paper, error) {
		row, err := scanPaper(rows)
		if err != nil {
			return Paper{}, err
		}
		return row.shown(), nil
	})
}

// Deleted are the papers that went behind since, in the order of the sequence.
func (v *Snapshot) Deleted(since int64) iter.Seq2[Tombstone, error] {
	return each(v, "SELECT seq, n, id FROM tombstones WHERE seq > ? ORDER BY seq", []any{since}, func(rows *sql.Rows) (t Tombstone, err error) {
		err = rows.Scan(&t.Seq, &t.Number, &t.ID)
		return t, err
	})
}

// each streams the rows of a query, in constant memory.
func each[T any](v *Snapshot, query string, args []any, scan func(*sql.Rows) (T, error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		rows, err := v.tx.QueryContext(v.ctx, query, args...)
		if err != nil {
			yield(zero, v.store.fault("read", err))
			return
		}
		defer rows.Close()
		for rows.Next() {
			value, err := scan(rows)
			if err != nil {
				yield(zero, v.store.fault("read", err))
				return
			}
			if !yield(value, nil) {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(zero, v.store.fault("read", err))
		}
	}
}
