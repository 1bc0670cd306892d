package tokenize

import "errors"

// Returned by Load.
var (
	// ErrMalformed is returned when the data is no tokenizer.json, or one that contradicts itself.
	ErrMalformed = errors.New("malformed tokenizer.json")
	// ErrUnsupported is returned when the file declares something that this package does not do.
	ErrUnsupported = errors.New("unsupported tokenizer.json")
)

// Returned by AppendIDs.
var (
	// ErrNoRoom is returned when the special tokens alone exceed the number of tokens allowed.
	ErrNoRoom = errors.New("the special tokens alone need more")
	// ErrEncode is returned when the model cannot express a text, or failed on it.
	ErrEncode = errors.New("the tokenizer's model failed on a text")
)
