package format

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// bibtex reads the entries of a BibTeX or BibLaTeX file, each in an encoding of
// its own: files are put together from many.
func (rd *reading) bibtex(in *input) error {
	var macros bibMacros
	return (&bibStream{in: in}).frames(func(f frame) bool {
		var p corpus.Paper
		var text []byte
		err := f.err
		if err == nil {
			text, err = ofUnnamedEncoding(f.data)
		}
		if err == nil {
			p, err = bibPaper(string(text), &macros, in.most)
		}
		if err == errNoPaper {
			return true
		}
		return rd.give(f, false, p, err)
	})
}

// bibPaper reads an entry.
//
//   - Values are LaTeX: accents become Unicode, braces go, math stays.
//   - The id is that of arXiv where eprint, or the DOI, the URL, the journal or a
//     note as Google Scholar writes it, names one. Keys of entries are names
//     within one file, often given twice, and no ids.
//   - Authors are split at "and" outside braces; "others" is nobody.
//   - A month may be a macro, a name, a number, with a day, or a span; one that
//     cannot be told leaves the year.
//   - primaryclass is the first category, keywords are the others.
func bibPaper(entry string, macros *bibMacros, most int) (p corpus.Paper, err error) {
	e, err := parseEntry(entry, macros, most)
	if err != nil {
		return p, err
	}
	switch e.kind {
	case "string":
		for name, text := range e.fields {
			if err := macros.set(name, text); err != nil {
				return p, err
			}
		}
		return p, errNoPaper
	case "comment", "preamble":
		return p, errNoPaper
	}
	text := func(names ...string) string {
		for _, name := range names {
			if s := collapse(withoutLaTeX(e.fields[name])); s != "" {
				return s
			}
		}
		return ""
	}
	raw := func(names ...string) string { // of what LaTeX does not set: % and _ and ~ in a URL
		for _, name := range names {
			s := collapse(e.fields[name])
			if strings.HasPrefix(s, "{") && strings.HasSuffix(s, "}") {
				s = s[1 : len(s)-1]
			}
			if s != "" {
				return bibEscapes.Replace(s)
			}
		}
		return ""
	}
	x := ids{doi: raw("doi"), pubMed: raw("pmid")}
	switch prefix := strings.ToLower(raw("archiveprefix", "eprinttype")); prefix {
	case "", "arxiv":
		x.arxiv = arxivID(raw("eprint"))
	case "pubmed":
		x.pubMed = raw("eprint")
	}
	if class, number, ok := strings.Cut(raw("volume"), "abs/"); ok && class == "" {
		x.arxiv = cmp.Or(x.arxiv, arxivID(number)) // CoRR, as DBLP writes it
	}
	for _, s := range []string{raw("arxivid"), raw("url"), arxivMention(raw("journal")), arxivMention(raw("note")), arxivMention(raw("howpublished"))} {
		x.arxiv = cmp.Or(x.arxiv, arxivID(s))
	}
	p = corpus.Paper{
		Source: corpus.SourceLibrary, DOI: cmp.Or(bareDOI(x.doi), x.doi), URL: raw("url"),
		Title: text("title"), Abstract: text("abstract"), Venue: text("journal", "journaltitle", "booktitle"),
		Organization: text("institution", "school", "organization"), Repository: raw("repository"), Authors: bibNames(e.fields["author"]),
	}
	x.name(&p, raw("kindredid"), raw("kindredaliases"))
	if v := strings.ToLower(p.Venue); strings.HasPrefix(v, "arxiv") || v == "corr" {
		p.Venue = "" // where every preprint is
	}
	if subtitle := text("subtitle"); subtitle != "" && p.Title != "" {
		p.Title += ": " + subtitle
	}
	if class := raw("primaryclass", "eprintclass"); class != "" {
		p.Categories = []string{class}
	}
	p.Categories = append(p.Categories, splitCategories(text("keywords"))...)
	for _, n := range []struct {
		field string
		to    **int
	}{{"votes", &p.Votes}, {"citations", &p.Citations}} {
		if *n.to, err = count(cell{s: raw(n.field)}); err != nil {
			return p, inField(n.field, err)
		}
	}
	known, err := count(cell{s: raw("authorcount")})
	if err != nil {
		return p, inField("authorcount", err)
	}
	if known != nil {
		p.AuthorCount = *known
	}
	if p.Published, err = bibDate(cmp.Or(raw("published"), raw("date")), text("year"), text("month"), raw("day")); err != nil {
		return p, err
	}
	if p.Listed, err = date(cell{s: raw("listed")}); err != nil {
		return p, inField("listed", err)
	}
	p.Listed, p.URL = dayOf(p.Listed), withoutOwnURL(p.ID, p.URL)
	return p, nil
}

// bibEscapes are the escapes that programs write into URLs and DOIs.
var bibEscapes = strings.NewReplacer(`\_`, "_", `\%`, "%", `\#`, "#", `\&`, "&", `{\_}`, "_", `\textasciitilde{}`, "~", `{\textasciitilde}`, "~", `\~{}`, "~",
	`\textbackslash{}`, `\`, `\textbraceleft{}`, "{", `\textbraceright{}`, "}")

var (
	bibYear  = regexp.MustCompile(`\b(\d{4})[a-z]?\b`)
	bibMonth = regexp.MustCompile(`(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b`)
	bibDay   = regexp.MustCompile(`\d+`)
)

// bibDate reads the date of BibLaTeX, of a span the beginning, or else year,
// month and day.
func bibDate(whole, year, month, day string) (corpus.Date, error) {
	if whole, _, _ = strings.Cut(whole, "/"); whole != "" {
		d, err := date(cell{s: whole})
		if err != nil {
			return d, inField("date", err)
		}
		return d, nil
	}
	switch strings.ToLower(year) {
	case "", "in press", "to appear", "forthcoming", "submitted", "n.d.", "in preparation", "preprint":
		return corpus.Date{}, nil
	}
	m := bibYear.FindStringSubmatch(year)
	if m == nil {
		return corpus.Date{}, inField("year", fmt.Errorf("%w: got %s; need four digits", ErrField, short(year)))
	}
	parts := []string{m[1]}
	numbers := bibDay.FindAllString(month, 3)
	if name := bibMonth.FindString(month); name != "" {
		n := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(name[:3]))/3 + 1
		parts = append(parts, strconv.Itoa(n))
		if day == "" && len(numbers) == 1 {
			day = numbers[0]
		}
	} else if len(numbers) == 1 && numbers[0] == strings.TrimSpace(month) {
		parts = append(parts, strings.TrimLeft(month, "0"))
	}
	if len(parts) == 2 && bibDay.FindString(day) == day && day != "" {
		parts = append(parts, strings.TrimLeft(day, "0"))
	}
	d, err := date(cell{s: strings.Join(parts, "/")})
	if err != nil {
		return d, inField([]string{"year", "month", "day"}[len(parts)-1], err)
	}
	return d, nil
}
