package kindred

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"sync"
	"time"

	"github.com/kindred-search/kindred/corpus"
	"golang.org/x/sync/errgroup"
)

// An Engine is a store of papers with everything that searches it.
type Engine struct {
	store *corpus.Store
	o     Options // with its defaults filled in
	kind  string  // of index, Options.Index with its default

	calls  sync.WaitGroup // every call under way
	life   sync.Mutex     // held for a moment by begin and Close
	closed bool

	models  openModels
	imports chan struct{} // holds one element while an import, or the end of a change of model, goes on

	// applying is held by the one goroutine that brings memory up to the
	// store: what is in memory is changed under it alone.
	applying sync.Mutex
	memory   *memory // nil until loaded
	retired  retired
	shown    *shown

	// publishing is held for writing for the moment in which a new view, and
	// the names that belong to it, become visible; under it searches take
	// their view.
	publishing sync.RWMutex
	view       *view       // nil until loaded
	measured   measurement // of the index of that view or of one before

	saves saves // of memory, in the index folder

	settling chan struct{} // holds one element while vectors move into the graph
	settler  sync.Once     // starts what sees to that behind everything else
	wake     chan struct{} // tells it that there is something to do
	closing  context.Context
	close    context.CancelFunc // ends closing: Close has begun
}

// Open opens the store at path, or makes one where there is no file. It is
// quick: papers are brought into memory, and the model is opened, by the first
// call that needs them, or by Warm. Errors: those of opening, and
// ErrParameter for an unknown Options.Index.
func Open(path string, o Options) (*Engine, error) {
	kind, err := o.kind()
	if err != nil {
		return nil, err
	}
	if o.Recall == 0 {
		o.Recall = defaultRecall
	}
	if !(o.Recall > 0 && o.Recall <= 1) {
		return nil, parameter("recall", o.Recall, "a number above 0, at most 1")
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.OpenModel == nil {
		o.OpenModel = builtin(o)
	}
	store, err := corpus.Open(path, corpus.Options{ReadOnly: o.ReadOnly, Log: o.Log, Now: o.Now})
	if err != nil {
		return nil, err
	}
	e := &Engine{
		store: store, o: o, kind: kind, imports: make(chan struct{}, 1),
		settling: make(chan struct{}, 1), wake: make(chan struct{}, 1),
	}
	if e.shown, err = newShown(); err != nil {
		return nil, errors.Join(err, store.Close())
	}
	e.saves.atClose, e.saves.running = saveAtClose, saveRunning
	e.closing, e.close = context.WithCancel(context.Background())
	return e, nil
}

// begin says that a call begins, which Close waits for; end must follow.
func (e *Engine) begin() error {
	e.life.Lock()
	defer e.life.Unlock()
	if e.closed {
		return fmt.Errorf("cannot use %s: %w", e.store.Path(), ErrClosed)
	}
	e.calls.Add(1)
	return nil
}

func (e *Engine) end() { e.calls.Done() }

// Warm brings the papers into memory and opens the model; a server calls it
// before it says that it is ready. A store of another model is no error: it
// serves what needs no vectors.
func (e *Engine) Warm(ctx context.Context) error {
	if err := e.begin(); err != nil {
		return err
	}
	defer e.end()
	var g errgroup.Group
	g.Go(func() error { return e.catchUp(ctx) })
	g.Go(func() error { _, err := e.models.own(e.o.OpenModel); return err })
	if err := g.Wait(); err != nil {
		return err
	}
	e.settleBehind()
	e.verifyBehind()
	return nil
}

// Ready returns nil once Warm, or a search, has done its work, and an
// ErrNotReady before. It never waits for a disk.
func (e *Engine) Ready() error {
	if err := e.begin(); err != nil {
		return err
	}
	defer e.end()
	e.publishing.RLock()
	defer e.publishing.RUnlock()
	switch {
	case e.view == nil:
		return fmt.Errorf("%w: the papers of %s are being brought into memory; try again in a moment", ErrNotReady, e.store.Path())
	case !e.models.open():
		return fmt.Errorf("%w: the model is not open; try again in a moment", ErrNotReady)
	}
	return nil
}

// Close waits for the calls under way, saves what the next Open would otherwise
// read anew, and closes the store and the model. Closing twice does nothing.
func (e *Engine) Close() error {
	e.life.Lock()
	again := e.closed
	e.closed = true
	e.life.Unlock()
	if again {
		return nil
	}
	e.close()
	e.calls.Wait()
	if e.memory != nil {
		e.saveAtEnd()
		e.memory.mapped.close()
	}
	return errors.Join(e.store.Close(), e.models.close())
}

// Announce tells others that find the store locked where this process answers
// HTTP, as http://127.0.0.1:7700.
func (e *Engine) Announce(address string) error { return e.store.Announce(address) }

// workers is Options.Workers, with its default.
func (e *Engine) workers() int {
	if e.o.Workers > 0 {
		return e.o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

// closeIt closes what has a Close.
func closeIt(what any) error {
	if c, ok := what.(io.Closer); ok {
		return c.Close()
	}
	return nil
}
