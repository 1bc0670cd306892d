package format

import (
	"encoding/xml"
	"regexp"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// A pubMedRecord is an article, or a book, of PubMed.
type pubMedRecord struct {
	PMID    string        `xml:"MedlineCitation>PMID"`
	Article pubMedArticle `xml:"MedlineCitation>Article"`
	Other   []struct {
		Language string       `xml:"Language,attr"`
		Parts    []pubMedText `xml:"AbstractText"`
	} `xml:"MedlineCitation>OtherAbstract"`
	Headings []flow     `xml:"MedlineCitation>MeshHeadingList>MeshHeading>DescriptorName"`
	Keywords []flow     `xml:"MedlineCitation>KeywordList>Keyword"`
	IDs      []pubMedID `xml:"PubmedData>ArticleIdList>ArticleId"`

	Book struct {
		PMID string     `xml:"PMID"`
		IDs  []pubMedID `xml:"ArticleIdList>ArticleId"`
		In   flow       `xml:"Book>BookTitle"`
		Date pubMedDate `xml:"Book>PubDate"`
		pubMedArticle
	} `xml:"BookDocument"`
}

type pubMedArticle struct {
	Title      flow         `xml:"ArticleTitle"`
	Vernacular flow         `xml:"VernacularTitle"`
	Abstract   []pubMedText `xml:"Abstract>AbstractText"`
	Authors    []struct {
		Valid      string `xml:"ValidYN,attr"`
		Last       flow   `xml:"LastName"`
		Fore       flow   `xml:"ForeName"`
		Initials   flow   `xml:"Initials"`
		Suffix     flow   `xml:"Suffix"`
		Collective flow   `xml:"CollectiveName"`
	} `xml:"AuthorList>Author"`
	Journal  flow       `xml:"Journal>Title"`
	Date     pubMedDate `xml:"Journal>JournalIssue>PubDate"`
	Online   pubMedDate `xml:"ArticleDate"`
	Location []pubMedID `xml:"ELocationID"`
}

// A pubMedText is one part of an abstract.
type pubMedText struct {
	label string // BACKGROUND, METHODS; empty where the parts have no names
	text  flow
}

// UnmarshalXML implements xml.Unmarshaler: text with markup in it, and an
// attribute.
func (t *pubMedText) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	for _, a := range start.Attr {
		if a.Name.Local == "Label" && !strings.EqualFold(a.Value, "unlabelled") {
			t.label = collapse(a.Value)
		}
	}
	return t.text.UnmarshalXML(d, start)
}

type pubMedID struct {
	Valid string `xml:"ValidYN,attr"`
	EType string `xml:"EIdType,attr"`
	Type  string `xml:"IdType,attr"`
	Text  string `xml:",chardata"`
}

type pubMedDate struct {
	Year    string `xml:"Year"`
	Month   string `xml:"Month"` // 3, 03, Mar, March
	Day     string `xml:"Day"`
	Medline string `xml:"MedlineDate"` // 2000 Spring, 1998 Dec-1999 Jan
}

// pubMedRecord reads an article, a book, or a list of articles that are gone.
//
//   - An abstract in parts is joined as "LABEL: text"; where there is none, the
//     other abstract in English is taken, else the first of the others.
//   - A title in brackets is one that was translated; where only the original
//     is available, that is taken.
//   - Authors and DOIs that were corrected (ValidYN="N") are dropped.
//   - Month is a name or a number, and a MedlineDate ("2000 Spring", "1998
//     Dec-1999 Jan") is worth its first year.
//   - Categories are the headings of MeSH, or the keywords of the authors.
func (rd *reading) pubMedRecord(name string, record []byte) (p corpus.Paper, err error) {
	if name == "DeleteCitation" {
		var gone struct {
			PMIDs []string `xml:"PMID"`
		}
		if err := decodeXML(record, &gone); err != nil {
			return p, err
		}
		for _, s := range gone.PMIDs {
			rd.deleted(ids{pubMed: s}.id())
		}
		return p, errNoPaper
	}
	var r pubMedRecord
	if err := decodeXML(record, &r); err != nil {
		return p, err
	}
	if name == "PubmedBookArticle" {
		r.PMID, r.IDs, r.Article = r.Book.PMID, r.Book.IDs, r.Book.pubMedArticle
		r.Article.Journal, r.Article.Date = r.Book.In, r.Book.Date
	}
	a := &r.Article
	p = corpus.Paper{Source: corpus.SourcePubMed, Title: r.title(), Abstract: r.abstract(), Venue: string(a.Journal), Authors: a.authors(), DOI: r.doi()}
	x := ids{doi: p.DOI, pubMed: r.PMID}
	p.ID, p.Aliases = x.id(), x.all()
	if p.Published, err = a.Date.date(); err == nil && p.Published.IsZero() {
		p.Published, err = a.Online.date()
	}
	if err != nil {
		return p, inField("PubDate", err)
	}
	terms := r.Headings
	if len(terms) == 0 {
		terms = r.Keywords
	}
	for _, t := range terms {
		p.Categories = append(p.Categories, string(t))
	}
	return p, nil
}

func (r *pubMedRecord) title() string {
	title := string(r.Article.Title)
	if inner, ok := strings.CutPrefix(title, "["); ok {
		if inner, ok = strings.CutSuffix(strings.TrimSuffix(inner, "."), "]"); ok {
			title = inner
		}
	}
	if title == "" || strings.EqualFold(strings.TrimSuffix(title, "."), "not available") {
		return string(r.Article.Vernacular)
	}
	return title
}

func (r *pubMedRecord) abstract() string {
	texts := r.Article.Abstract
	for i, other := range r.Other {
		if len(r.Article.Abstract) == 0 && (i == 0 || other.Language == "eng") {
			texts = other.Parts
		}
	}
	var out []string
	for _, t := range texts {
		switch {
		case t.text == "":
		case t.label != "":
			out = append(out, t.label+": "+string(t.text))
		default:
			out = append(out, string(t.text))
		}
	}
	return strings.Join(out, " ")
}

func (r *pubMedRecord) doi() string {
	for _, id := range append(r.Article.Location, r.IDs...) {
		if id.Valid != "N" && (id.EType == "doi" || id.Type == "doi") {
			if doi := bareDOI(id.Text); doi != "" {
				return doi
			}
		}
	}
	return ""
}

func (a *pubMedArticle) authors() (names []string) {
	for _, who := range a.Authors {
		if who.Valid == "N" {
			continue
		}
		first := who.Fore
		if first == "" {
			first = who.Initials
		}
		name := collapse(string(first + " " + who.Last + " " + who.Suffix))
		if name == "" {
			name = string(who.Collective)
		}
		names = append(names, name)
	}
	return names
}

var firstYear = regexp.MustCompile(`\b\d{4}\b`)

func (d *pubMedDate) date() (corpus.Date, error) {
	year, month, day := strings.TrimSpace(d.Year), strings.TrimSpace(d.Month), strings.TrimSpace(d.Day)
	switch {
	case year == "" && d.Medline != "":
		if y := firstYear.FindString(d.Medline); y != "" {
			return date(cell{s: y})
		}
		return date(cell{s: d.Medline})
	case year == "" || month == "":
		return date(cell{s: year})
	case '0' <= month[0] && month[0] <= '9' && day == "":
		return date(cell{s: year + "/" + strings.TrimLeft(month, "0")})
	case '0' <= month[0] && month[0] <= '9':
		return date(cell{s: year + "/" + strings.TrimLeft(month, "0") + "/" + strings.TrimLeft(day, "0")})
	case day == "":
		return date(cell{s: month + " " + year})
	}
	return date(cell{s: strings.TrimLeft(day, "0") + " " + month + " " + year})
}
