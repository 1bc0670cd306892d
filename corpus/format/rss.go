package format

import (
	"regexp"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// An rssItem is an item of the feed of a day that arXiv announces, of RSS 2.0.
type rssItem struct {
	Title       flow     `xml:"title"`
	Link        string   `xml:"link"`
	GUID        string   `xml:"guid"`
	Description flow     `xml:"description"`
	Creators    []flow   `xml:"creator"`
	Categories  []string `xml:"category"`
	Date        string   `xml:"pubDate"`
	Announced   string   `xml:"announce_type"` // new, cross, replace, replace-cross
	DOI         string   `xml:"DOI"`
	Journal     flow     `xml:"journal_reference"`
}

// announcement begins the descriptions: the id, what kind of news it is, and
// then the abstract.
var announcement = regexp.MustCompile(`^(?:arXiv:(\S+)\s+)?Announce Type:\s*(\S+)\s+(?:Abstract:\s*)?`)

// rssItem reads an item. The day of a feed is when a paper appeared only for
// one that is new: of a cross-list or a replacement it says nothing, and the
// date of publication stays unknown.
func (rd *reading) rssItem(_ string, record []byte) (p corpus.Paper, err error) {
	var item rssItem
	if err := decodeXML(record, &item); err != nil {
		return p, err
	}
	abstract := string(item.Description)
	x := ids{arxiv: item.Link, doi: item.DOI}
	if x.id() == "" {
		x.arxiv = oaiIdentifier(item.GUID)
	}
	if m := announcement.FindStringSubmatch(abstract); m != nil {
		abstract = abstract[len(m[0]):]
		if item.Announced == "" {
			item.Announced = m[2]
		}
		if arxivID(x.arxiv) == "" {
			x.arxiv = m[1]
		}
	}
	p = corpus.Paper{
		Source: corpus.SourceArxiv, ID: x.id(), Title: accents(string(item.Title)), Abstract: accents(abstract),
		DOI: bareDOI(firstWord(item.DOI)), Venue: accents(string(item.Journal)),
	}
	if !corpus.IsArxivID(p.ID) {
		p.URL = strings.TrimSpace(item.Link)
	}
	for _, c := range item.Categories {
		p.Categories = append(p.Categories, collapse(c))
	}
	for _, names := range item.Creators {
		p.Authors = append(p.Authors, announcedPeople(string(names))...)
	}
	if item.Announced == "" || item.Announced == "new" {
		if p.Published, err = date(cell{s: item.Date}); err != nil {
			return p, inField("pubDate", err)
		}
		p.Published = dayOf(p.Published)
	}
	return p, nil
}

// announcedPeople are the authors in one text, with their affiliations.
func announcedPeople(s string) []string { return splitPeople(withoutLaTeX(withoutAffiliations(s))) }
