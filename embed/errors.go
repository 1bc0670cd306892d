package embed

import "errors"

// Errors of Open: nothing was loaded.
var (
	// ErrOtherRuntime is returned when the process already runs another ONNX
	// Runtime library than the one asked for.
	ErrOtherRuntime = errors.New("another ONNX Runtime is loaded in this process")

	// ErrNoModel is returned when a folder lacks a file without which it is
	// no model.
	ErrNoModel = errors.New("not a model folder")

	// ErrUnsupported is returned for a model that is whole but needs what this
	// package does not do (a Dense module, a third input, float16 outputs).
	ErrUnsupported = errors.New("model not supported")

	// ErrMismatch is returned when the files of a model contradict each other:
	// a tokenizer with more ids than the graph has rows, a dimension that is
	// not the declared one.
	ErrMismatch = errors.New("the model's files do not fit together")
)

// Errors of one text: the other texts of the call are not affected.
var (
	// ErrNoTokens is returned for a text in which the tokenizer finds nothing
	// it knows: an empty one, or one of unknown symbols only.
	ErrNoTokens = errors.New("text has no token that the model knows")

	// ErrTokenize is returned for a text that the tokenizer cannot express.
	ErrTokenize = errors.New("text cannot be cut into tokens")

	// ErrBadVector is returned when the graph gives a vector that cannot be
	// used: a component that is not finite, or no length at all.
	ErrBadVector = errors.New("the model gave an unusable vector")
)

// OfText reports whether an error is of one text, so that other texts may well
// succeed: ErrNoTokens, ErrTokenize or ErrBadVector.
func OfText(err error) bool {
	return errors.Is(err, ErrNoTokens) || errors.Is(err, ErrTokenize) || errors.Is(err, ErrBadVector)
}

// ErrClosed is returned by every call after Close.
var ErrClosed = errors.New("the model is closed")
