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

// migrations bring a store from one schema version to the next: the first from
// an empty file to version 1. One that has been released never changes; a new
// one is appended, and FORMAT.md says what it does.
var migrations = []string{
	`CREATE TABLE store (
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
CREATE TABLE next_vectors (n INTEGER PRIMARY KEY REFERENCES papers (n) ON DELETE CASCADE, vector BLOB NOT NULL) STRICT;`,

	`CREATE TABLE cursors (
	name  TEXT PRIMARY KEY,          -- of what is brought from where
	state TEXT NOT NULL              -- how far that has come, in the words of who brings it
) STRICT, WITHOUT ROWID;`,
}

// version reads the schema version, 0 for an empty file.
func version(db *sql.DB) (v int, err error) {
	err = db.QueryRow("PRAGMA user_version").Scan(&v)
	return v, err
}

// migrate brings the database up to the last of steps. Each step and its
// version number are one transaction: a process killed between two of them
// goes on where it was.
func migrate(ctx context.Context, db *sql.DB, steps []string) error {
	v, err := version(db)
	if err != nil {
		return err
	}
	for ; v < len(steps); v++ {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		script := fmt.Sprintf("%s; PRAGMA application_id = %d; PRAGMA user_version = %d", steps[v], applicationID, v+1)
		if _, err := tx.Exec(script); err != nil {
			tx.Rollback()
			return fmt.Errorf("schema version %d to %d: %w", v, v+1, err)
		}
		if err := tx.Commit(); err != nil {
			return fmt.Errorf("schema version %d to %d: %w", v, v+1, err)
		}
	}
	return nil
}
