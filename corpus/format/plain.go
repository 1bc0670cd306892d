package format

import (
	"cmp"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// plainPaper reads an object with the names of fieldNames. Flattened dumps of
// the daily papers (paper_title, paper_organization.fullname) are among them:
// what their names say is read as dailyPaper does.
func plainPaper(record value) (corpus.Paper, error) {
	var r row
	record.fields(func(key []byte, v value) {
		f, rank := lookUp(string(key))
		r.set(f, rank, cell{v: v})
	})
	return r.paper()
}

// A row is a record by fields.
type row struct {
	cells [fieldCount]cell
	ranks [fieldCount]rank
	daily bool // it is of a flattened dump of the daily papers
}

// set keeps the cell unless it is empty, or the field has one whose name goes
// before. Of two equal names the last counts.
func (r *row) set(f field, rank rank, c cell) {
	if f == fieldNone || c.absent() || !r.cells[f].absent() && rank > r.ranks[f] {
		return
	}
	r.cells[f], r.ranks[f] = c, rank
	r.daily = r.daily || f != fieldID && rank < notPrefixed
}

func (r *row) paper() (p corpus.Paper, err error) {
	for _, t := range []struct {
		f    field
		to   *string
		read func(cell) (string, error)
	}{
		{fieldID, &p.ID, cell.text},
		{fieldTitle, &p.Title, line},
		{fieldAbstract, &p.Abstract, line},
		{fieldOrganization, &p.Organization, named},
		{fieldVenue, &p.Venue, named},
		{fieldURL, &p.URL, line},
		{fieldDOI, &p.DOI, line},
		{fieldRepository, &p.Repository, line},
	} {
		if *t.to, err = t.read(r.cells[t.f]); err != nil {
			return p, inField(fieldNames[t.f][0], err)
		}
	}
	for f, text := range map[field]*string{fieldTitle: &p.Title, fieldAbstract: &p.Abstract} {
		if r.ranks[f] < notPrefixed {
			*text = accents(*text)
		}
	}
	if r.ranks[fieldID] < notPrefixed {
		p.ID = restoreArxivID(p.ID)
	}
	if err := r.ids(&p); err != nil {
		return p, err
	}
	if r.daily {
		p.Source = corpus.SourceDaily
	}
	if p.Authors, err = authors(r.cells[fieldAuthors]); err != nil {
		return p, inField("authors", err)
	}
	if p.Categories, err = list(r.cells[fieldCategories], splitCategories); err != nil {
		return p, inField("categories", err)
	}
	if p.Votes, err = count(r.cells[fieldVotes]); err != nil {
		return p, inField("votes", err)
	}
	if p.Citations, err = count(r.cells[fieldCitations]); err != nil {
		return p, inField("citations", err)
	}
	known, err := count(r.cells[fieldAuthorCount])
	if err != nil {
		return p, inField("author_count", err)
	}
	if known != nil {
		p.AuthorCount = *known
	}
	return p, r.dates(&p)
}

// ids adds the ids that stand beside the first. One of arXiv that is alone may
// be of any shape.
func (r *row) ids(p *corpus.Paper) (err error) {
	var x ids
	for _, t := range []struct {
		f  field
		to *string
	}{{fieldArxiv, &x.arxiv}, {fieldPubMed, &x.pubMed}, {fieldOpenAlex, &x.openAlex}, {fieldScholar, &x.corpusID}} {
		if *t.to, err = line(r.cells[t.f]); err != nil {
			return inField(fieldNames[t.f][0], err)
		}
	}
	if p.Aliases, err = list(r.cells[fieldAliases], strings.Fields); err != nil {
		return inField("aliases", err)
	}
	x.arxiv = restoreArxivID(x.arxiv)
	p.ID, p.Aliases = cmp.Or(p.ID, x.arxiv), append(p.Aliases, x.all()...)
	return nil
}

// dates reads the date of publication, or the year where it is missing, and
// the day of the list.
func (r *row) dates(p *corpus.Paper) (err error) {
	if p.Published, err = date(r.cells[fieldPublished]); err != nil {
		return inField("published", err)
	}
	if r.ranks[fieldPublished] < notPrefixed {
		p.Published = withoutMidnight(p.Published)
	}
	if p.Published.IsZero() {
		if p.Published, err = date(r.cells[fieldYear]); err != nil {
			return inField("year", err)
		}
	}
	if p.Listed, err = date(r.cells[fieldListed]); err != nil {
		return inField("listed", err)
	}
	p.Listed = dayOf(p.Listed)
	return nil
}

// line is a text with its runs of white space collapsed.
func line(c cell) (string, error) {
	s, err := c.text()
	return collapse(s), err
}

// named is a name, as a text or as an object that holds it.
func named(c cell) (string, error) {
	if c.v != nil {
		return naming(c.v)
	}
	return line(c)
}

// authors reads a list of people, in any of the ways in which people write one.
func authors(c cell) ([]string, error) {
	if c.v.kind() == "an array" {
		return people(c.v)
	}
	s, err := c.text()
	if err != nil {
		return nil, err
	}
	if v, ok := printedList(s); ok && v.kind() == "an array" {
		return people(v)
	}
	return list(c, splitPeople)
}
