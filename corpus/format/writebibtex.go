package format

import (
	"slices"
	"strconv"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// appendBibTeX appends an entry. Titles stand in two pairs of braces, which
// keep their capitals.
//
// Not kept are a semicolon within a category, the venues CoRR and arXiv, which
// are where every preprint is, a DOI in capitals or in its URL, and a URL that
// only repeats an id of arXiv.
func appendBibTeX(dst []byte, p corpus.Paper) []byte {
	kind := "misc"
	if p.Venue != "" {
		kind = "article"
	}
	dst = append(dst, "@"+kind+"{"+bibKey(p.ID)...)
	add := func(name, text string) {
		if text = collapse(text); text != "" {
			dst = append(dst, ",\n  "+name+" = {"...)
			dst = append(append(dst, text...), '}')
		}
	}
	if p.Title != "" {
		add("title", "{"+toLaTeX(p.Title)+"}")
	}
	var names []string
	for _, name := range p.Authors {
		names = append(names, bibAuthor(name))
	}
	add("author", strings.Join(names, " and "))
	if p.AuthorCount > len(p.Authors) {
		add("authorcount", strconv.Itoa(p.AuthorCount))
	}
	add("journal", toLaTeX(p.Venue))
	date := p.Published.String()
	if !p.Published.IsZero() {
		add("year", date[:4])
	}
	if p.Published.Precision() >= corpus.MonthOnly {
		dst = append(dst, ",\n  month = "+strings.ToLower(p.Published.Start().Format("Jan"))...)
	}
	switch p.Published.Precision() {
	case corpus.DayOnly:
		add("day", strings.TrimLeft(date[8:], "0"))
	case corpus.Instant:
		add("published", date)
	}
	add("abstract", toLaTeX(p.Abstract))
	if corpus.IsArxivID(p.ID) {
		add("eprint", p.ID)
		add("archiveprefix", "arXiv")
		if len(p.Categories) > 0 && isArxivCategory(p.Categories[0]) {
			add("primaryclass", p.Categories[0])
		}
	}
	if len(p.Categories) > 0 {
		add("keywords", toLaTeX(strings.Join(p.Categories, "; ")+";"))
	}
	add("institution", toLaTeX(p.Organization))
	add("doi", bibRaw.Replace(p.DOI))
	add("pmid", pubMedOf(p))
	add("url", bibRaw.Replace(p.URL))
	add("repository", bibRaw.Replace(p.Repository))
	add("listed", p.Listed.String())
	add("votes", known(p.Votes))
	add("citations", known(p.Citations))
	add("kindredid", bibRaw.Replace(ownID(p)))
	add("kindredaliases", bibRaw.Replace(ownAliases(p)))
	return append(dst, "\n}\n\n"...)
}

// bibRaw writes what no LaTeX sets, a URL or an id: only what would end the
// field, or begin a command, is written otherwise.
var bibRaw = strings.NewReplacer(`\`, `\textbackslash{}`, "{", `\textbraceleft{}`, "}", `\textbraceright{}`)

// bibKey is an id as the key of an entry: other ids have other keys.
func bibKey(id string) string {
	const hex = "0123456789abcdef"
	var out strings.Builder
	for i := range len(id) {
		switch c := id[i]; {
		case isASCIILetter(c) || '0' <= c && c <= '9' || strings.IndexByte(".:/-", c) >= 0:
			out.WriteByte(c)
		default:
			out.WriteByte('_')
			out.WriteByte(hex[c>>4])
			out.WriteByte(hex[c&15])
		}
	}
	return out.String()
}

// bibAuthor writes a name as "family, suffix, given"; one that stands whole in
// braces.
func bibAuthor(name string) string {
	given, family, suffix := splitName(name)
	switch {
	case given == "" || slices.ContainsFunc(strings.Fields(name), func(w string) bool { return strings.EqualFold(w, "and") }):
		return "{" + toLaTeX(name) + "}"
	case suffix != "":
		return toLaTeX(family) + ", " + suffix + ", " + toLaTeX(given)
	}
	return toLaTeX(family) + ", " + toLaTeX(given)
}

// latexEscapes are the characters that LaTeX takes for commands.
var latexEscapes = map[byte]string{
	'\\': `\textbackslash{}`, '{': `\textbraceleft{}`, '}': `\textbraceright{}`, '$': `\textdollar{}`, '~': `\textasciitilde{}`,
	'^': `\textasciicircum{}`, '`': `\textasciigrave{}`, '%': `\%`, '&': `\&`, '#': `\#`, '_': `\_`,
}

// toLaTeX writes a text for LaTeX; withoutLaTeX turns it back. Math stays as it
// is, where its braces are in order.
func toLaTeX(s string) string {
	if !strings.ContainsAny(s, "\\{}$~^`%&#_-'") {
		return s
	}
	var out strings.Builder
	var l latexScan
	plain := 0 // up to here stands math whose braces are not in order
	for i := 0; i < len(s); i++ {
		c := s[i]
		if i >= plain && (c == '$' || c == '\\') {
			n := l.math(s[i:])
			if n > 0 && bracesClose(s[i:i+n]) {
				out.WriteString(s[i : i+n])
				i += n - 1
				continue
			}
			plain = i + n
		}
		if e, ok := latexEscapes[c]; ok {
			out.WriteString(e)
			continue
		}
		out.WriteByte(c)
		if (c == '-' || c == '\'') && i+1 < len(s) && s[i+1] == c {
			out.WriteString("{}") // two of them are another sign
		}
	}
	return out.String()
}

// bracesClose reports whether each brace of s has its other one.
func bracesClose(s string) bool {
	depth := 0
	for i := range len(s) {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth < 0 {
				return false
			}
		}
	}
	return depth == 0
}
