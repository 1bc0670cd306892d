package corpus

import "errors"

// Errors of one paper: the others of the call are not affected.
var (
	// ErrInvalid is returned for a paper that cannot be stored as it is.
	ErrInvalid = errors.New("the paper is not valid")
)
