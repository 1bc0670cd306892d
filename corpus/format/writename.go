package format

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/kindred-search/kindred/corpus"
)

// collective are words in the names of groups, which have no family name.
var collective = regexp.MustCompile(`(?i)\b(?:collaboration|consortium|group|team|committee|project|network|initiative|society|institute|university|association|members|investigators)\b`)

// splitName takes a name as it is spoken apart, so that given, family and
// suffix with a space between are the name again: "Simon van der Meer Jr." is
// Simon, van der Meer and Jr. Where there is no telling, all of it is family.
func splitName(name string) (given, family, suffix string) {
	words := strings.Fields(name)
	if len(words) < 2 || strings.ContainsAny(name, ",{}") || collective.MatchString(name) {
		return "", name, ""
	}
	n := len(words)
	switch words[n-1] {
	case "Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV":
		if n > 2 {
			suffix = words[n-1]
			n--
		}
	}
	first := n - 1
	for first > 1 && lowerCase(words[first-1]) {
		first--
	}
	return strings.Join(words[:first], " "), strings.Join(words[first:n], " "), suffix
}

func lowerCase(word string) bool {
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.IsLower(r)
}

// ownID is the id of a paper where it has to be written down as such, because
// what else is written would give another, and "" elsewhere.
func ownID(p corpus.Paper) string {
	if corpus.IsArxivID(p.ID) {
		return ""
	}
	if cmp.Or(readIDs(p).id(), corpus.TitleID(p.Title)) == p.ID {
		return ""
	}
	return p.ID
}

// readIDs are the ids that a reader finds in what is written of a paper.
func readIDs(p corpus.Paper) ids {
	x := ids{doi: p.DOI, pubMed: pubMedOf(p), arxiv: cmp.Or(arxivID(p.URL), arxivMention(p.Venue))}
	if corpus.IsArxivID(p.ID) {
		x.arxiv = p.ID
	}
	return x
}

// ownAliases are the aliases that have to be written down as such, with spaces
// between them.
func ownAliases(p corpus.Paper) string {
	found := ids{doi: p.DOI}
	if ownID(p) == "" {
		found = readIDs(p)
	}
	var own []string
	for _, id := range p.Aliases {
		if !slices.Contains(found.all(), id) {
			own = append(own, id)
		}
	}
	return strings.Join(own, " ")
}

// pubMedOf is the number of PubMed of a paper, "" without.
func pubMedOf(p corpus.Paper) string {
	for _, id := range append([]string{p.ID}, p.Aliases...) {
		if number, ok := strings.CutPrefix(id, "pmid:"); ok && pubMedShape.MatchString(number) {
			return number
		}
	}
	return ""
}

// withoutOwnURL is the URL of a paper, unless it only repeats an id of arXiv.
func withoutOwnURL(id, url string) string {
	if at := arxivID(url); at != "" && at == corpus.NormalizeID(id) {
		return ""
	}
	return url
}

// ownURL is the URL of a paper, that at arXiv where no other is known.
func ownURL(p corpus.Paper) string {
	if p.URL == "" && corpus.IsArxivID(p.ID) {
		return "https://arxiv.org/abs/" + p.ID
	}
	return p.URL
}
