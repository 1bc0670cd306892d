package corpus

import (
	"context"
	"database/sql"
	"fmt"
)

// applicationID marks a SQLite file as ours: "KNDR" in ASCII, in the header
// field that SQLite keeps for this.
const applicationID = 0x4b4e4452

// pageSize in bytes. A paper and its columns take about 2 KB: with SQLite's
// usual 4,096 most leaves would hold two, with 16,384 they hold eight.
const pageSize = 16384

// A migration brings a store from one schema version to the next: by a script,
// and by what no script can do, if anything.
type migration struct {
	script string
	then   func(*sql.Tx) error
}

// migrations are all there are: the first from an empty file to version 1. One
// that has been released never changes; a new one is appended, and FORMAT.md says
// what it does.
var migrations = []migration{
	{script: `CREATE TABLE store (
	one  INTEGER PRIMARY KEY CHECK (one = 1),
	name TEXT NOT NULL,              -- random; tells one store from another
	seq  INTEGER NOT NULL            -- the number of the last change
) STRICT;
INSERT INTO store VALUES (1, lower(hex(randomblob(16))), 0);

CREATE TABLE papers (
	n            INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again
	seq          INTEGER NOT NULL UNIQUE,           -- the last change of this paper
	id           TEXT NOT NULL UNIQUE,
	title_key    INTEGER NOT NULL,
	record_hash  BLOB NOT NULL,
	text_hash    BLOB NOT NULL,
	published    TEXT NOT NULL,
	listed       TEXT NOT NULL,
	votes        INTEGER,                           -- imported; NULL is unknown
	local_votes  INTEGER NOT NULL DEFAULT 0,        -- given here
	citations    INTEGER,                           -- NULL is unknown
	author_count INTEGER NOT NULL,                  -- 0 is unknown
	organization TEXT NOT NULL,
	venue        TEXT NOT NULL,
	categories   TEXT NOT NULL,                     -- JSON array
	repository   TEXT NOT NULL,
	url          TEXT NOT NULL,
	doi          TEXT NOT NULL,
	authors      TEXT NOT NULL,                     -- JSON array
	title        TEXT NOT NULL,
	abstract     TEXT NOT NULL
) STRICT;
CREATE INDEX papers_title_key ON papers (title_key);
CREATE INDEX papers_votes ON papers (coalesce(votes, 0) + local_votes) WHERE coalesce(votes, 0) + local_votes > 0;

CREATE TABLE tombstones (
	seq INTEGER PRIMARY KEY,         -- the change that deleted the paper
	n   INTEGER NOT NULL,
	id  TEXT NOT NULL
) STRICT;

CREATE TABLE models (
	role     TEXT PRIMARY KEY CHECK (role IN ('current', 'next')),
	identity TEXT NOT NULL UNIQUE,
	name     TEXT NOT NULL,
	dim      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE vectors (n INTEGER PRIMARY KEY REFERENCES papers (n) ON DELETE CASCADE, vector BLOB NOT NULL) STRICT;
CREATE TABLE next_vectors (n INTEGER PRIMARY KEY REFERENCES papers (n) ON DELETE CASCADE, vector BLOB NOT NULL) STRICT;`},

	{script: `CREATE TABLE ids (              -- all by which a paper is found, its aliases too
	id TEXT PRIMARY KEY,
	n  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE renewed (
	n            INTEGER PRIMARY KEY AUTOINCREMENT, -- never used again
	seq          INTEGER NOT NULL UNIQUE,           -- the last change of this paper
	id           TEXT NOT NULL,                     -- the best of its ids
	aliases      TEXT NOT NULL,                     -- JSON array: the others
	title_key    INTEGER NOT NULL,
	text_hash    BLOB NOT NULL,
	published    TEXT NOT NULL,
	listed       TEXT NOT NULL,
	votes        INTEGER,                           -- imported; NULL is unknown
	local_votes  INTEGER NOT NULL DEFAULT 0,        -- given here
	citations    INTEGER,                           -- NULL is unknown
	author_count INTEGER NOT NULL,                  -- 0 is unknown
	organization TEXT NOT NULL,
	venue        TEXT NOT NULL,
	categories   TEXT NOT NULL,                     -- JSON array
	repository   TEXT NOT NULL,
	url          TEXT NOT NULL,
	doi          TEXT NOT NULL,
	authors      TEXT NOT NULL,                     -- JSON array
	title        TEXT NOT NULL,
	abstract     TEXT NOT NULL
) STRICT;
INSERT INTO renewed SELECT n, seq, id, '[]', title_key, text_hash, published, listed, votes, local_votes, citations, author_count,
	organization, venue, categories, repository, url, doi, authors, title, abstract FROM papers;
DELETE FROM sqlite_sequence WHERE name = 'renewed';
INSERT INTO sqlite_sequence SELECT 'renewed', seq FROM sqlite_sequence WHERE name = 'papers';
DROP TABLE papers;
ALTER TABLE renewed RENAME TO papers;
CREATE INDEX papers_title_key ON papers (title_key);
CREATE INDEX papers_votes ON papers (coalesce(votes, 0) + local_votes) WHERE coalesce(votes, 0) + local_votes > 0;

CREATE TABLE records (                          -- what each source says of a paper
	n      INTEGER NOT NULL REFERENCES papers (n) ON DELETE CASCADE,
	source TEXT NOT NULL,
	key    TEXT NOT NULL,            -- the id by which the source knows it
	hash   INTEGER NOT NULL,         -- of the newest record
	voted  INTEGER,                  -- the change that brought its votes; NULL without
	record TEXT,                     -- JSON; NULL for the only one of a paper, which is its row
	PRIMARY KEY (n, source, key)
) STRICT, WITHOUT ROWID;`, then: nameAgain},

	{script: `CREATE TABLE cursors (
	name  TEXT PRIMARY KEY,          -- of what is brought from where
	state TEXT NOT NULL              -- how far that has come, in the words of who brings it
) STRICT, WITHOUT ROWID;`},
}

// version reads the schema version, 0 for an empty file.
func version(db *sql.DB) (v int, err error) {
	err = db.QueryRow("PRAGMA user_version").Scan(&v)
	return v, err
}

// migrate brings the database up to the last of steps, over its one connection.
// Each step and its version number are one transaction: a process killed between
// two of them goes on where it was.
func migrate(ctx context.Context, db *sql.DB, steps []migration) (err error) {
	v, err := version(db)
	if err != nil || v >= len(steps) {
		return err
	}
	// A step may replace a table that others refer to; where foreign keys are
	// held, dropping the old one would delete their rows.
	var held bool
	if err := db.QueryRow("PRAGMA foreign_keys").Scan(&held); err != nil {
		return err
	}
	if held {
		if _, err := db.Exec("PRAGMA foreign_keys = 0"); err != nil {
			return err
		}
		defer func() {
			if _, again := db.Exec("PRAGMA foreign_keys = 1"); err == nil {
				err = again
			}
		}()
	}
	for ; v < len(steps); v++ {
		if err := steps[v].run(ctx, db, v+1); err != nil {
			return fmt.Errorf("schema version %d to %d: %w", v, v+1, err)
		}
	}
	return nil
}

// run brings the database to a version.
func (m migration) run(ctx context.Context, db *sql.DB, v int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing behind a commit
	if _, err := tx.Exec(m.script); err != nil {
		return err
	}
	if m.then != nil {
		if err := m.then(tx); err != nil {
			return err
		}
	}
	if _, err := tx.Exec(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, v)); err != nil {
		return err
	}
	return tx.Commit()
}
