package corpus

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
)

// maxFaults is where Check stops: one cause often shows in every row.
const maxFaults = 100

// errEnough stops a check that has found enough.
var errEnough = errors.New("enough")

// Check reads the whole store and returns each fault as a sentence, at most
// 100; none for a sound store. An error means that it could not be read.
func (s *Store) Check(ctx context.Context) (faults []string, err error) {
	c := &checker{}
	err = s.reading(ctx, "check", func(tx *sql.Tx) error {
		c.tx = tx
		for _, step := range []func() error{c.file, c.store, c.papers, c.ids, c.records, c.counts, c.vectors} {
			if err := step(); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return c.faults, err
}

// A checker gathers the faults of a store.
type checker struct {
	tx     *sql.Tx
	seq    int64
	faults []string
}

func (c *checker) fault(format string, args ...any) error {
	c.faults = append(c.faults, fmt.Sprintf(format, args...))
	if len(c.faults) >= maxFaults {
		return errEnough
	}
	return nil
}

// rows runs f for each row of a query.
func (c *checker) rows(query string, f func(*sql.Rows) error) error {
	return eachRow(c.tx, f, query)
}

// file asks SQLite for its own faults.
func (c *checker) file() error {
	err := c.rows("PRAGMA integrity_check", func(rows *sql.Rows) error {
		var says string
		if err := rows.Scan(&says); err != nil || says == "ok" {
			return err
		}
		return c.fault("SQLite: %s", says)
	})
	if err != nil {
		return err
	}
	return c.rows("PRAGMA foreign_key_check", func(rows *sql.Rows) error {
		var (
			table, parent string
			n             sql.NullInt64
			key           int
		)
		if err := rows.Scan(&table, &n, &parent, &key); err != nil {
			return err
		}
		return c.fault("table %s: row %d belongs to no row of %s", table, n.Int64, parent)
	})
}

// store holds the sequence to its changes.
func (c *checker) store() error {
	var last, dead int64
	if err := c.tx.QueryRow("SELECT seq, (SELECT coalesce(max(seq), 0) FROM papers), (SELECT coalesce(max(seq), 0) FROM tombstones) FROM store").Scan(&c.seq, &last, &dead); err != nil {
		return err
	}
	if max(last, dead) > c.seq {
		if err := c.fault("the last change is %d, but the store counted up to %d", max(last, dead), c.seq); err != nil {
			return err
		}
	}
	return c.rows("SELECT t.seq, t.id FROM tombstones t JOIN papers p ON p.n = t.n OR p.seq = t.seq", func(rows *sql.Rows) error {
		var (
			seq int64
			id  string
		)
		if err := rows.Scan(&seq, &id); err != nil {
			return err
		}
		return c.fault("change %d deleted %s, but a paper has its number", seq, id)
	})
}

// papers holds each row to what its paper says.
func (c *checker) papers() error {
	return c.rows("SELECT "+paperColumns+", title_key FROM papers", func(rows *sql.Rows) error {
		var key int64
		s, err := scanPaper(withLast{rows, &key})
		if err != nil {
			return c.fault("%s", err)
		}
		p := &s.paper
		if err := p.Validate(); err != nil {
			return c.fault("%s", err)
		}
		for _, id := range p.ids() {
			if name := NormalizeID(id); name != id {
				return c.fault("paper %s: its id %s should be %s", p.ID, id, name)
			}
		}
		named := *p
		if named.setIDs(slices.Clone(p.ids())); !slices.Equal(named.ids(), p.ids()) {
			return c.fault("paper %s: its ids %q should be in the order %q", p.ID, p.ids(), named.ids())
		}
		if s.textHash != p.TextHash() {
			return c.fault("paper %s: its hash is not that of its text", p.ID)
		}
		if key != titleKey(TitleID(p.Title)) {
			return c.fault("paper %s: its title key is not that of its title", p.ID)
		}
		return nil
	})
}

// withLast scans one more column behind those asked for.
type withLast struct {
	*sql.Rows
	last any
}

func (w withLast) Scan(dest ...any) error { return w.Rows.Scan(append(dest, w.last)...) }

// counts looks for papers without a vector.
func (c *checker) counts() error {
	m, err := modelOf(c.tx, current)
	if err != nil {
		return err
	}
	q := "SELECT id FROM papers WHERE NOT EXISTS (SELECT 1 FROM vectors WHERE vectors.n = papers.n)"
	says := "has no vector of " + m.Name
	if m.Identity == "" {
		q, says = "SELECT id FROM papers JOIN vectors USING (n)", "has a vector, but the store has no model"
	}
	return c.rows(q, func(rows *sql.Rows) error {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		return c.fault("paper %s %s", id, says)
	})
}

// vectors holds each vector to its model.
func (c *checker) vectors() error {
	for _, t := range []struct{ role, table string }{{current, "vectors"}, {next, "next_vectors"}} {
		m, err := modelOf(c.tx, t.role)
		if err != nil {
			return err
		}
		var raw sql.RawBytes
		err = c.rows("SELECT n, vector FROM "+t.table, func(rows *sql.Rows) error {
			var n int64
			if err := rows.Scan(&n, &raw); err != nil || len(raw) == 0 {
				return err
			}
			if len(raw) != 2*m.Dim {
				return c.fault("%s: that of paper number %d has %d bytes, need %d", t.table, n, len(raw), 2*m.Dim)
			}
			var square float64
			for _, x := range Float16s(nil, raw) {
				square += float64(x) * float64(x)
			}
			if length := math.Sqrt(square); !isUnit(length) {
				return c.fault("%s: that of paper number %d has length %.3f, need 1", t.table, n, length)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
