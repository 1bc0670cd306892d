package format

import (
	"errors"
	"fmt"
)

// Reasons for which a record is not a paper: the wrapped cause of a
// RecordError, beside corpus.ErrInvalid.
var (
	// ErrTooLong is a record beyond Options.MaxRecord.
	ErrTooLong = errors.New("the record is too long")

	// ErrSyntax is a record that breaks the rules of its format.
	ErrSyntax = errors.New("the record cannot be read")

	// ErrField is a field with a value that cannot be what it is meant to be.
	ErrField = errors.New("a field cannot be read")

	// ErrAnswer is a fault that an API reports in place of a paper; the cause is
	// an *AnswerError.
	ErrAnswer = errors.New("the source answers with an error")
)

// An AnswerError is a fault that an API reports in place of a paper. It is
// ErrAnswer.
type AnswerError struct {
	Code string // as in badResumptionToken of OAI-PMH; "" where the API has none
	Text string
}

func (e *AnswerError) Error() string {
	if e.Code != "" {
		return fmt.Sprintf("%v: %s, %s", ErrAnswer, short(e.Code), shortTo(e.Text, 300))
	}
	return fmt.Sprintf("%v: %s", ErrAnswer, shortTo(e.Text, 300))
}

// Is makes an AnswerError an ErrAnswer.
func (e *AnswerError) Is(target error) bool { return target == ErrAnswer }

// Reasons for which a file ends early: the wrapped cause of a FileError, beside
// the errors of opening and reading it.
var (
	// ErrUnknownFormat is a file that is in none of the formats.
	ErrUnknownFormat = errors.New("unknown format")

	// ErrDamaged is a file whose compression is broken, cut short or a bomb.
	ErrDamaged = errors.New("damaged")

	// ErrTruncated is a file that ends inside a JSON array or object.
	ErrTruncated = errors.New("cut short")
)

// A RecordError is one record that is not a paper, or one file of several in an
// archive that cannot be read. What stands behind it is still read.
type RecordError struct {
	File   string // Options.Name
	Line   int    // where the record begins, from 1; lines end with \n; 0 for a whole file
	Record int    // its number, from 1
	Offset int64  // its first byte, from 0, behind the decompression and in UTF-8; -1 in Parquet, whose records have no place of their own
	Err    error  // what is wrong with it

	byRecord bool // the line says little: the record stands in an array
}

// Error names the place the way that finds it: by line where a record is a line,
// by record and byte where all may stand on one line.
func (e *RecordError) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("%s: %v", e.File, e.Err)
	}
	if e.byRecord && e.Offset < 0 {
		return fmt.Sprintf("%s: record %d: %v", e.File, e.Record, e.Err)
	}
	if e.byRecord {
		return fmt.Sprintf("%s: record %d at byte %d: %v", e.File, e.Record, e.Offset, e.Err)
	}
	return fmt.Sprintf("%s: line %d: %v", e.File, e.Line, e.Err)
}

// Unwrap returns what is wrong with the record.
func (e *RecordError) Unwrap() error { return e.Err }

// A FileError ends a file: it is the last value of its sequence. The papers
// given before it are good.
type FileError struct {
	File string // Options.Name
	Err  error
}

func (e *FileError) Error() string { return e.File + ": " + e.Err.Error() }

// Unwrap returns why the file ends.
func (e *FileError) Unwrap() error { return e.Err }
