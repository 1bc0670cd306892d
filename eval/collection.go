package eval

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// OpenOptions says what to read of a folder.
type OpenOptions struct {
	// Split is the qrels file to judge by, without its suffix. Default "test",
	// or the only one there is.
	Split string
}

// Collection is a judged collection: queries and judgments in memory, documents
// on disk.
type Collection struct {
	Name    string  // the folder's name
	Split   string  // the qrels file's name without suffix
	Queries []Query // those with a judgment above 0, in file order

	// Judgments holds the grade of each judged document of each query, those of
	// queries that are skipped or unknown too.
	Judgments map[string]map[string]int

	Skipped     int // queries without a judgment above 0
	Unknown     int // judged queries that the query file does not have
	Duplicates  int // queries whose id came before; the first holds
	Conflicting int // judgments that contradict an earlier one; the first holds

	corpus string // path
}

// Open reads the queries and judgments of a BEIR folder. The error wraps
// ErrNotCollection when a file is missing, ErrSplit when the judgments asked
// for are, ErrNoJudgments when none is above 0, and is a *LineError when a
// record cannot be read.
func Open(dir string, o OpenOptions) (*Collection, error) {
	if info, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("eval: cannot open collection: %w; name a folder in BEIR layout", err)
	} else if !info.IsDir() {
		return nil, fmt.Errorf("eval: %s is a file, need the folder that holds corpus.jsonl: %w", dir, ErrNotCollection)
	}
	absolute, err := filepath.Abs(dir) // "." has no name
	if err != nil {
		return nil, fmt.Errorf("eval: cannot name %s: %w", dir, err)
	}
	c := &Collection{Name: filepath.Base(absolute)}
	if c.corpus, err = need(dir, "corpus.jsonl"); err != nil {
		return nil, err
	}
	path, err := need(dir, "queries.jsonl")
	if err != nil {
		return nil, err
	}
	qrels, err := findSplit(dir, o.Split)
	if err != nil {
		return nil, err
	}
	c.Split = splitName(qrels)
	if err := c.readJudgments(qrels); err != nil {
		return nil, err
	}
	if err := c.readQueries(path); err != nil {
		return nil, err
	}
	if len(c.Queries) == 0 {
		return nil, fmt.Errorf("eval: %s judges by %s: %w; check that the ids of its first column are those of %s",
			dir, qrels, ErrNoJudgments, path)
	}
	return c, nil
}

// Documents streams the corpus in file order, documents without text and
// repeated ids included. An error ends it.
func (c *Collection) Documents() iter.Seq2[Document, error] {
	return func(yield func(Document, error) bool) {
		r, err := open(c.corpus)
		if err != nil {
			yield(Document{}, err)
			return
		}
		defer r.Close()
		documents(r, c.corpus)(yield)
	}
}

func (c *Collection) readJudgments(path string) error {
	r, err := open(path)
	if err != nil {
		return err
	}
	defer r.Close()
	c.Judgments, c.Conflicting, err = gather(r, path)
	return err
}

// gather reads a qrels file and counts the judgments that contradict an earlier one.
func gather(r io.Reader, file string) (grades map[string]map[string]int, conflicting int, err error) {
	grades = map[string]map[string]int{}
	for j, err := range judgments(r, file) {
		if err != nil {
			return nil, 0, err
		}
		of := grades[j.query]
		if of == nil {
			of = map[string]int{}
			grades[j.query] = of
		}
		if earlier, ok := of[j.document]; !ok {
			of[j.document] = j.grade
		} else if earlier != j.grade {
			conflicting++
		}
	}
	return grades, conflicting, nil
}

func (c *Collection) readQueries(path string) error {
	r, err := open(path)
	if err != nil {
		return err
	}
	defer r.Close()
	seen := map[string]bool{}
	for q, err := range queries(r, path) {
		switch {
		case err != nil:
			return err
		case seen[q.ID]:
			c.Duplicates++
			continue
		}
		seen[q.ID] = true
		if relevant(c.Judgments[q.ID]) > 0 {
			c.Queries = append(c.Queries, q)
		} else {
			c.Skipped++
		}
	}
	for id := range c.Judgments {
		if !seen[id] {
			c.Unknown++
		}
	}
	return nil
}

// need is find for a file that must be there.
func need(dir, name string) (string, error) {
	path, err := find(dir, name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("eval: %s has no %s, .gz or .zst: %w; name a folder that holds corpus.jsonl, queries.jsonl and qrels/test.tsv",
			dir, name, ErrNotCollection)
	}
	return path, err
}

// findSplit returns the path of the qrels file of a split; "" is "test", or the only one.
func findSplit(dir, split string) (string, error) {
	folder := filepath.Join(dir, "qrels")
	path, err := find(folder, cmp.Or(split, "test")+".tsv")
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return path, err
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return "", fmt.Errorf("eval: %s has no readable qrels folder (%v): %w; judgments belong in %s",
			dir, err, ErrNotCollection, filepath.Join(folder, "test.tsv"))
	}
	var names []string
	for _, e := range entries {
		if name := splitName(e.Name()); name != e.Name() && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	switch {
	case len(names) == 0:
		return "", fmt.Errorf("eval: %s holds no .tsv file: %w; put the judgments in test.tsv", folder, ErrNotCollection)
	case split == "" && len(names) == 1:
		return find(folder, names[0]+".tsv")
	}
	return "", fmt.Errorf("eval: %s has no %s.tsv: %w; choose one of the splits %s",
		folder, cmp.Or(split, "test"), ErrSplit, strings.Join(names, ", "))
}

// splitName is "test" for qrels/test.tsv.gz, and the name itself when it is no .tsv file.
func splitName(path string) string {
	name := filepath.Base(path)
	for _, suffix := range suffixes {
		if split, ok := strings.CutSuffix(name, ".tsv"+suffix); ok {
			return split
		}
	}
	return name
}
