package kindred

// MaxRejections is how many rejected records a Report keeps.
const MaxRejections = 1000

// AddOptions say how to import. The zero value works.
type AddOptions struct {
	// Strict stops at the first bad record with ErrRejected. Default false.
	Strict bool

	// MergeTitles makes a record one with the papers of the same title, also
	// where both have ids of their own: see corpus.PlanOptions. Default: titles
	// count only where there is no other id.
	MergeTitles bool

	// DryRun counts what the import would do and changes nothing. No model is
	// needed. Default false.
	DryRun bool

	// Progress is called after each batch that is durable, from one goroutine
	// at a time; those that the report counts as Read are the first so many records
	// of the sequence. Default none.
	Progress func(Report)
}

// A Report counts what an import did.
type Report struct {
	Added     int `json:"added"`
	Updated   int `json:"updated"`
	Unchanged int `json:"unchanged"`

	// Rejected are the records that were passed over, the first
	// MaxRejections; RejectedCount counts all.
	Rejected      []Rejection `json:"rejected"`
	RejectedCount int         `json:"rejected_count"`

	// Read counts the records. Each was added, updated, unchanged or rejected.
	Read int `json:"read"`

	// Merged counts those, of the updated and the unchanged, that became part of
	// a paper that another id or another source had brought.
	Merged int `json:"merged"`

	// Embedded counts the texts that were embedded: those that are new.
	Embedded int `json:"embedded"`
}

// A Rejection is one record that was passed over.
type Rejection struct {
	Line   int    `json:"line,omitempty"` // where it begins, from 1; 0 when not known
	Reason string `json:"reason"`
}
