package coder

import (
	"errors"

	"github.com/kindred-search/kindred/index/flat"
)

// The errors of package flat, so that callers need not know which index they have.
var (
	// ErrDimension is returned when a vector is not as long as the index wants, or
	// New is asked for a length that no index has.
	ErrDimension = flat.ErrDimension

	// ErrNotUnit is returned when the length of a vector is not 1 within half a
	// percent; it may have a component that is not finite.
	ErrNotUnit = flat.ErrNotUnit

	// ErrFault is returned by Check when what the index holds contradicts itself.
	ErrFault = flat.ErrFault
)

var (
	// ErrRecall is returned by Require when the graph finds too few of the nearest.
	ErrRecall = errors.New("github.com/coder/hnsw finds too few of the nearest papers")

	// ErrPlatform is returned by New where github.com/coder/hnsw does not compile.
	ErrPlatform = errors.New("github.com/coder/hnsw does not compile for this system")
)
