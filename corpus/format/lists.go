package format

import (
	"regexp"
	"strings"
	"unicode"
)

// splitPeople takes a list of authors in one text apart: at semicolons, else at
// " and ", else at commas, unless the commas stand between last and first name.
func splitPeople(s string) []string {
	s = collapse(s)
	if strings.Contains(s, ";") {
		return parts(s, ";")
	}
	var names []string
	for _, some := range strings.Split(s, " and ") {
		names = append(names, splitNames(some)...)
	}
	return names
}

// splitNames takes "A. Bee, C. Dee" apart and leaves "Bee, A." whole: there, a
// part is one word or initials only.
func splitNames(s string) []string {
	names := parts(s, ",")
	if len(names) == 2 {
		for _, name := range names {
			if !strings.Contains(name, " ") || initials.MatchString(name) {
				return []string{strings.TrimSpace(s)}
			}
		}
	}
	return names
}

var initials = regexp.MustCompile(`^(?:\pL\.[ -]?)+$`)

// parts splits s and drops what is empty.
func parts(s, separator string) (out []string) {
	for part := range strings.SplitSeq(s, separator) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// withoutAffiliations drops what stands in parentheses.
func withoutAffiliations(s string) string {
	if !strings.Contains(s, "(") {
		return s
	}
	var out strings.Builder
	depth := 0
	for _, r := range s {
		switch {
		case r == '(':
			depth++
		case r == ')' && depth > 0:
			depth--
		case depth == 0:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// splitCategories takes a list of categories in one text apart: at semicolons,
// else at commas, else at spaces where all of it are categories of arXiv.
func splitCategories(s string) []string {
	for _, separator := range []string{";", ","} {
		if strings.Contains(s, separator) {
			return parts(s, separator)
		}
	}
	words := strings.Fields(s)
	for _, w := range words {
		if !isArxivCategory(w) {
			return parts(s, ";")
		}
	}
	return words
}

// arxivCategories are those of arXiv among the words of a text: authors add the
// codes of the ACM and the MSC, "68T50 (Primary), I.2.7". A text without any of
// arXiv is taken word by word.
func arxivCategories(s string) (known []string) {
	between := func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) }
	known = make([]string, 0, 4)
	for c := range strings.FieldsFuncSeq(s, between) {
		if isArxivCategory(c) {
			known = append(known, c)
		}
	}
	if len(known) == 0 {
		return strings.FieldsFunc(s, between)
	}
	return known
}

// isArxivCategory reports archive.class, as cs.CL and cond-mat.mes-hall, or an
// archive without classes.
func isArxivCategory(s string) bool {
	archive, class, dotted := strings.Cut(s, ".")
	if !dotted {
		return bareArchives[archive]
	}
	name, rest, hyphen := strings.Cut(archive, "-")
	return allBytes(name, 1, 8, isLower) && (!hyphen || allBytes(rest, 2, 4, isLower)) &&
		allBytes(class, 2, maxNameLength, func(c byte) bool { return isASCIILetter(c) || c == '-' }) && isASCIILetter(class[0]) && isASCIILetter(class[1])
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

func isLower(c byte) bool { return 'a' <= c && c <= 'z' }

// allBytes reports whether s has least to most bytes, all of them fit.
func allBytes(s string, least, most int, fit func(c byte) bool) bool {
	if len(s) < least || len(s) > most {
		return false
	}
	for i := range len(s) {
		if !fit(s[i]) {
			return false
		}
	}
	return true
}

// bareArchives are the archives of arXiv that are categories by themselves: those
// without classes, and those that are closed.
var bareArchives = map[string]bool{
	"astro-ph": true, "cond-mat": true, "gr-qc": true, "hep-ex": true, "hep-lat": true, "hep-ph": true, "hep-th": true, "math": true, "math-ph": true,
	"nlin": true, "nucl-ex": true, "nucl-th": true, "physics": true, "q-bio": true, "quant-ph": true,
	"acc-phys": true, "adap-org": true, "alg-geom": true, "ao-sci": true, "atom-ph": true, "bayes-an": true, "chao-dyn": true, "chem-ph": true,
	"cmp-lg": true, "comp-gas": true, "dg-ga": true, "funct-an": true, "mtrl-th": true, "patt-sol": true, "plasm-ph": true, "q-alg": true,
	"solv-int": true, "supr-con": true,
}
