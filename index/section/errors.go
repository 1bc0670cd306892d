package section

import "errors"

var (
	// ErrDamaged is returned when bytes are not those that were written, or a file
	// ends too early. These files are caches: remove the file and build it again.
	ErrDamaged = errors.New("file is damaged")

	// ErrVersion is returned when a file is of a format, kind or version that this
	// program does not read. Remove the file and build it again.
	ErrVersion = errors.New("file is of another version")

	// ErrMissing is returned when a file has no section of a name.
	ErrMissing = errors.New("no such section")

	// ErrShape is returned when a section cannot be seen as a slice of a type, or
	// a range does not lie within its section.
	ErrShape = errors.New("does not fit the section")

	// ErrClosed is returned when a file was closed or a Writer is done.
	ErrClosed = errors.New("already closed")
)

// rebuild is the remedy for every file of this package.
const rebuild = "it is a cache: remove it, and it is built again"
