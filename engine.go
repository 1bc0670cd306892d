package kindred

import (
	"context"
	"errors"
	"iter"

	"github.com/kindred-search/kindred/corpus"
)

// An Engine is a store of papers with everything that searches it.
type Engine struct{}

// Open opens the store at path, or makes one where there is no file. It is
// quick: papers are brought into memory, and the model is opened, by the first
// call that needs them, or by Warm. Errors: those of opening, and
// ErrParameter for an unknown Options.Index.
func Open(path string, o Options) (*Engine, error) { return nil, errTodo }

// Warm brings the papers into memory and opens the model; a server calls it
// before it says that it is ready. A store of another model is no error: it
// serves what needs no vectors.
func (e *Engine) Warm(ctx context.Context) error { return errTodo }

// Ready returns nil once Warm, or a search, has done its work, and an
// ErrNotReady before. It never waits.
func (e *Engine) Ready() error { return errTodo }

// Close waits for the calls under way, then closes the store and the model.
// Closing twice does nothing.
func (e *Engine) Close() error { return errTodo }

// Announce tells others that find the store locked where this process answers
// HTTP, as http://127.0.0.1:7700.
func (e *Engine) Announce(address string) error { return errTodo }

// Add imports papers as AddWith does with the zero AddOptions.
func (e *Engine) Add(ctx context.Context, papers iter.Seq2[corpus.Paper, error]) (Report, error) {
	return Report{}, errTodo
}

// AddWith imports papers: those that are new or changed are stored, and
// embedded when their text is new. A bad record, a *format.RecordError or an
// ErrInvalid, is counted and passed over; any other error ends the import.
// The report counts what is durable, also beside an error; an import that was
// interrupted is simply run again. Imports wait for each other.
func (e *Engine) AddWith(ctx context.Context, papers iter.Seq2[corpus.Paper, error], o AddOptions) (Report, error) {
	return Report{}, errTodo
}

// Search answers a query. Errors: ErrParameter, ErrNotFound for an id of Like
// or Unlike, ErrNoWords, ErrOtherModel, ErrModel, that of ctx.
func (e *Engine) Search(ctx context.Context, q Query) (Result, error) { return Result{}, errTodo }

// Related answers with the papers near those of q.Like. It needs no model.
// Errors as Search.
func (e *Engine) Related(ctx context.Context, q RelatedQuery) (Result, error) {
	return Result{}, errTodo
}

// Paper returns one paper, with the sum of its votes. ErrNotFound names the
// nearest ids.
func (e *Engine) Paper(ctx context.Context, id string) (corpus.Paper, error) {
	return corpus.Paper{}, errTodo
}

// All gives every paper in the order in which they were added, as they were
// when the sequence began; for an export. An error is the last that comes.
func (e *Engine) All(ctx context.Context) iter.Seq2[corpus.Paper, error] { return nil }

// Vote adds one vote (+1) or takes one away (-1) and returns the sum that is
// shown. The sum never falls below 0. Errors: ErrNotFound, ErrInvalid.
func (e *Engine) Vote(ctx context.Context, id string, delta int) (votes int, err error) {
	return 0, errTodo
}

// Delete removes papers and returns the ids of those that were there; one that
// was not is no error.
func (e *Engine) Delete(ctx context.Context, ids ...string) (deleted []string, err error) {
	return nil, errTodo
}

// List returns the papers of a day, a week or a month.
func (e *Engine) List(ctx context.Context, q ListQuery) (Listing, error) { return Listing{}, errTodo }

// Stats counts what there is.
func (e *Engine) Stats(ctx context.Context) (Stats, error) { return Stats{}, errTodo }

// Check verifies the store, what is in memory, and both against each other,
// and returns each fault as a sentence; none when all is well. With repair,
// what is in memory is read anew from the store when it has a fault; faults
// that are left are returned.
func (e *Engine) Check(ctx context.Context, repair bool) (faults []string, err error) {
	return nil, errTodo
}

// UseModel embeds every paper with another model, beside searches, which go on
// with the present one until all is done and then change over. Interrupted, it
// goes on where it was when it is called again. next opens the model, which
// the engine then owns; nil is the engine's own, for a store that has vectors
// of another one. progress, when not nil, is called now and then.
func (e *Engine) UseModel(ctx context.Context, next func() (Embedder, error), progress func(done, total int)) error {
	return errTodo
}

var errTodo = errors.New("not built yet")
