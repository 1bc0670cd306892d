package corpus

import (
	"cmp"
	"slices"
	"strings"
)

// The sources that readers name: who says what a record says. Records of one
// source about one paper replace each other; those of several are kept beside
// each other, and the paper is made of all of them.
const (
	SourceArxiv    = "arxiv"
	SourcePubMed   = "pubmed"
	SourceDaily    = "hf" // the Daily Papers of Hugging Face
	SourceScholar  = "semanticscholar"
	SourceOpenAlex = "openalex"
	SourceLibrary  = "library" // BibTeX, RIS, CSL-JSON
	SourcePlain    = ""        // JSON, CSV, Parquet, HTTP
)

// unknownSource is of papers from a store of schema version 1, which kept no
// source: the first record that comes for one is laid over it.
const unknownSource = "?"

// precedence orders sources where two of them give a field: who publishes a
// paper before who catalogs it before who keeps a list of what to read. Others
// stand behind all of these.
var precedence = []string{SourceArxiv, SourcePubMed, SourceDaily, SourceScholar, SourceOpenAlex, SourceLibrary, SourcePlain}

// Fields for which another order is right. arXiv's venue is a citation, as in
// Phys.Rev.D76:013009, not a name. OpenAlex counts the citations of a preprint
// at the published article.
var (
	venuePrecedence    = []string{SourcePubMed, SourceScholar, SourceOpenAlex}
	citationPrecedence = []string{SourceScholar, SourceOpenAlex}
)

// placeIn is where a source stands in an order, len(order) where it does not.
func placeIn(order []string, source string) int {
	if i := slices.Index(order, source); i >= 0 {
		return i
	}
	return len(order)
}

// compareRecords orders the records of a paper by the precedence of their
// sources; those of one source by their ids.
func compareRecords(a, b *record) int {
	return cmp.Or(
		cmp.Compare(placeIn(precedence, a.source), placeIn(precedence, b.source)),
		cmp.Compare(a.source, b.source),
		compareIDs(a.paper.ID, b.paper.ID),
		compareIDs(a.key, b.key),
	)
}

// isSource reports the shape that names of sources have.
func isSource(s string) bool {
	return len(s) <= MaxSource && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}
