package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// indexFolder is where the index of a store lies, as FORMAT.md says.
func indexFolder(store string) string { return strings.TrimSuffix(store, ".db") + ".idx" }

// removeStore removes a store that a step has made, and all beside it.
func removeStore(store string) (err error) {
	for _, name := range []string{store, store + "-wal", store + "-shm", store + ".lock", store + ".log", indexFolder(store)} {
		err = errors.Join(err, os.RemoveAll(name))
	}
	return err
}

func (b *bench) haveStore() error {
	if _, err := os.Stat(b.store()); errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no %s; run the step import first", b.store())
	}
	return nil
}

// eachPaper reads all papers of a store.
func eachPaper(ctx context.Context, path string, do func(corpus.Paper)) (err error) {
	s, err := corpus.Open(path, corpus.Options{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	snapshot, err := s.Snapshot(ctx)
	if err != nil {
		return err
	}
	defer snapshot.Close()
	for p, err := range snapshot.Papers(0) {
		if err != nil {
			return err
		}
		do(p)
	}
	return nil
}
