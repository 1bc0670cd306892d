package format

import (
	"cmp"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// scholarPaper reads a paper of Semantic Scholar: of the graph API, and of the
// datasets papers and abstracts, whose keys are all in lower case.
//
//   - Citations and references of a paper stand in citingPaper and citedPaper.
//   - An abstract that is null gives way to the sentence of the tldr.
//   - The dataset abstracts has no titles; its records have the id of their
//     paper and complete it, see Source.
//   - Categories are the fields of study, those that the source gave first.
func scholarPaper(record value) (corpus.Paper, error) {
	for _, key := range []string{"citingPaper", "citedPaper"} {
		if inner := record.get(key); inner.kind() == "an object" {
			record = inner
		}
	}
	f := lowerFieldsOf(record, "paperid", "corpusid", "externalids", "openaccessinfo", "title", "abstract", "tldr", "year", "publicationdate",
		"venue", "citationcount", "fieldsofstudy", "s2fieldsofstudy", "authors", "url")
	external := f.values["externalids"]
	if external.absent() {
		external = lowerFieldsOf(f.values["openaccessinfo"], "externalids").values["externalids"]
	}
	e := lowerFieldsOf(external, "arxiv", "doi", "pubmed", "corpusid")
	x := ids{
		arxiv: e.line("arxiv"), doi: e.line("doi"), pubMed: e.line("pubmed"),
		corpusID: cmp.Or(f.line("corpusid"), e.line("corpusid")), paperID: f.line("paperid"),
	}
	p := corpus.Paper{
		Source: corpus.SourceScholar, ID: x.id(), Aliases: x.all(), DOI: bareDOI(x.doi), Title: f.line("title"), Abstract: f.line("abstract"), Venue: f.line("venue"),
		Authors: f.names("authors", "name"), Published: f.date("publicationdate", "year"), Citations: f.count("citationcount"),
	}
	if p.Abstract == "" {
		p.Abstract = fieldsOf(f.values["tldr"], "text").line("text")
	}
	if strings.HasPrefix(strings.ToLower(p.Venue), "arxiv") {
		p.Venue = ""
	}
	if !corpus.IsArxivID(p.ID) {
		p.URL = f.line("url")
	}
	p.Categories = append(f.names("fieldsofstudy", "category"), f.names("s2fieldsofstudy", "category")...)
	return p, cmp.Or(f.err, e.err)
}
