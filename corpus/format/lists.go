package format

import (
	"regexp"
	"strings"
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
		if !arxivCategory.MatchString(w) {
			return parts(s, ";")
		}
	}
	return words
}

// arxivCategory is archive.class, or an archive without classes.
var arxivCategory = regexp.MustCompile(`^(?:[a-z]{1,8}(?:-[a-z]{2,4})?\.[A-Za-z]{2}[A-Za-z-]*` +
	`|gr-qc|hep-(?:ex|lat|ph|th)|math-ph|nucl-(?:ex|th)|quant-ph|astro-ph|cond-mat|nlin|physics|math)$`)
