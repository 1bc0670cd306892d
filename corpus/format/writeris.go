package format

import (
	"strconv"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// appendRIS appends a record. What RIS has no tag for stands in notes.
//
// Not kept are a comma within a name, which RIS takes for one between family and
// given name, a semicolon within a category, a DOI in capitals or in its URL, and
// a URL that only repeats an id of arXiv.
func appendRIS(dst []byte, p corpus.Paper) []byte {
	add := func(tag, text string) {
		if text = collapse(text); text != "" {
			dst = append(append(append(dst, tag+"  - "...), text...), "\r\n"...)
		}
	}
	own := func(name, text string) {
		if text != "" {
			add("N1", risOwn+name+": "+text)
		}
	}
	kind := "GEN"
	if p.Venue != "" {
		kind = "JOUR"
	}
	add("TY", kind)
	add("TI", p.Title)
	for _, name := range p.Authors {
		given, family, suffix := splitName(name)
		switch {
		case given == "":
			add("AU", name)
		case suffix != "":
			add("AU", family+", "+given+", "+suffix)
		default:
			add("AU", family+", "+given)
		}
	}
	add("AB", p.Abstract)
	add("JO", p.Venue)
	if t := p.Published.Start(); !p.Published.IsZero() {
		add("PY", t.Format("2006"))
		switch p.Published.Precision() {
		case corpus.MonthOnly:
			add("DA", t.Format("2006/01//"))
		case corpus.DayOnly, corpus.Instant:
			add("DA", t.Format("2006/01/02/"))
		}
	}
	for _, c := range p.Categories {
		add("KW", c)
	}
	add("DO", p.DOI)
	if corpus.IsArxivID(p.ID) {
		add("AN", "arXiv:"+p.ID)
	}
	if pmid := pubMedOf(p); pmid != "" {
		add("AN", "PMID:"+pmid)
	}
	add("UR", ownURL(p))
	if p.Published.Precision() == corpus.Instant {
		own("published", p.Published.String())
	}
	own("listed", p.Listed.String())
	own("votes", known(p.Votes))
	own("citations", known(p.Citations))
	if p.AuthorCount > len(p.Authors) {
		own("author_count", strconv.Itoa(p.AuthorCount))
	}
	own("organization", p.Organization)
	own("repository", p.Repository)
	own("id", ownID(p))
	own("aliases", ownAliases(p))
	return append(dst, "ER  - \r\n\r\n"...)
}

// isOwn reports a note that holds a field of ours.
func isOwn(note string) bool { return strings.HasPrefix(note, risOwn) && strings.Contains(note, ": ") }
