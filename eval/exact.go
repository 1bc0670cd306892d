package eval

import (
	"context"
	"fmt"
	"iter"
	"math"
	"runtime"
	"sync"
)

// Embedder turns text into vectors of unit length and one dimension. A text that
// has no vector (no token that the model knows) gets a nil one; that is no
// error.
type Embedder interface {
	Documents(ctx context.Context, texts []string) ([][]float32, error) // in the order of texts
	Query(ctx context.Context, text string) ([]float32, error)
}

// ExactOptions says how much Exact does at a time.
type ExactOptions struct {
	// Batch is how many texts the embedder gets at once. Default 1024.
	Batch int

	// Workers is how many goroutines share the documents of a search. Default the
	// number of processors Go may use.
	Workers int
}

// Exact searches by comparing the query with every document: the dot product of
// unit vectors, which is their cosine. It finds what is nearest by definition,
// so a score of it is a score of the embedder. Search may be called from many
// goroutines, but not during Index.
type Exact struct {
	embedder  Embedder
	batch     int
	workers   int
	dimension int            // 0 before the first vector
	ids       []string       // of the documents that have a vector
	position  map[string]int // of an id in ids
	vectors   []float32      // len(ids) rows of dimension
}

var _ Searcher = (*Exact)(nil)

// NewExact returns a searcher without documents.
func NewExact(e Embedder, o ExactOptions) *Exact {
	if o.Batch <= 0 {
		o.Batch = 1024
	}
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return &Exact{embedder: e, batch: o.Batch, workers: o.Workers}
}

// Modes is "semantic".
func (x *Exact) Modes() []string { return []string{"semantic"} }

// Index embeds docs batch by batch. Documents without a vector are left out of
// the count it returns. The error is the embedder's, or says which vector has
// not the dimension of the others or not the length 1.
func (x *Exact) Index(ctx context.Context, docs iter.Seq[Document]) (int, error) {
	x.dimension, x.ids, x.position, x.vectors = 0, nil, map[string]int{}, nil
	var batch, texts []string // ids and what is embedded
	for d := range docs {
		batch, texts = append(batch, d.ID), append(texts, d.Content())
		if len(batch) == x.batch {
			if err := x.add(ctx, batch, texts); err != nil {
				return 0, err
			}
			batch, texts = batch[:0], texts[:0]
		}
	}
	if len(batch) > 0 {
		if err := x.add(ctx, batch, texts); err != nil {
			return 0, err
		}
	}
	return len(x.ids), nil
}

func (x *Exact) add(ctx context.Context, ids, texts []string) error {
	vectors, err := x.embedder.Documents(ctx, texts)
	if err != nil {
		return err
	}
	if len(vectors) != len(texts) {
		return fmt.Errorf("embedder returned %d vectors for %d texts: %w", len(vectors), len(texts), ErrSearcher)
	}
	for i, v := range vectors {
		if v == nil {
			continue
		}
		if x.dimension == 0 {
			x.dimension = len(v)
		}
		if err := x.check(v); err != nil {
			return fmt.Errorf("document %q: %w", ids[i], err)
		}
		x.position[ids[i]] = len(x.ids)
		x.ids = append(x.ids, ids[i])
		x.vectors = append(x.vectors, v...)
	}
	return nil
}

// check refuses a vector whose dot products would be no cosines.
func (x *Exact) check(v []float32) error {
	if len(v) != x.dimension || len(v) == 0 {
		return fmt.Errorf("vector of %d dimensions, need %d: %w", len(v), x.dimension, ErrSearcher)
	}
	square := 0.0
	for _, value := range v {
		square += float64(value) * float64(value)
	}
	if length := math.Sqrt(square); !(math.Abs(length-1) <= 1e-3) { // true for NaN too
		return fmt.Errorf("vector of length %v, need 1: %w", length, ErrSearcher)
	}
	return nil
}

// Search returns the k nearest documents by cosine, nearest first, equal cosines
// by id. It embeds the query, so its time is the whole time of a query. A query
// without a vector has no hits.
func (x *Exact) Search(ctx context.Context, _ string, q Query, k int) ([]Hit, error) {
	query, err := x.embedder.Query(ctx, q.Text)
	if err != nil || query == nil || len(x.ids) == 0 {
		return nil, err
	}
	if err := x.check(query); err != nil {
		return nil, fmt.Errorf("query %q: %w", q.ID, err)
	}
	var excluded map[int]bool
	if len(q.Exclude) > 0 {
		excluded = map[int]bool{}
		for _, id := range q.Exclude {
			if at, ok := x.position[id]; ok {
				excluded[at] = true
			}
		}
	}
	best := x.nearest(query, excluded, k)
	hits := make([]Hit, len(best))
	for i, c := range best {
		hits[i] = Hit{x.ids[c.document], float64(c.score)}
	}
	return hits, nil
}

// nearest gives each worker a range of documents and merges their best.
func (x *Exact) nearest(query []float32, excluded map[int]bool, k int) []candidate {
	share := (len(x.ids) + x.workers - 1) / x.workers
	parts := make([]topK, x.workers)
	var group sync.WaitGroup
	for i := range parts {
		from, to := min(i*share, len(x.ids)), min((i+1)*share, len(x.ids))
		parts[i] = topK{k: k, worse: x.worse}
		group.Go(func() {
			for at := from; at < to; at++ {
				if !excluded[at] {
					parts[i].offer(candidate{dot(query, x.vectors[at*x.dimension:(at+1)*x.dimension]), at})
				}
			}
		})
	}
	group.Wait()
	all := topK{k: k, worse: x.worse}
	for _, part := range parts {
		for _, c := range part.heap {
			all.offer(c)
		}
	}
	return all.best()
}

func (x *Exact) worse(a, b candidate) bool {
	if a.score != b.score {
		return a.score < b.score
	}
	return x.ids[a.document] > x.ids[b.document]
}

// dot sums in four lanes, so that additions do not wait for each other. The
// result depends on a and b alone, not on who computes it.
func dot(a, b []float32) float32 {
	b = b[:len(a)]
	var s0, s1, s2, s3 float32
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}
