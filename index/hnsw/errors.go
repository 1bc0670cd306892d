package hnsw

import "github.com/kindred-search/kindred/index/flat"

// The errors are those of package flat, so that callers need not know which of
// the two they have.
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
