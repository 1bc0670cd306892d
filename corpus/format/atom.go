package format

import (
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// An atomEntry is an entry of the feed that the API of arXiv answers, or of its
// feed of a day, which is that of RSS with the names of Atom.
type atomEntry struct {
	ID        string     `xml:"id"`
	Title     flow       `xml:"title"`
	Summary   flow       `xml:"summary"`
	Published string     `xml:"published"`
	Authors   []flow     `xml:"author>name"`
	Primary   atomTerm   `xml:"primary_category"`
	Category  []atomTerm `xml:"category"`
	Journal   flow       `xml:"journal_ref"`
	DOI       string     `xml:"doi"`
	Announced string     `xml:"announce_type"` // of a day
	Creators  []flow     `xml:"creator"`       // of a day
	Links     []struct {
		Rel  string `xml:"rel,attr"`
		HRef string `xml:"href,attr"`
	} `xml:"link"`
}

type atomTerm struct {
	Term string `xml:"term,attr"`
}

// atomErrors begins the ids of entries that are no papers but faults of the
// question.
const atomErrors = "arxiv.org/api/errors"

// atomEntry reads an entry.
//
//   - The id is a URL with a version, which no id of a paper has.
//   - published is the date of the first version, updated that of this one.
//   - Categories mix those of arXiv with codes of the ACM and the MSC ("I.2.6"),
//     which are dropped; the primary one goes first.
//   - An error of the API is a feed with one entry, that says what was wrong.
//   - In the feed of a day the id is one of OAI, the authors are one text, the
//     abstract stands behind an announcement, and published is that of the day.
func (rd *reading) atomEntry(_ string, record []byte) (p corpus.Paper, err error) {
	var e atomEntry
	if err := decodeXML(record, &e); err != nil {
		return p, err
	}
	if strings.Contains(e.ID, atomErrors) {
		return p, &AnswerError{Text: string(e.Summary)}
	}
	p = corpus.Paper{
		Source: corpus.SourceArxiv, Title: accents(string(e.Title)), Abstract: accents(string(e.Summary)),
		Venue: accents(string(e.Journal)), DOI: bareDOI(firstWord(e.DOI)),
	}
	p.ID = ids{arxiv: oaiIdentifier(e.ID), doi: p.DOI}.id()
	if p.ID == "" {
		p.ID = strings.TrimSpace(e.ID)
	}
	if e.Announced == "" || e.Announced == "new" {
		if p.Published, err = date(cell{s: e.Published}); err != nil {
			return p, inField("published", err)
		}
	}
	if e.Announced != "" {
		p.Published = dayOf(p.Published)
		p.Abstract = p.Abstract[len(announcement.FindString(p.Abstract)):]
	}
	for _, names := range e.Creators {
		p.Authors = append(p.Authors, announcedPeople(string(names))...)
	}
	for _, name := range e.Authors {
		p.Authors = append(p.Authors, withoutLaTeX(string(name)))
	}
	for _, c := range append([]atomTerm{e.Primary}, e.Category...) {
		if isArxivCategory(c.Term) {
			p.Categories = append(p.Categories, c.Term)
		}
	}
	for _, l := range e.Links {
		if l.Rel == "alternate" && !corpus.IsArxivID(p.ID) {
			p.URL = strings.TrimSpace(l.HRef)
		}
	}
	return p, nil
}

// firstWord is what stands before the first space: some texts hold several DOIs.
func firstWord(s string) string {
	word, _, _ := strings.Cut(strings.TrimSpace(s), " ")
	return word
}
