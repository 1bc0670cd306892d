package embed

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"

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
	// Default 512.
	BatchTokens int
}

// Model turns text into unit vectors. It is safe for concurrent use. Queries
// do not wait for documents: only the batches of Documents are counted against
// Options.Workers.
type Model struct {
	folder     folder
	settings   Settings
	tokenizer  *tokenize.Tokenizer
	rawTokens  []byte // tokenizer.json, for the identity
	session    *session
	library    ort.Library
	budget     int                           // padded tokens of one batch
	known      struct{ query, document int } // tokens that the prefixes alone give
	slots      chan struct{}                 // one for each batch of Documents that may run
	free       chan *scratch                 // memory of runs, kept for the next
	open       sync.RWMutex                  // held for reading by every call, for writing by Close
	closed     bool
	identified func() (string, error)
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
// once to see that its parts fit. name is for messages and for a model that
// does not name itself. Weights outside the graph's own file need Open.
func OpenFS(fsys fs.FS, name string, o Options) (*Model, error) {
	return open(folder{fsys: fsys, name: name}, o)
}

func open(f folder, o Options) (_ *Model, err error) {
	m := &Model{folder: f, budget: positive(o.BatchTokens, defaultBatchTokens)}
	if m.settings, err = readSettings(f); err != nil {
		return nil, err
	}
	if m.rawTokens, err = f.read("tokenizer.json"); err != nil {
		return nil, err
	}
	if m.rawTokens == nil {
		return nil, fmt.Errorf("%w: %s has no tokenizer.json; convert its tokenizer with Hugging Face's tokenizers library", ErrNoModel, f)
	}
	m.tokenizer, err = tokenize.Load(m.rawTokens, tokenize.Options{Lowercase: m.settings.lowercase})
	if err != nil {
		return nil, fmt.Errorf("cannot load the tokenizer of %s: %w", f, err)
	}
	if m.library, err = ort.Find(ort.Options{Path: o.Runtime}); err != nil {
		return nil, err
	}
	if err := acquireEnvironment(m.library.Path); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			releaseEnvironment()
		}
	}()
	if err := m.load(positive(o.ThreadsPerRun, 1)); err != nil {
		return nil, err
	}
	workers := positive(o.Workers, runtime.GOMAXPROCS(0))
	m.slots = make(chan struct{}, workers)
	m.free = make(chan *scratch, 2*workers)
	m.known.query = m.knownTokens(m.settings.QueryPrefix)
	m.known.document = m.knownTokens(m.settings.DocumentPrefix)
	m.identified = sync.OnceValues(func() (string, error) { return identify(f, m.settings, m.rawTokens) })
	return m, nil
}

// load creates the session and checks the graph against tokenizer and settings.
func (m *Model) load(threads int) error {
	g, err := readGraph(m.folder, m.settings)
	if err != nil {
		return err
	}
	if err := m.settings.settle(g, m.tokenizer); err != nil {
		return err
	}
	if m.session, err = newSession(m.folder, m.settings.file, g, m.tokenizer.PadID(), threads); err != nil {
		return err
	}
	if err := m.probe(); err != nil {
		m.session.close()
		return err
	}
	return nil
}

// probe runs the graph on the tokenizer's largest id: a table that is too
// short fails here and not on some user's text, and the shape that comes out
// is the truth about the dimension.
func (m *Model) probe() error {
	last := m.tokenizer.VocabSize() - 1
	shape, err := m.session.probe([]int64{int64(last)})
	if err != nil {
		return fmt.Errorf("%w: the graph of %s fails on token id %d, the largest of its tokenizer.json: %w; the two are of different models: add the model again", ErrMismatch, m.folder, last, err)
	}
	g := &m.session.graph
	if len(shape) != g.rank || shape[0] != 1 || (g.rank == 3 && shape[1] != 1) {
		return fmt.Errorf("%w: the graph of %s gave shape %s for one text of one token, need %d axes with the texts first", ErrUnsupported, m.folder, shape, g.rank)
	}
	got := int(shape[g.rank-1])
	for _, declared := range []int{g.dimension, m.settings.dimension} {
		if declared != 0 && declared != got {
			return fmt.Errorf("%w: %s gives vectors of %d components and declares %d; correct \"dimension\" in model.json or add the model again", ErrMismatch, m.folder, got, declared)
		}
	}
	g.dimension = got
	return nil
}

// Query returns the unit vector [Dimension] of a search text. It returns
// ErrNoTokens for a text without a known token, and ErrClosed.
func (m *Model) Query(ctx context.Context, text string) ([]float32, error) {
	if err := m.enter(); err != nil {
		return nil, err
	}
	defer m.open.RUnlock()
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("query not embedded: %w", err)
	}
	w := m.take()
	defer m.give(w)
	t, err := m.tokenizer.AppendIDs(w.text[:0], m.settings.QueryPrefix+text, m.settings.MaxTokens)
	if err != nil {
		return nil, fmt.Errorf("cannot embed the query: %w", err)
	}
	w.text = t.IDs
	if t.Known <= m.known.query {
		return nil, fmt.Errorf("cannot embed the query: %w; use at least one word", ErrNoTokens)
	}
	v := make([]float32, m.Dimension())
	if err := m.one(v, t.IDs, w); err != nil {
		return nil, fmt.Errorf("cannot embed the query: %w", err)
	}
	return v, nil
}

// one embeds a single text into v.
func (m *Model) one(v []float32, ids []int64, w *scratch) error {
	out, err := m.session.vectors([][]int64{ids}, w)
	if err != nil {
		return err
	}
	pool(v, out.row(0, len(ids)), m.settings.Pooling)
	return normalize(v)
}

// Close waits for the calls under way and frees the model. A second Close
// does nothing.
func (m *Model) Close() error {
	m.open.Lock()
	defer m.open.Unlock()
	if m.closed {
		return nil
	}
	m.closed = true
	return errors.Join(m.session.close(), releaseEnvironment())
}

// enter holds the model open until m.open.RUnlock.
func (m *Model) enter() error {
	m.open.RLock()
	if m.closed {
		m.open.RUnlock()
		return ErrClosed
	}
	return nil
}

func (m *Model) take() *scratch {
	select {
	case w := <-m.free:
		return w
	default:
		return new(scratch)
	}
}

func (m *Model) give(w *scratch) {
	select {
	case m.free <- w:
	default: // more runs at once than usual; the garbage collector takes it
	}
}

func (m *Model) knownTokens(prefix string) int {
	if prefix == "" {
		return 0
	}
	t, err := m.tokenizer.AppendIDs(nil, prefix, m.settings.MaxTokens)
	if err != nil {
		return 0
	}
	return t.Known
}

func positive(n, otherwise int) int {
	if n > 0 {
		return n
	}
	return otherwise
}
