package source

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// arXiv is asked by OAI-PMH for whole subjects (oai.go), and by its search for what
// a query matches (atom.go).

func newArxiv(o *Options) ([]part, error) {
	for i, c := range o.Categories {
		var err error
		if o.Categories[i], err = arxivCategory(c); err != nil {
			return nil, err
		}
	}
	slices.Sort(o.Categories)
	o.Categories = slices.Compact(o.Categories)
	if o.Query != "" {
		at, err := newAddress(Arxiv, atomBase, o)
		if err != nil {
			return nil, err
		}
		return []part{partOf(o, nameOf(Arxiv, o.Query, o.Categories...), atom{at, searchQuery(o.Query, o.Categories), atomMost}, at)}, nil
	}
	at, err := newAddress(Arxiv, oaiBase, o)
	if err != nil {
		return nil, err
	}
	if len(o.Categories) == 0 {
		return []part{partOf(o, nameOf(Arxiv, ""), oai{at, ""}, at)}, nil
	}
	var parts []part
	for _, c := range o.Categories { // each has its own list, and its own cursor
		parts = append(parts, partOf(o, nameOf(Arxiv, "", c), oai{at, setOf(c)}, at))
	}
	for i := range parts {
		parts[i].client = parts[0].client // one connection, and one pause between all requests
	}
	return parts, nil
}

// archives are those of arXiv: https://arxiv.org/category_taxonomy. The first have
// subjects of two capitals, as cs.CL; the second of words, as physics.optics; the
// third have none. The groups of OAI-PMH are archives and physics.
const (
	archivesOfLetters = "astro-ph cs econ eess math nlin q-bio q-fin stat"
	archivesOfWords   = "cond-mat physics"
	archivesAlone     = "gr-qc hep-ex hep-lat hep-ph hep-th math-ph nucl-ex nucl-th quant-ph"
	groupsOfTheirOwn  = "cs econ eess math q-bio q-fin stat"
)

func among(names, name string) bool { return slices.Contains(strings.Fields(names), name) }

var (
	twoCapitals = regexp.MustCompile(`^[A-Z]{2}$`)
	oneWord     = regexp.MustCompile(`^[a-z]+(?:-[a-z]+)?$`)
)

// arxivCategory is a category as arXiv spells it; math and math.* are one.
func arxivCategory(c string) (string, error) {
	archive, below, divided := strings.Cut(c, ".")
	archive = strings.ToLower(archive)
	letters, words := among(archivesOfLetters, archive), among(archivesOfWords, archive)
	if letters {
		below = strings.ToUpper(below)
	} else {
		below = strings.ToLower(below)
	}
	switch {
	case !letters && !words && !among(archivesAlone, archive):
		all := strings.Fields(archivesOfLetters + " " + archivesOfWords + " " + archivesAlone)
		return "", wrong(Arxiv, "%q is no category; need one as cs.CL, hep-th or math, of the archives %s", c, strings.Join(all, ", "))
	case !divided, (letters || words) && below == "*":
		return archive, nil
	case letters && twoCapitals.MatchString(below), words && oneWord.MatchString(below):
		return archive + "." + below, nil
	}
	return "", wrong(Arxiv, "%q is no category; see https://arxiv.org/category_taxonomy", c)
}

// setOf is the set of OAI-PMH that holds a category: cs:cs:CL for cs.CL,
// physics:hep-th for hep-th, math for math.
func setOf(category string) string {
	archive, below, divided := strings.Cut(category, ".")
	group := "physics"
	if among(groupsOfTheirOwn, archive) {
		if !divided {
			return archive
		}
		group = archive
	}
	set := group + ":" + archive
	if divided {
		set += ":" + below
	}
	return set
}

// searchQuery is the search_query of the API: what was typed, of which plain
// words must all be there, and one of the categories.
func searchQuery(query string, categories []string) string {
	if !isSyntax.MatchString(query) {
		words := plainWord.FindAllString(query, -1)
		for i, w := range words {
			words[i] = "all:" + w
		}
		query = strings.Join(words, " AND ")
	}
	if len(categories) == 0 {
		return query
	}
	var any []string
	for _, c := range categories {
		if !strings.Contains(c, ".") && !among(archivesAlone, c) {
			c += ".*"
		}
		any = append(any, "cat:"+c)
	}
	return fmt.Sprintf("(%s) AND (%s)", query, strings.Join(any, " OR "))
}

var (
	// https://info.arxiv.org/help/api/user-manual.html#query_details
	isSyntax  = regexp.MustCompile(`\b(?:ti|au|abs|co|jr|cat|rn|id|id_list|all|submittedDate|lastUpdatedDate):|\b(?:AND|OR|ANDNOT)\b`)
	plainWord = regexp.MustCompile(`"[^"]*"|[^\s"]+`)
)
