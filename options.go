package kindred

import (
	"context"
	"log/slog"
	"time"

	"github.com/kindred-search/kindred/embed"
)

// An Embedder turns text into unit vectors; *embed.Model is one. Its methods
// are called from many goroutines. When it has Settings() embed.Settings, its
// name comes from there; when it has Close() error, the engine calls it.
type Embedder interface {
	// Query returns the unit vector of a search text, or an error that
	// embed.OfText knows when the text is at fault.
	Query(ctx context.Context, text string) ([]float32, error)

	// Documents returns one Embedding for each text, in their order.
	Documents(ctx context.Context, texts []string) ([]embed.Embedding, error)

	// Dimension is the number of components of every vector.
	Dimension() int

	// Identity names what makes the vectors: those of equal identity are
	// comparable, others are not.
	Identity() (string, error)
}

var _ Embedder = (*embed.Model)(nil)

// Options of an Engine. The zero value works.
type Options struct {
	// OpenModel opens the model; it is called once, by the first call that
	// needs one, and the engine closes the model. Default: the built-in model.
	OpenModel func() (Embedder, error)

	// Runtime is ONNX Runtime's library for the built-in model, a file or the
	// folder it lies in. Default: where package embed/ort finds it.
	Runtime string

	// Index is the kind of vector index: "flat", which is exact, "hnsw", a graph,
	// "auto", which is flat for few papers and hnsw for more, or "coder", the graph of
	// github.com/coder/hnsw, which is searched only if it reaches Recall. Default
	// "auto".
	Index string

	// Recall is the recall@10 that a graph is to reach, above 0 and at most 1:
	// its efSearch is chosen for it. Default 0.98.
	Recall float64

	// ReadOnly opens an existing store for reading, beside a writer or alone;
	// every change is then ErrReadOnly. Default: for reading and writing.
	ReadOnly bool

	// Now is the clock, read once per query for the age of papers.
	// Default time.Now.
	Now func() time.Time

	// Log is told what an operator may want to know. Default: nothing is logged.
	Log *slog.Logger

	// Workers is the most goroutines that one search, and embedding during an
	// import, use. Default runtime.GOMAXPROCS(0).
	Workers int
}
