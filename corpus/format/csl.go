package format

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// cslItem reads an item of CSL-JSON, as Zotero, pandoc and doi.org write it,
// and the works of Crossref, which are nearly that.
//
//   - The id is a name within one library, and no id of a paper. That of arXiv
//     may stand in number, archive_location, URL or note.
//   - A name is an object of parts, or literal for a group.
//   - A date is [[year, month, day]], as numbers or as texts, of which the
//     later may be missing or 0, or a text in raw or literal.
//   - Title and journal are lists in Crossref; texts may hold markup.
//   - What CSL has no field for stands in custom, as Writer puts it there.
func cslItem(record value) (corpus.Paper, error) {
	f := fieldsOf(record, "title", "abstract", "author", "issued", "published", "container-title", "event-title", "DOI", "URL", "PMID", "number",
		"archive_location", "eprint", "note", "keyword", "categories", "custom")
	x := ids{doi: f.line("DOI"), pubMed: f.line("PMID")}
	for _, s := range []string{f.line("number"), f.line("archive_location"), f.line("eprint"), f.line("URL"), arxivMention(f.line("note"))} {
		x.arxiv = cmp.Or(x.arxiv, arxivID(s))
	}
	custom := fieldsOf(f.values["custom"], "id", "published", "listed", "votes", "citations", "organization", "repository", "author_count", "aliases")
	p := corpus.Paper{
		Source: corpus.SourceLibrary, DOI: cmp.Or(bareDOI(x.doi), x.doi), URL: f.line("URL"),
		Title: collapse(withoutTags(f.firstLine("title"))), Abstract: collapse(withoutTags(f.line("abstract"))),
		Venue:     collapse(withoutTags(cmp.Or(f.firstLine("container-title"), f.line("event-title")))),
		Published: custom.date("published"), Listed: dayOf(custom.date("listed")),
		Votes: custom.count("votes"), Citations: custom.count("citations"),
		Organization: custom.line("organization"), Repository: custom.line("repository"),
	}
	if n := custom.count("author_count"); n != nil {
		p.AuthorCount = *n
	}
	x.name(&p, custom.line("id"), custom.line("aliases"))
	p.URL = withoutOwnURL(p.ID, p.URL)
	if p.Published.IsZero() {
		var err error
		if p.Published, err = cslDate(f.values["issued"]); err == nil && p.Published.IsZero() {
			p.Published, err = cslDate(f.values["published"])
		}
		f.fail("issued", err)
	}
	f.values["author"].elements(func(v value) {
		who := fieldsOf(v, "literal", "name", "given", "dropping-particle", "non-dropping-particle", "family", "suffix")
		name := cmp.Or(who.line("literal"), who.line("name"), collapse(strings.Join([]string{
			who.line("given"), who.line("dropping-particle"), who.line("non-dropping-particle"), who.line("family"), who.line("suffix")}, " ")))
		p.Authors = append(p.Authors, name)
		f.fail("author", who.err)
	})
	var err error
	if p.Categories, err = list(cell{v: f.values["categories"]}, splitCategories); err == nil && len(p.Categories) == 0 {
		p.Categories, err = list(cell{v: f.values["keyword"]}, splitCategories)
	}
	f.fail("keyword", err)
	return p, cmp.Or(f.err, custom.err)
}

// cslDate reads {"date-parts":[[2017,6,12]]}, of a span the beginning.
func cslDate(v value) (corpus.Date, error) {
	f := fieldsOf(v, "date-parts", "raw", "literal")
	var first value
	f.values["date-parts"].elements(func(v value) {
		if first == nil {
			first = v
		}
	})
	var parts []string
	first.elements(func(v value) {
		s, err := v.text()
		f.fail("date-parts", err)
		parts = append(parts, strings.TrimLeft(s, "0"))
	})
	if i := slices.Index(parts, ""); i >= 0 { // a month that is not known, or 0
		parts = parts[:i]
	}
	if f.err != nil {
		return corpus.Date{}, f.err
	}
	switch len(parts) {
	case 0:
		return f.date("raw", "literal"), f.err
	case 1, 2, 3:
		if len(parts[0]) < 4 {
			parts[0] = fmt.Sprintf("%04s", parts[0])
		}
		return date(cell{s: strings.Join(parts, "/")})
	}
	return corpus.Date{}, fmt.Errorf("%w: date-parts has %d parts; need [year, month, day]", ErrField, len(parts))
}
