package corpus

import "errors"

// Errors of opening: nothing was opened and no file was changed.
var (
	// ErrNotStore is returned for a file that is something else: not SQLite,
	// or the database of another program.
	ErrNotStore = errors.New("not a kindred store")

	// ErrNewer is returned for a store written by a later release.
	ErrNewer = errors.New("the store belongs to a newer release")

	// ErrLocked is returned when another process has the store open for
	// writing; the error is a *LockedError.
	ErrLocked = errors.New("the store is open for writing elsewhere")
)

// ErrDamaged is returned, by any call, when SQLite finds the file inconsistent.
var ErrDamaged = errors.New("the store is damaged")

// Errors of a change: none of it was applied.
var (
	// ErrReadOnly is returned by every change to a store opened for reading,
	// and by opening for writing what may not be written.
	ErrReadOnly = errors.New("the store is read-only")

	// ErrFull is returned when the disk has no room. What was acknowledged
	// before is safe.
	ErrFull = errors.New("no room on the disk")

	// ErrOtherModel is returned for vectors of a model that is not the
	// store's.
	ErrOtherModel = errors.New("the store has vectors of another model")

	// ErrStale is returned by Commit when a paper changed between plan and
	// commit, so that its vector is missing or of another text.
	ErrStale = errors.New("the plan is out of date")

	// ErrPending is returned by UseNext while papers lack their next vector.
	ErrPending = errors.New("papers wait for their vectors")
)

// Errors of one paper: the others of the call are not affected.
var (
	// ErrInvalid is returned for a paper that cannot be stored as it is.
	ErrInvalid = errors.New("the paper is not valid")

	// ErrNotFound is returned for an id that the store does not have.
	ErrNotFound = errors.New("no such paper")
)

// ErrClosed is returned by every call after Close.
var ErrClosed = errors.New("the store is closed")
