package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
)

// Report is what Run found out about one collection.
type Report struct {
	Set string `json:"set"`

	Documents          int `json:"documents"`           // with different ids
	EmptyDocuments     int `json:"empty_documents"`     // of those, without title and text: never found
	UnindexedDocuments int `json:"unindexed_documents"` // of those, with text of which the searcher made nothing
	DuplicateDocuments int `json:"duplicate_documents"` // repeated ids, left out
	MissingDocuments   int `json:"missing_documents"`   // relevant, but not in the corpus: never found, yet in the ideal

	Queries              int `json:"queries"`               // measured
	SkippedQueries       int `json:"skipped_queries"`       // without a judgment above 0
	UnknownQueries       int `json:"unknown_queries"`       // judged, but not in the query file
	DuplicateQueries     int `json:"duplicate_queries"`     // repeated ids, left out
	ConflictingJudgments int `json:"conflicting_judgments"` // contradict an earlier one, left out

	IndexSeconds float64      `json:"index_seconds"`
	Modes        []ModeReport `json:"modes"`
}

// ModeReport is one way to search one collection: the means over its queries,
// and what one query takes.
type ModeReport struct {
	Mode string `json:"mode"`
	Scores
	P50 float64 `json:"p50_ms"` // milliseconds, nearest rank
	P99 float64 `json:"p99_ms"` // milliseconds, nearest rank

	// PerQuery is in the order of Collection.Queries, for paired tests.
	PerQuery []Scores `json:"-"`
}

// MeanReport is one mode over several collections.
type MeanReport struct {
	Mode string `json:"mode"`
	Sets int    `json:"sets"` // collections that were searched in this mode
	Scores
}

// Means averages each mode over collections; each collection counts the same,
// however many queries it has. Modes come in the order they are first met.
func Means(reports []Report) []MeanReport {
	var modes []string
	scores := map[string][]Scores{}
	for _, r := range reports {
		for _, m := range r.Modes {
			if !slices.Contains(modes, m.Mode) {
				modes = append(modes, m.Mode)
			}
			scores[m.Mode] = append(scores[m.Mode], m.Scores)
		}
	}
	means := make([]MeanReport, len(modes))
	for i, mode := range modes {
		means[i] = MeanReport{Mode: mode, Sets: len(scores[mode]), Scores: mean(scores[mode])}
	}
	return means
}

// WriteJSON writes {"sets": [Report...], "mean": [MeanReport...]}, indented.
func WriteJSON(w io.Writer, reports []Report) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	err := e.Encode(struct {
		Sets []Report     `json:"sets"`
		Mean []MeanReport `json:"mean"`
	}{append([]Report{}, reports...), Means(reports)}) // [] and not null without reports
	if err != nil {
		return fmt.Errorf("eval: cannot write the report: %w", err)
	}
	return nil
}
