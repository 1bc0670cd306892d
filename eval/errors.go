package eval

import (
	"errors"
	"fmt"
)

// Returned by Open.
var (
	// ErrNotCollection: the folder has no corpus, queries or qrels where BEIR keeps them.
	ErrNotCollection = errors.New("not a judged collection in BEIR layout")
	// ErrSplit: the folder has several qrels files and none is the one asked for.
	ErrSplit = errors.New("no such split")
	// ErrNoJudgments: no query has a judgment above 0.
	ErrNoJudgments = errors.New("no query has a judgment above 0")
)

// Returned by Run.
var (
	// ErrSearcher: the searcher broke its contract, so its figures would mean nothing.
	ErrSearcher = errors.New("searcher broke its contract")
)

// A LineError is one record that cannot be read. Reading stops at the first:
// a figure over a part of a collection compares with nothing.
type LineError struct {
	File   string
	Line   int    // 1 for the first; counted after decompression
	Reason string // what was got and what is needed
	Remedy string
	Err    error // the cause, or nil
}

func (e *LineError) Error() string {
	return fmt.Sprintf("eval: %s line %d: %s; %s", e.File, e.Line, e.Reason, e.Remedy)
}

func (e *LineError) Unwrap() error { return e.Err }
