package corpus

import "database/sql"

// ids holds the table of ids to the papers: each of them has its ids there, and
// nothing else is there.
func (c *checker) ids() error {
	err := c.rows("WITH "+namedPapers+` SELECT named.id, papers.id, coalesce(ids.n, 0) FROM named JOIN papers USING (n) LEFT JOIN ids ON ids.id = named.id WHERE ids.n IS NOT named.n`, func(rows *sql.Rows) error {
		var (
			id, paper string
			n         int64
		)
		if err := rows.Scan(&id, &paper, &n); err != nil {
			return err
		}
		if n == 0 {
			return c.fault("paper %s is not found by its id %s", paper, id)
		}
		return c.fault("paper %s has the id %s, by which paper number %d is found", paper, id, n)
	})
	if err != nil {
		return err
	}
	return c.rows("SELECT id, n FROM ids WHERE NOT "+hasID, func(rows *sql.Rows) error {
		var (
			id string
			n  int64
		)
		if err := rows.Scan(&id, &n); err != nil {
			return err
		}
		return c.fault("the id %s leads to paper number %d, which does not have it", id, n)
	})
}

// records holds each paper to its records.
func (c *checker) records() error {
	err := c.rows("SELECT id FROM papers WHERE NOT EXISTS (SELECT 1 FROM records WHERE records.n = papers.n)", func(rows *sql.Rows) error {
		var id string
		if err := rows.Scan(&id); err != nil {
			return err
		}
		return c.fault("paper %s has no record", id)
	})
	if err != nil {
		return err
	}
	// Papers of one record are that record; the others are made of theirs.
	return c.rows("SELECT "+paperColumns+` FROM (SELECT n AS m, count(*) AS records, count(record) AS whole FROM records GROUP BY n HAVING records > 1 OR whole > 0)
		CROSS JOIN papers ON papers.n = m`, func(rows *sql.Rows) error {
		s, err := scanPaper(rows)
		if err != nil {
			return nil // papers said so
		}
		records, written, err := recordsOf(c.tx, s)
		if err != nil {
			return c.fault("%s", err)
		}
		if want := min(len(records)-1, 1) * len(records); written != want {
			return c.fault("paper %s has %d records, %d of them written out; need %d", s.paper.ID, len(records), written, want)
		}
		if p := derive(records); !samePaper(&p, &s.paper) {
			return c.fault("paper %s is not what its %d records make", s.paper.ID, len(records))
		}
		return nil
	})
}

// recordsOf reads the records of a paper, and how many of them are written out.
func recordsOf(tx *sql.Tx, s *stored) (records []*record, written int, err error) {
	err = eachRow(tx, func(rows *sql.Rows) error {
		_, r, isWritten, err := scanRecord(rows, func(int64) *Paper { return &s.paper })
		if isWritten {
			written++
		}
		records = append(records, r)
		return err
	}, "SELECT "+recordColumns+" FROM records WHERE n = ?", s.n)
	return records, written, err
}
