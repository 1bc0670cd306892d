package flat

import "errors"

var (
	// ErrDimension is returned when a vector is not as long as the index wants, or
	// New is asked for a length that no index has.
	ErrDimension = errors.New("wrong number of dimensions")

	// ErrNotUnit is returned when the length of a vector is not 1 within half a
	// percent; it may have a component that is not finite.
	ErrNotUnit = errors.New("not a vector of length 1")

	// ErrFault is returned by Check when what the index holds contradicts itself.
	ErrFault = errors.New("index is at fault")
)
