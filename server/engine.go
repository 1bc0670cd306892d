package server

import (
	"context"
	"iter"

	"github.com/kindred-search/kindred"
	"github.com/kindred-search/kindred/corpus"
)

// An Engine is what is served; *kindred.Engine is one. Its methods are called
// from many goroutines, and their errors wrap sentinels of packages kindred,
// corpus, embed, rank and flat (status.go).
type Engine interface {
	Searcher
	Library
	State
}

// A Searcher finds papers.
type Searcher interface {
	// Search returns kindred.ErrParameter for a query that cannot be.
	Search(ctx context.Context, q kindred.Query) (kindred.Result, error)

	// Related returns kindred.ErrNotFound for a liked id that there is not.
	Related(ctx context.Context, q kindred.RelatedQuery) (kindred.Result, error)

	// List returns kindred.ErrParameter for a period that cannot be.
	List(ctx context.Context, q kindred.ListQuery) (kindred.Listing, error)
}

// A Library shows and changes papers. What is not there is kindred.ErrNotFound.
type Library interface {
	Paper(ctx context.Context, id string) (corpus.Paper, error)

	// Add counts in its report what is durable, also beside an error.
	Add(ctx context.Context, papers iter.Seq2[corpus.Paper, error]) (kindred.Report, error)

	// Vote returns kindred.ErrInvalid for a delta other than +1 and -1.
	Vote(ctx context.Context, id string, delta int) (votes int, err error)

	// Delete returns the ids of those that were there.
	Delete(ctx context.Context, ids ...string) (deleted []string, err error)
}

// State is how an engine is.
type State interface {
	Stats(ctx context.Context) (kindred.Stats, error)

	// Ready never waits; nil when searches are answered at once.
	Ready() error
}

var _ Engine = (*kindred.Engine)(nil)
