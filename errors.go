package kindred

import (
	"errors"
	"fmt"

	"github.com/kindred-search/kindred/corpus"
)

// Errors of opening, as package corpus has them: nothing was opened and no
// file was changed. For a missing file with Options.ReadOnly it is
// fs.ErrNotExist.
var (
	// ErrNotStore is returned for a file that is something else.
	ErrNotStore = corpus.ErrNotStore

	// ErrNewer is returned for a store written by a later release.
	ErrNewer = corpus.ErrNewer

	// ErrLocked is returned when another process has the store open for
	// writing; the error is a *corpus.LockedError, which says where it
	// answers.
	ErrLocked = corpus.ErrLocked
)

// Errors of a question: nothing was looked for.
var (
	// ErrParameter is returned for a parameter that cannot be; the error is a
	// *ParameterError, which names it.
	ErrParameter = errors.New("bad parameter")

	// ErrNotFound is returned for an id that the store does not have; the
	// error names the ids next to it.
	ErrNotFound = corpus.ErrNotFound
)

// Errors of what needs vectors.
var (
	// ErrOtherModel is returned when the store has vectors of another model
	// than the engine's; the error names the two commands that help.
	ErrOtherModel = corpus.ErrOtherModel

	// ErrModel is returned when the engine's model cannot be opened; the cause
	// is wrapped.
	ErrModel = errors.New("no model to embed with")

	// ErrNotReady is returned by Ready until the papers are in memory and the
	// model is open, and by a search while the papers are read anew because the
	// index folder is damaged.
	ErrNotReady = errors.New("not ready")
)

// Errors of a change: none of it was applied, or for an import, nothing beyond
// what the report counts.
var (
	// ErrReadOnly is returned by every change to a store opened for reading.
	ErrReadOnly = corpus.ErrReadOnly

	// ErrFull is returned when the disk has no room. What was acknowledged
	// before is safe.
	ErrFull = corpus.ErrFull

	// ErrInvalid is returned for a paper or a vote that cannot be stored.
	ErrInvalid = corpus.ErrInvalid

	// ErrRejected is returned by a strict import at its first bad record.
	ErrRejected = errors.New("a record was rejected")
)

var (
	// ErrDamaged is returned, by any call, when the file is inconsistent.
	ErrDamaged = corpus.ErrDamaged

	// ErrClosed is returned by every call after Close.
	ErrClosed = corpus.ErrClosed
)

// A ParameterError is a parameter that cannot be. It is ErrParameter.
type ParameterError struct {
	Name string // as in the HTTP interface: half_life, min_votes
	Got  string
	Need string // what it accepts
}

func (e *ParameterError) Error() string {
	return fmt.Sprintf("%s is %s; need %s", e.Name, e.Got, e.Need)
}

// Is makes a ParameterError an ErrParameter.
func (e *ParameterError) Is(target error) bool { return target == ErrParameter }

// said is what a parameter is, in our words; a value from the user is quoted.
type said string

// parameter makes a ParameterError of any value.
func parameter(name string, got any, need string) error {
	s, ok := got.(string)
	switch {
	case !ok:
		s = fmt.Sprint(got)
	case len(s) > 100:
		s = fmt.Sprintf("%q (cut at 100 of %d bytes)", s[:100], len(s))
	default:
		s = fmt.Sprintf("%q", s)
	}
	return &ParameterError{Name: name, Got: s, Need: need}
}
