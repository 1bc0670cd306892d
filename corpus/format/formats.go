package format

import "slices"

// A Format names how papers are written down.
type Format string

// The formats that are read. The content tells them apart; a name is needed
// only to overrule it.
const (
	// Page is the Daily Papers page saved as text.
	Page Format = "page"

	// Daily is what the daily papers API answers: an array, one item, JSON
	// Lines; the paper wrapped in an item or bare. Or the page saved as HTML, which
	// holds the same.
	Daily Format = "daily"

	// Arxiv is the metadata snapshot of arXiv as Kaggle has it.
	Arxiv Format = "arxiv"

	// JSONL is JSON with the names of Paper or one of their aliases: lines, an
	// array, one object. It is what a Writer writes.
	JSONL Format = "jsonl"

	// CSV is a table with a header, its columns named as in JSONL; with commas,
	// semicolons or tabs.
	CSV Format = "csv"

	// Atom is the feed that the API of arXiv answers.
	Atom Format = "atom"

	// OAI is what OAI-PMH answers, of arXiv in its forms arXiv, arXivRaw and
	// oai_dc, of others in oai_dc.
	OAI Format = "oai"

	// RSS is the feed of a day of arXiv.
	RSS Format = "rss"

	// PubMed is the XML of PubMed: a baseline or update file, or an answer.
	PubMed Format = "pubmed"

	// OpenAlex are the works of OpenAlex: of the API or the snapshot.
	OpenAlex Format = "openalex"

	// SemanticScholar are the papers of Semantic Scholar: of the graph API, of
	// the recommendations, of the datasets papers and abstracts.
	SemanticScholar Format = "semanticscholar"

	// CSLJSON is the JSON of citation styles, as Zotero and pandoc write it.
	CSLJSON Format = "csljson"

	// BibTeX are the files of BibTeX and BibLaTeX.
	BibTeX Format = "bibtex"

	// RIS is what publishers and reference managers export.
	RIS Format = "ris"
)

// Formats lists the formats.
func Formats() []Format {
	return []Format{
		Page, Daily, Arxiv, JSONL, CSV,
		Atom, OAI, RSS, PubMed, OpenAlex, SemanticScholar, CSLJSON,
		BibTeX, RIS,
	}
}

// Known reports whether f is one of Formats.
func (f Format) Known() bool { return slices.Contains(Formats(), f) }
