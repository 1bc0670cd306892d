package rank

import "errors"

var (
	// ErrOption is returned by New for an option that is out of its range.
	ErrOption = errors.New("option out of range")

	// ErrProfile is returned for a profile that does not exist.
	ErrProfile = errors.New("no such profile")

	// ErrFusion is returned for a fusion that does not exist.
	ErrFusion = errors.New("no such fusion")

	// ErrSpan is returned for a span of time that cannot be read.
	ErrSpan = errors.New("not a span of time")
)
