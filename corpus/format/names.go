package format

import "strings"

// A field is one field of a paper, as a column or a key holds it.
type field uint8

const (
	fieldNone field = iota
	fieldID
	fieldTitle
	fieldAbstract
	fieldAuthors
	fieldAuthorCount
	fieldOrganization
	fieldCategories
	fieldVenue
	fieldPublished
	fieldYear
	fieldListed
	fieldVotes
	fieldCitations
	fieldURL
	fieldDOI
	fieldRepository
	fieldAliases
	fieldArxiv
	fieldPubMed
	fieldOpenAlex
	fieldScholar
	fieldCount
)

// fieldNames are the names by which files call each field, the name of
// corpus.Paper first: where a record has several, the first of them that holds
// something counts. Case, '_', '-', '.' and spaces make no difference.
var fieldNames = [fieldCount][]string{
	fieldID:           {"id", "paperid"},
	fieldTitle:        {"title"},
	fieldAbstract:     {"abstract", "summary", "text"},
	fieldAuthors:      {"authors", "author"},
	fieldAuthorCount:  {"authorcount"},
	fieldOrganization: {"organization", "organizationfullname", "organizationname", "org"},
	fieldCategories:   {"categories", "category", "keywords"},
	fieldVenue:        {"venue", "journal", "journalref"},
	fieldPublished:    {"published", "publishedat", "publicationdate", "date"},
	fieldYear:         {"year"},
	fieldListed:       {"listed", "submittedondailyat"},
	fieldVotes:        {"votes", "upvotes", "likes"},
	fieldCitations:    {"citations", "citationcount"},
	fieldURL:          {"url"},
	fieldDOI:          {"doi"},
	fieldRepository:   {"repository", "githubrepo"},
	fieldAliases:      {"aliases"},
	fieldArxiv:        {"arxivid"},
	fieldPubMed:       {"pmid", "pubmedid"},
	fieldOpenAlex:     {"openalexid"},
	fieldScholar:      {"corpusid", "s2id"},
}

// A rank orders the names of one field: the lower goes first.
type rank uint8

// notPrefixed is the rank of a name that stands beside names with "paper_":
// in flattened dumps of the daily papers those are of the paper itself.
const notPrefixed = 100

// lookUp returns the field that a key or column names, and the rank of that
// name; fieldNone for any other.
func lookUp(key string) (field, rank) {
	if len(key) > maxNameLength {
		return fieldNone, 0
	}
	name := strings.ToLower(strings.TrimSpace(key))
	base := rank(notPrefixed)
	for _, prefix := range []string{"paper_", "paper."} {
		if rest, ok := strings.CutPrefix(name, prefix); ok && name != "paper_id" {
			name, base = rest, 0
		} else if ok {
			name, base = "id", 0
		}
	}
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune("_-. ", r) {
			return -1
		}
		return r
	}, name)
	for f, names := range fieldNames {
		for i, n := range names {
			if n == name {
				return field(f), base + rank(i)
			}
		}
	}
	return fieldNone, 0
}

// maxNameLength is longer than any name of a field, in bytes.
const maxNameLength = 64
