package format

import (
	"fmt"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// An oaiRecord is a record of OAI-PMH in one of the three forms that arXiv
// gives: arXiv, arXivRaw and oai_dc.
type oaiRecord struct {
	Header struct {
		Status     string   `xml:"status,attr"`
		Identifier string   `xml:"identifier"`
		Sets       []string `xml:"setSpec"`
	} `xml:"header"`
	Arxiv *oaiArxiv `xml:"metadata>arXiv"`
	Raw   *oaiArxiv `xml:"metadata>arXivRaw"`
	DC    *oaiDC    `xml:"metadata>dc"`
}

// oaiArxiv are the fields of arXiv and of arXivRaw.
type oaiArxiv struct {
	ID         string `xml:"id"`
	Created    string `xml:"created"` // of the first version
	Title      flow   `xml:"title"`
	Abstract   flow   `xml:"abstract"`
	Categories string `xml:"categories"`
	Journal    flow   `xml:"journal-ref"`
	DOI        string `xml:"doi"`
	Authors    struct {
		Flat   string `xml:",chardata"`
		People []struct {
			Key    flow `xml:"keyname"`
			Fore   flow `xml:"forenames"`
			Suffix flow `xml:"suffix"`
		} `xml:"author"`
	} `xml:"authors"`
	Versions []struct {
		Version string `xml:"version,attr"`
		Date    string `xml:"date"`
	} `xml:"version"`
}

// oaiDC is Dublin Core, whose fields may all be repeated.
type oaiDC struct {
	Titles       []flow   `xml:"title"`
	Creators     []flow   `xml:"creator"`
	Subjects     []flow   `xml:"subject"`
	Descriptions []flow   `xml:"description"`
	Dates        []string `xml:"date"`
	Identifiers  []string `xml:"identifier"`
}

// oaiRecord reads a record, or the error that stands in place of records.
//
//   - The date of publication is created, or that of version v1; the datestamp
//     is the day of the last change of anything.
//   - A deleted record has a header only: see Options.Deleted.
//   - noRecordsMatch is the answer of a day without papers, and no fault.
func (rd *reading) oaiRecord(name string, record []byte) (p corpus.Paper, err error) {
	if name == "error" {
		var e struct {
			Code string `xml:"code,attr"`
			Text string `xml:",chardata"`
		}
		if err := decodeXML(record, &e); err != nil {
			return p, err
		}
		if e.Code == "noRecordsMatch" {
			return p, errNoPaper
		}
		return p, &AnswerError{e.Code, collapse(e.Text)}
	}
	var r oaiRecord
	if err := decodeXML(record, &r); err != nil {
		return p, err
	}
	switch identifier := oaiIdentifier(r.Header.Identifier); {
	case r.Header.Status == "deleted":
		rd.deleted(identifier)
		return p, errNoPaper
	case r.Arxiv != nil:
		return r.Arxiv.paper()
	case r.Raw != nil:
		return r.Raw.paper()
	case r.DC != nil:
		return r.DC.paper(identifier, r.Header.Sets)
	}
	return p, fmt.Errorf("%w: it has no metadata that is read; ask for metadataPrefix=arXiv, arXivRaw or oai_dc", ErrSyntax)
}

// oaiIdentifier is the id of a paper in an identifier of OAI: that of arXiv
// where it is one, as in oai:arXiv.org:2310.16228.
func oaiIdentifier(s string) string {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(strings.ToLower(s), "oai:arxiv.org:") {
		if id := arxivID(s[len("oai:arxiv.org:"):]); id != "" {
			return id
		}
	}
	return s
}

func (a *oaiArxiv) paper() (p corpus.Paper, err error) {
	p = corpus.Paper{
		Source: corpus.SourceArxiv, Title: accents(string(a.Title)), Abstract: accents(string(a.Abstract)), Venue: accents(string(a.Journal)),
		DOI: bareDOI(firstWord(a.DOI)), Categories: arxivCategories(a.Categories),
	}
	if p.ID = (ids{arxiv: a.ID, doi: p.DOI}).id(); p.ID == "" {
		p.ID = strings.TrimSpace(a.ID)
	}
	created := a.Created
	for i, v := range a.Versions {
		if i == 0 && created == "" || v.Version == "v1" {
			created = v.Date
		}
	}
	if p.Published, err = date(cell{s: created}); err != nil {
		return p, inField("created", err)
	}
	for _, who := range a.Authors.People {
		name := collapse(string(who.Fore + " " + who.Key + " " + who.Suffix))
		p.Authors = append(p.Authors, withoutLaTeX(name))
	}
	if len(p.Authors) == 0 {
		p.Authors = announcedPeople(a.Authors.Flat)
	}
	return p, nil
}

// paper reads Dublin Core as arXiv and others write it: the abstract is the
// first description, comments follow; the first date is that of submission, and
// an older one goes before; identifiers are URLs and DOIs.
func (d *oaiDC) paper(identifier string, sets []string) (p corpus.Paper, err error) {
	if len(d.Titles) > 0 {
		p.Title = accents(string(d.Titles[0]))
	}
	if len(d.Descriptions) > 0 {
		p.Abstract = accents(string(d.Descriptions[0]))
	}
	x := ids{arxiv: identifier}
	for _, s := range d.Identifiers {
		s = strings.TrimSpace(s)
		switch doi := bareDOI(s); {
		case arxivID(s) != "":
			x.arxiv = s
		case doi != "" && x.doi == "":
			x.doi, p.DOI = s, doi
		case p.URL == "" && strings.HasPrefix(s, "http"):
			p.URL = s
		}
	}
	if p.ID = x.id(); p.ID == "" {
		p.ID = strings.ReplaceAll(identifier, " ", "_")
	}
	p.Aliases = x.all()
	if corpus.IsArxivID(p.ID) {
		p.Source = corpus.SourceArxiv
	}
	for _, s := range d.Dates {
		day, err := date(cell{s: s})
		if err != nil {
			return p, inField("dc:date", err)
		}
		if p.Published.IsZero() || !day.IsZero() && day.Compare(p.Published) < 0 {
			p.Published = day
		}
	}
	for _, name := range d.Creators {
		p.Authors = append(p.Authors, firstNameFirst(withoutLaTeX(string(name))))
	}
	for _, s := range sets {
		if c := setCategory(s); c != "" {
			p.Categories = append(p.Categories, c)
		}
	}
	if len(p.Categories) == 0 {
		for _, s := range d.Subjects {
			p.Categories = append(p.Categories, string(s))
		}
	}
	return p, nil
}

// setCategory is the category of arXiv that a set of OAI stands for: cs:cs:AI is
// cs.AI, physics:hep-th is hep-th, cs alone is none.
func setCategory(set string) string {
	parts := strings.Split(strings.TrimSpace(set), ":")
	c := parts[len(parts)-1]
	if len(parts) == 3 {
		c = parts[1] + "." + parts[2]
	}
	if len(parts) == 1 || !isArxivCategory(c) {
		return ""
	}
	return c
}

// firstNameFirst turns "Tern, Ann" into "Ann Tern", and "Tern, Jr., Ann" into
// "Ann Tern Jr."; a name without a comma stays.
func firstNameFirst(name string) string {
	p := parts(name, ",")
	switch len(p) {
	case 2:
		return p[1] + " " + p[0]
	case 3:
		return p[2] + " " + p[0] + " " + p[1]
	}
	return name
}
