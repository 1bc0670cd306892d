package kindred

import (
	"context"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/index/staged"
	"github.com/kindred-search/kindred/index/vec"
)

// Stats are the counts and sizes of an engine, the JSON of GET /v1/stats.
type Stats struct {
	Papers   int   `json:"papers"`
	Vectors  int   `json:"vectors"` // papers with a vector
	Deleted  int   `json:"deleted"` // ids that were deleted
	Voted    int   `json:"voted"`   // papers with votes
	P99Votes int   `json:"p99_votes"`
	Seq      int64 `json:"seq"` // the number of the last change

	Model     string `json:"model,omitempty"`          // that made the store's vectors
	Identity  string `json:"model_identity,omitempty"` // its SHA-256
	Dimension int    `json:"dimension,omitempty"`
	NextModel string `json:"next_model,omitempty"` // for which vectors are being gathered
	NextReady int    `json:"next_ready,omitempty"` // papers that have theirs

	Index    string  `json:"index"`               // the kind: flat, hnsw or coder
	Kernel   string  `json:"kernel"`              // of the vector arithmetic
	Recall   float64 `json:"self_recall"`         // recall@10 against exact search; 1 for flat, 0 when it was not measured
	EfSearch int     `json:"ef_search,omitempty"` // with which it was measured
	Pending  int     `json:"pending,omitempty"`   // vectors that wait for the graph, and are searched exactly meanwhile
	PairMean float64 `json:"pair_mean,omitempty"` // mean cosine of random pairs of papers; when in memory
	Loaded   bool    `json:"loaded"`              // papers are in memory

	Path     string `json:"path"`
	Bytes    int64  `json:"bytes"` // of the store's file
	LogBytes int64  `json:"log_bytes"`

	IndexBytes int64 `json:"index_bytes,omitempty"` // of the file in the index folder; 0 without
	Sizes
}

// Stats counts what there is. It brings nothing into memory.
func (e *Engine) Stats(ctx context.Context) (Stats, error) {
	if err := e.begin(); err != nil {
		return Stats{}, err
	}
	defer e.end()
	s, err := e.store.Stats(ctx)
	if err != nil {
		return Stats{}, err
	}
	stats := Stats{
		Papers: s.Papers, Vectors: s.Vectors, Deleted: s.Deleted, Voted: s.Voted, P99Votes: s.P99, Seq: s.Seq,
		Model: s.Model.Name, Identity: s.Model.Identity, Dimension: s.Model.Dim, NextModel: s.Next.Name, NextReady: s.Ready,
		Index: kindFlat, Kernel: vec.Kernel(), Recall: 1,
		Path: e.store.Path(), Bytes: s.Bytes, LogBytes: s.LogBytes,
		Sizes: Sizes{FreeBytes: s.Free, CompactBytes: s.Free},
	}
	e.onDisk(&stats, s)
	if s.Papers > 0 {
		stats.PaperBytes = (stats.Bytes + stats.LogBytes + stats.IndexBytes) / int64(s.Papers)
	}
	e.publishing.RLock()
	defer e.publishing.RUnlock()
	if e.view != nil {
		stats.Loaded, stats.PairMean = true, e.view.pairMean
		if x := e.view.index; x != nil {
			stats.indexed(x, e.measured)
		}
	}
	return stats, nil
}

// onDisk says what the index is that the next engine opens.
func (e *Engine) onDisk(stats *Stats, s corpus.Stats) {
	for _, g := range e.openGenerations() {
		if stats.IndexBytes == 0 && g.Store == s.Store && g.Model == s.Model && g.Seq <= s.Seq {
			stats.IndexBytes = g.file.Size()
			stats.measure(g)
			stats.CompactBytes += stats.gaps(g, s)
			if stats.Index = g.Index.Kind; stats.Index != kindFlat {
				stats.Recall, stats.EfSearch, stats.Pending = g.Index.Recall, g.Index.EfSearch, g.Index.Pending
			}
		}
		g.close()
	}
}

// indexed says what the index is at present, and how accurate.
func (s *Stats) indexed(x *staged.Index, m measurement) {
	s.Index, s.Recall, s.EfSearch, s.Pending = kindOf(x), 1, 0, 0
	if s.Index == kindFlat {
		return
	}
	s.Pending, s.Recall = x.Pending(), 0
	if m.index == x {
		s.Recall, s.EfSearch = m.recall, m.efSearch
	}
}
