package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
)

// openEngine opens the store that --data names, for reading and writing.
func openEngine(g *settings) (*kindred.Engine, error) {
	path := g.dataPath()
	if err := makeHome(path); err != nil {
		return nil, err
	}
	return kindred.Open(path, engineOptions(g, path))
}

// openToChange is openEngine for what changes papers that are there.
func openToChange(g *settings) (*kindred.Engine, error) {
	if err := readable(g.dataPath()); err != nil {
		return nil, err
	}
	return openEngine(g)
}

// openToRead opens the store for reading, which can be done beside a server.
func openToRead(g *settings) (*kindred.Engine, error) {
	path := g.dataPath()
	if err := readable(path); err != nil {
		return nil, err
	}
	o := engineOptions(g, path)
	o.ReadOnly = true
	return kindred.Open(path, o)
}

func engineOptions(g *settings, path string) kindred.Options {
	chosen := *g
	if chosen.model == "" {
		chosen.model = storeModel(path)
	}
	return kindred.Options{
		Index:     g.index,
		Runtime:   g.runtime,
		OpenModel: func() (kindred.Embedder, error) { return openModel(&chosen) },
	}
}

// storeModel is the name of the added model that a store was made by, so that
// `kindred model use` need not be followed by --model ever after; "" for the
// built-in model, and when the store or the model is not there. A model that
// only has the name is found out by its identity. It must not be asked while this
// process has the store open: closing a file takes away SQLite's locks on it, and
// another program that looks at the store would then remove its log.
func storeModel(path string) string {
	s, err := corpus.Open(path, corpus.Options{ReadOnly: true})
	if err != nil {
		return ""
	}
	defer s.Close()
	now, _, err := s.Models(context.Background())
	if err != nil {
		return ""
	}
	if added, err := addedModels(); err != nil || !added[now.Name] {
		return ""
	}
	return now.Name
}

// throughHTTP turns the error of a store that a server holds into one that
// names the request which does the same; a nil request is what HTTP cannot do.
func throughHTTP(err error, request func(address string) string) error {
	var locked *corpus.LockedError
	if !errors.As(err, &locked) || locked.Address == "" {
		return err
	}
	remedy := "stop it first"
	if request != nil {
		remedy = fmt.Sprintf("ask it with `%s`, or stop it", request(locked.Address))
	}
	return fmt.Errorf("cannot open %s for writing: process %d serves it at %s: %w; %s", locked.Path, locked.PID, locked.Address, kindred.ErrLocked, remedy)
}
