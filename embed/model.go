package embed

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/kindred-search/kindred/embed/ort"
	"github.com/kindred-search/kindred/embed/tokenize"
)

// Options says how a Model runs. The zero value is good for a laptop and a
// server alike.
type Options struct {
	// Runtime is ONNX Runtime's library, a file or the folder it lies in.
	// Default: where package ort finds it.
	Runtime string

	// Workers is how many batches of Documents run at the same time, over all
	// calls together. Default: GOMAXPROCS.
	Workers int

	// ThreadsPerRun is how many cores ONNX Runtime may use inside one run.
	// Default 1: with batches beside each other, that is the fastest split.
	ThreadsPerRun int

	// BatchTokens is the most tokens of one batch, padding included.
	// Default: what the model's model.json says, else 512.
	BatchTokens int
}

// Model turns text into unit vectors. It is safe for concurrent use. Queries
// do not wait for documents: only the batches of Documents are counted against
// Options.Workers.
type Model struct {
	folder    folder
	settings  Settings
	tokenizer *tokenize.Tokenizer
	session   *session
	library   ort.Library
	limits    limits        // of a batch
	slots     chan struct{} // one for each batch of Documents that may run
	scratches scratches

	closing atomic.Bool  // set before Close waits, so that nothing new begins
	open    sync.RWMutex // held for reading by every call, for writing by Close
	closed  bool         // guarded by open
}

// Open loads the model in a folder. See OpenFS.
func Open(dir string, o Options) (*Model, error) {
	info, err := os.Stat(dir)
	if err != nil {
		return nil, fmt.Errorf("%w: cannot open %s: %w; give the folder of a model, or add one with `kindred model add`", ErrNoModel, dir, err)
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%w: %s is a file; give the folder that holds model.onnx and tokenizer.json", ErrNoModel, dir)
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", dir, err)
	}
	return open(folder{fsys: os.DirFS(abs), dir: abs, name: filepath.Base(abs)}, o)
}

// OpenFS loads the model in fsys, a folder in Hugging Face layout, and runs it
// to see that its parts fit. name is for messages and for a model that does
// not name itself. A model with weights outside the graph's own file needs Open.
func OpenFS(fsys fs.FS, name string, o Options) (*Model, error) {
	return open(folder{fsys: fsys, name: name}, o)
}

const tokenizerFile = "tokenizer.json"

func open(f folder, o Options) (_ *Model, err error) {
	workers := positive(o.Workers, runtime.GOMAXPROCS(0))
	m := &Model{folder: f, slots: make(chan struct{}, workers), scratches: make(scratches, 2*workers)}
	if m.settings, err = readSettings(f); err != nil {
		return nil, err
	}
	g, err := readGraph(f, m.settings)
	if err != nil {
		return nil, err
	}
	m.limits = g.limits
	m.limits.tokens = positive(o.BatchTokens, positive(m.settings.batch, defaultBatchTokens))
	loaded := make(chan error, 1) // beside the tokenizer: each takes as long as the other
	go func() { loaded <- m.loadRuntime(o.Runtime) }()
	err = m.loadTokenizer(g)
	if failed := <-loaded; failed != nil {
		return nil, cmp.Or(err, failed)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, releaseEnvironment())
		}
	}()
	if err != nil {
		return nil, err
	}
	if m.session, err = newSession(f, m.settings.file, g, m.tokenizer.PadID(), positive(o.ThreadsPerRun, 1)); err != nil {
		return nil, err
	}
	if err := m.probe(); err != nil {
		return nil, errors.Join(err, m.session.close())
	}
	return m, nil
}

// loadTokenizer loads the tokenizer, and makes definite what the settings left open.
func (m *Model) loadTokenizer(g graph) error {
	data, err := m.folder.read(tokenizerFile)
	if err != nil {
		return err
	}
	if data == nil {
		return fmt.Errorf("%w: %s has no %s; convert its tokenizer with Hugging Face's tokenizers library", ErrNoModel, m.folder, tokenizerFile)
	}
	m.tokenizer, err = tokenize.Load(data, tokenize.Options{Lowercase: m.settings.lowercase})
	if err != nil {
		return fmt.Errorf("cannot load the tokenizer of %s: %w", m.folder, err)
	}
	return m.settings.settle(g, m.tokenizer)
}

// loadRuntime finds ONNX Runtime and acquires its environment.
func (m *Model) loadRuntime(path string) (err error) {
	if m.library, err = ort.Find(ort.Options{Path: path}); err != nil {
		return err
	}
	return acquireEnvironment(m.library.Path)
}

// Query returns the unit vector [Dimension] of a search text. Errors: an
// OfText one, the context's, ErrClosed, ONNX Runtime's.
func (m *Model) Query(ctx context.Context, text string) ([]float32, error) {
	if err := m.enter(ctx); err != nil {
		return nil, fmt.Errorf("cannot embed the query: %w", err)
	}
	defer m.open.RUnlock()
	w := m.scratches.take()
	defer m.scratches.give(w)
	t, err := m.tokens(w.text[:0], m.settings.QueryPrefix, text)
	if err != nil {
		return nil, fmt.Errorf("cannot embed the query: %w; use at least one word", err)
	}
	w.text = t.IDs
	w.batch = append(w.batch[:0], t.IDs)
	out, err := m.session.vectors(w.batch, w)
	if err != nil {
		return nil, fmt.Errorf("cannot embed the query: %w", err)
	}
	v := make([]float32, m.Dimension())
	pool(v, out.row(0, len(t.IDs)), m.settings.Pooling)
	if err := normalize(v); err != nil {
		return nil, fmt.Errorf("cannot embed the query: %w", err)
	}
	return v, nil
}

// tokens appends the ids of a text behind its prefix, and refuses one in which
// nothing is known.
func (m *Model) tokens(dst []int64, prefix, text string) (tokenize.Result, error) {
	t, err := m.tokenizer.AppendIDs(dst, prefix+text, m.settings.MaxTokens)
	if err != nil {
		return t, fmt.Errorf("%w: %w", ErrTokenize, err)
	}
	known := t.Known
	// A prefix is known by itself, and its end can merge with the text's
	// beginning. It has no more tokens than bytes, and one for its begin.
	if prefix != "" && known <= len(prefix)+1 {
		alone, err := m.tokenizer.AppendIDs(nil, text, m.settings.MaxTokens)
		if err != nil {
			return t, fmt.Errorf("%w: %w", ErrTokenize, err)
		}
		known = alone.Known
	}
	if known == 0 {
		return t, ErrNoTokens
	}
	return t, nil
}

// Close lets the batches under way end, fails the calls they belong to with
// ErrClosed, and frees the model. A second Close does nothing.
func (m *Model) Close() error {
	m.closing.Store(true)
	m.open.Lock()
	defer m.open.Unlock()
	if m.closed {
		return nil
	}
	m.closed = true
	return errors.Join(m.session.close(), releaseEnvironment())
}

// enter holds the model open until m.open.RUnlock, unless it is closed or ctx
// is done.
func (m *Model) enter(ctx context.Context) error {
	if err := m.goOn(ctx); err != nil {
		return err
	}
	m.open.RLock()
	if m.closed { // between the look and the lock
		m.open.RUnlock()
		return ErrClosed
	}
	return nil
}

// goOn reports whether a call may begin its next step.
func (m *Model) goOn(ctx context.Context) error {
	if m.closing.Load() {
		return ErrClosed
	}
	return ctx.Err()
}

func positive(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}
