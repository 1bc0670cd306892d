package kindred

import (
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// Sizes says what takes the room on the disk, in bytes, beside the store's file and
// its log.
type Sizes struct {
	GraphBytes  int64 `json:"index_graph_bytes,omitempty"`  // of the index file: codes and links
	VectorBytes int64 `json:"index_vector_bytes,omitempty"` // vectors, for the final order
	ColumnBytes int64 `json:"index_column_bytes,omitempty"` // what filters and ranking need
	WordBytes   int64 `json:"index_word_bytes,omitempty"`   // the index of words

	PaperBytes   int64 `json:"paper_bytes,omitempty"` // of store, log and index, for each paper
	FreeBytes    int64 `json:"free_bytes"`            // of the store's file, which the next papers fill
	CompactBytes int64 `json:"compact_bytes"`         // that Compact would give back at least
}

// measure says what the parts of a generation take.
func (s *Sizes) measure(g *generation) {
	for _, part := range g.file.Sections() {
		to, name := &s.ColumnBytes, part.Name()
		switch {
		case strings.HasPrefix(name, "lexical/"):
			to = &s.WordBytes
		case name == "flat.vectors" || name == "hnsw.vectors":
			to = &s.VectorBytes
		case strings.HasPrefix(name, "flat") || strings.HasPrefix(name, "hnsw"):
			to = &s.GraphBytes
		}
		*to += int64(part.Len())
	}
}

// gaps is what of a generation belongs to papers that the store has no more: the
// columns of slots that are gone, the rows of vectors that nobody has. Words of
// such papers are left out of every generation.
func (s *Sizes) gaps(g *generation, now corpus.Stats) (bytes int64) {
	slots := int64(g.Slots)
	if gone := slots - int64(min(g.Papers, now.Papers)); gone > 0 {
		bytes += s.ColumnBytes * gone / slots
	}
	if g.Model.Dim > 0 {
		rows := s.VectorBytes / int64(2*g.Model.Dim)
		if gone := rows - int64(now.Vectors); gone > 0 {
			bytes += (s.VectorBytes + s.GraphBytes) * gone / rows
		}
	}
	return bytes
}
