package corpus

import "database/sql"

// nameAgain ends the migration to schema version 2: it fills the table of ids
// from the papers. Version 1 left DOIs and the ids of catalogs as they came, and
// did not find a paper by its DOI. Nothing is merged here; that is for the next
// import.
func nameAgain(tx *sql.Tx) error {
	if _, err := tx.Exec(`INSERT INTO ids SELECT id, n FROM papers;
		INSERT INTO records (n, source, key, hash, voted) SELECT n, '` + unknownSource + `', id, 0, iif(votes IS NULL, NULL, seq) FROM papers`); err != nil {
		return err
	}
	if err := eachName(tx, normalizeMain); err != nil {
		return err
	}
	return eachName(tx, addDOI)
}

// A formerName is what schema version 1 knew of a paper's names.
type formerName struct {
	n       int64
	id, doi string
}

// eachName runs f for each paper, some at a time, so that memory is bounded and
// f may change what is being read.
func eachName(tx *sql.Tx, f func(*sql.Tx, formerName) error) error {
	const some = 10_000
	for after := int64(0); ; {
		rows, err := tx.Query("SELECT n, id, doi FROM papers WHERE n > ? ORDER BY n LIMIT ?", after, some)
		if err != nil {
			return err
		}
		var names []formerName
		for rows.Next() {
			var m formerName
			if err := rows.Scan(&m.n, &m.id, &m.doi); err != nil {
				rows.Close()
				return err
			}
			names = append(names, m)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		for _, m := range names {
			if err := f(tx, m); err != nil {
				return err
			}
			after = m.n
		}
		if len(names) < some {
			return nil
		}
	}
}

// normalizeMain gives a paper its id as it is normalised now. Where another
// paper has that, because both were told apart by case or wrapper alone, it keeps
// its own with "v1:" before it.
func normalizeMain(tx *sql.Tx, m formerName) error {
	id := NormalizeID(m.id)
	if id == m.id {
		return nil
	}
	for _, name := range []string{id, "v1:" + m.id} {
		done, err := changes(tx, "UPDATE OR IGNORE ids SET id = ? WHERE id = ?", name, m.id)
		if err != nil {
			return err
		}
		if !done {
			continue
		}
		if _, err := tx.Exec("UPDATE records SET key = ? WHERE n = ?", name, m.n); err != nil {
			return err
		}
		return rename(tx, m.n, Paper{ID: name})
	}
	return nil
}

// addDOI makes the DOI of a paper an alias, where it is free.
func addDOI(tx *sql.Tx, m formerName) error {
	p := Paper{ID: m.id, DOI: m.doi}
	p.cleanIDs()
	for _, id := range p.ids() {
		if id == m.id {
			continue
		}
		done, err := changes(tx, "INSERT OR IGNORE INTO ids VALUES (?, ?)", id, m.n)
		if err != nil {
			return err
		}
		if !done {
			continue
		}
		// The better of the two is its id.
		q := Paper{}
		q.setIDs([]string{m.id, id})
		if q.ID != m.id {
			return rename(tx, m.n, q)
		}
		if _, err := tx.Exec("UPDATE papers SET aliases = ? WHERE n = ?", listColumn(q.Aliases), m.n); err != nil {
			return err
		}
	}
	return nil
}

// rename gives a paper other ids. It is a change, which an index must follow.
func rename(tx *sql.Tx, n int64, p Paper) error {
	if _, err := tx.Exec("UPDATE store SET seq = seq + 1"); err != nil {
		return err
	}
	_, err := tx.Exec("UPDATE papers SET seq = (SELECT seq FROM store), id = ?, aliases = ? WHERE n = ?", p.ID, listColumn(p.Aliases), n)
	return err
}

// changes runs a statement and reports whether any row was changed.
func changes(tx *sql.Tx, query string, args ...any) (bool, error) {
	res, err := tx.Exec(query, args...)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	return n > 0, err
}
