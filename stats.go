package kindred

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

	Index    string  `json:"index"`               // the kind: flat
	Kernel   string  `json:"kernel"`              // of the vector arithmetic
	Recall   float64 `json:"self_recall"`         // at 10, against exact search; 1 for flat
	PairMean float64 `json:"pair_mean,omitempty"` // mean cosine of random pairs of papers; when in memory
	Loaded   bool    `json:"loaded"`              // papers are in memory

	Path     string `json:"path"`
	Bytes    int64  `json:"bytes"` // of the store's file
	LogBytes int64  `json:"log_bytes"`
}
