package main

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/section"
)

// A part is what one table, index or section takes.
type part struct {
	Name  string `json:"name"`
	Bytes int64  `json:"bytes"`
}

type diskResult struct {
	Papers   int    `json:"papers"`
	Text     int64  `json:"text_bytes"`  // titles and abstracts, UTF-8
	Store    int64  `json:"store_bytes"` // of the file
	Folder   int64  `json:"index_bytes"` // of all in the index folder
	Tables   []part `json:"tables"`      // SQLite's pages; none without dbstat
	Sections []part `json:"sections"`    // of the newest generation
}

// disk measures what the store takes, and what takes it.
func (b *bench) disk(ctx context.Context) (err error) {
	if err := b.haveStore(); err != nil {
		return err
	}
	var r diskResult
	if err := eachPaper(ctx, b.store(), func(p corpus.Paper) {
		r.Papers++
		r.Text += int64(len(p.Title) + len(p.Abstract))
	}); err != nil {
		return err
	}
	info, err := os.Stat(b.store())
	if err != nil {
		return err
	}
	r.Store = info.Size()
	if r.Folder, err = folderBytes(indexFolder(b.store())); err != nil {
		return err
	}
	if r.Tables, err = tableParts(ctx, b.store()); err != nil {
		return err
	}
	if r.Sections, err = sectionParts(indexFolder(b.store())); err != nil {
		return err
	}
	return b.write("disk.json", r)
}

func folderBytes(folder string) (bytes int64, err error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return 0, err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			return 0, err
		}
		bytes += info.Size()
	}
	return bytes, nil
}

// tableParts are the pages of SQLite's tables and indexes, as its table dbstat counts
// them; none when the driver was built without it.
func tableParts(ctx context.Context, store string) (parts []part, err error) {
	path, err := filepath.Abs(store)
	if err != nil {
		return nil, err
	}
	db, err := sql.Open("sqlite3", "file://"+(&url.URL{Path: path}).EscapedPath()+"?mode=ro") // the driver is registered by package corpus
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, "SELECT name, sum(pgsize) FROM dbstat GROUP BY name")
	if err != nil && strings.Contains(err.Error(), "no such table: dbstat") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var p part
		if err := rows.Scan(&p.Name, &p.Bytes); err != nil {
			return nil, err
		}
		parts = append(parts, p)
	}
	sortParts(parts)
	return parts, rows.Err()
}

// sectionParts are the sections of the newest generation in an index folder.
func sectionParts(folder string) (parts []part, err error) {
	const kind = "papers"
	generations, err := section.Generations(folder, kind)
	if err != nil {
		return nil, err
	}
	if len(generations) == 0 {
		return nil, fmt.Errorf("the folder %s has no generation; run the step import", folder)
	}
	f, err := section.Open(section.Path(folder, kind, generations[0]))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for _, s := range f.Sections() {
		parts = append(parts, part{s.Name(), int64(s.Len())})
	}
	sortParts(parts)
	return parts, nil
}

// sortParts puts the largest first.
func sortParts(parts []part) {
	slices.SortFunc(parts, func(a, b part) int { return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), strings.Compare(a.Name, b.Name)) })
}
