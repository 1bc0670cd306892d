package lexical

import "errors"

var (
	// ErrParameter is returned by New, Open and Add when an option or the number
	// of slots cannot be.
	ErrParameter = errors.New("impossible parameter")

	// ErrDamaged is returned by Open, Save and a Search when the bytes of a section
	// contradict themselves.
	ErrDamaged = errors.New("lexical index is damaged")

	// ErrVersion is returned by Open when the sections were written in a form that this
	// version does not read, or with words that it analyses otherwise.
	ErrVersion = errors.New("another version of the lexical index")
)
