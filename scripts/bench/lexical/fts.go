package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"

	"github.com/kindred-search/kindred/text"
	_ "github.com/mattn/go-sqlite3"
)

// fts is SQLite's FTS5 with its English stemmer, searched for any of the words that
// are no stop words, ranked by its BM25.
type fts struct {
	path string
	db   *sql.DB
}

func newFTS(dir string) (*fts, error) {
	f := &fts{path: filepath.Join(dir, "fts.db")}
	db, err := sql.Open("sqlite3", f.path+"?_journal_mode=OFF&_synchronous=OFF&_cache_size=-200000")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	f.db = db
	_, err = db.Exec(`CREATE VIRTUAL TABLE papers USING fts5(words, content='', tokenize='porter unicode61')`)
	return f, err
}

func (f *fts) name() string { return "FTS5" }

func (f *fts) add(papers []paper) error {
	tx, err := f.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert, err := tx.Prepare(`INSERT INTO papers(rowid, words) VALUES (?, ?)`)
	if err != nil {
		return err
	}
	for _, p := range papers {
		if _, err := insert.Exec(p.slot+1, p.Title+"\n"+p.Abstract); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (f *fts) finish() (int64, error) {
	if _, err := f.db.Exec(`INSERT INTO papers(papers) VALUES('optimize')`); err != nil {
		return 0, err
	}
	info, err := os.Stat(f.path)
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

func (f *fts) search(question string) (n int, err error) {
	var words []string
	for word := range strings.FieldsSeq(question) {
		if !text.StopWord(word) {
			words = append(words, `"`+word+`"`)
		}
	}
	rows, err := f.db.Query(`SELECT rowid, rank FROM papers WHERE papers MATCH ? ORDER BY rank LIMIT 100`, strings.Join(words, " OR "))
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		var rank float64
		if err := rows.Scan(&id, &rank); err != nil {
			return 0, err
		}
		n++
	}
	return n, rows.Err()
}

func (f *fts) close() error { return f.db.Close() }
