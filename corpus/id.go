package corpus

import (
	"cmp"
	"regexp"
	"strings"
)

// MaxAliases is how many aliases a record may give, and a paper has.
const MaxAliases = 100

var (
	// arXiv's ids since April 2007, with 4 digits behind the point until the
	// end of 2014 and 5 from then on.
	newArxiv = regexp.MustCompile(`^(\d{4}\.\d{4,5})(?:v\d+)?$`)

	// The ids before: archive, an optional subject class that names nothing
	// (math.GT/0309136 is math/0309136), year, month and number.
	oldArxiv = regexp.MustCompile(`^([a-z]+(?:-[a-z]+)?)(?:\.[a-z]{2})?(/\d{7})(?:v\d+)?$`)

	// What ids of arXiv come wrapped in, lower-cased.
	arxivPrefix = regexp.MustCompile(`^(?:https?://)?(?:` +
		`(?:[a-z-]+\.)?arxiv\.org/(?:abs|pdf|html|format|ps|src|e-print)/(?:arxiv:)?` +
		`|(?:www\.)?(?:huggingface\.co|hf\.co|alphaxiv\.org)/(?:papers|abs)/` +
		`|(?:(?:dx\.)?doi\.org/|doi:)?10\.48550/arxiv\.` +
		`|arxiv:\s*)`)
)

// The prefixes of ids that are not of arXiv.
const (
	doiPrefix      = "doi:"
	pubMedPrefix   = "pmid:"
	openAlexPrefix = "openalex:"
	scholarPrefix  = "s2:"
	titlePrefix    = "hf:" // begins the ids that are made from titles
)

// catalogs are the forms in which the ids of catalogs come, lower-cased, and
// the one form in which they are known. A number alone may be anybody's.
var catalogs = []struct {
	prefix string
	form   *regexp.Regexp
	upper  bool
}{
	{pubMedPrefix, regexp.MustCompile(`^(?:pmid:\s*|(?:https?://)?(?:pubmed\.ncbi\.nlm\.nih\.gov|(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed)/)(\d{1,10})/?(?:[?#].*)?$`), false},
	{openAlexPrefix, regexp.MustCompile(`^(?:openalex:|(?:https?://)?(?:api\.)?openalex\.org/(?:works/)?)(w\d{1,20})/?(?:[?#].*)?$`), true},
	{scholarPrefix, regexp.MustCompile(`^(?:s2:|corpusid:\s*|(?:https?://)?(?:www|api)\.semanticscholar\.org/(?:corpusid:|paper/(?:[^/]+/)?))(\d{1,20}|[0-9a-f]{40})/?(?:[?#].*)?$`), false},
}

// NormalizeID returns the one form of an id, by which papers are known and
// looked up:
//
//   - of arXiv, without version, wrapper and subject class: arXiv:2310.16228v2,
//     https://arxiv.org/pdf/2310.16228v2.pdf and 10.48550/arXiv.2310.16228 are all
//     2310.16228;
//   - a DOI, bare or in a URL, with "doi:" and in lower case: doi:10.1000/x;
//   - of PubMed pmid:123, of OpenAlex openalex:W123, of Semantic Scholar s2:123
//     or s2: and the 40 hexadecimal digits of its paperId; each also from the URL,
//     and as PMID:123 and CorpusID:123;
//   - any other as it is, without space around it.
func NormalizeID(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > MaxID || isNewArxiv(s) || !strings.ContainsAny(s, ":/.") {
		return s
	}
	if doi, ok := strings.CutPrefix(s, doiPrefix); ok && strings.HasPrefix(doi, "10.") && !strings.HasPrefix(doi, "10.48550/") {
		if doi = BareDOI(doi); doi != "" { // as below, but for the expressions: most records with a DOI have it so
			return doiPrefix + doi
		}
	}
	bare := strings.ToLower(s)
	if wrapper := arxivPrefix.FindString(bare); wrapper != "" {
		bare = bare[len(wrapper):]
		if i := strings.IndexAny(bare, "?#"); i >= 0 {
			bare = bare[:i]
		}
		bare = strings.TrimSuffix(strings.TrimRight(bare, "/"), ".pdf")
	}
	if m := newArxiv.FindStringSubmatch(bare); m != nil {
		return m[1]
	}
	if m := oldArxiv.FindStringSubmatch(bare); m != nil {
		return m[1] + m[2]
	}
	if doi := BareDOI(s); doi != "" {
		return doiPrefix + doi
	}
	bare = strings.ToLower(s)
	for _, c := range catalogs {
		if m := c.form.FindStringSubmatch(bare); m != nil {
			if c.upper {
				m[1] = strings.ToUpper(m[1])
			}
			return c.prefix + m[1]
		}
	}
	return s
}

// isNewArxiv is newArxiv without a version, by hand: most ids are such, and
// this takes nanoseconds where expressions take microseconds.
func isNewArxiv(s string) bool {
	return (len(s) == len("1234.5678") || len(s) == len("1234.56789")) && s[4] == '.' && digits(s[:4]) && digits(s[5:])
}

// isOldArxiv is oldArxiv without version and subject class.
func isOldArxiv(s string) bool {
	archive, number, ok := strings.Cut(s, "/")
	if !ok || len(number) != 7 || !digits(number) {
		return false
	}
	archive, field, two := strings.Cut(archive, "-")
	return letters(archive) && (!two || letters(field))
}

// digits reports whether s is nothing but digits, and has one.
func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// letters reports whether s is nothing but small letters, and has one.
func letters(s string) bool { return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == "" }

// IsArxivID reports whether id is a normalised id of arXiv.
func IsArxivID(id string) bool { return isNewArxiv(id) || isOldArxiv(id) }

// IsTitleID reports whether id was made by TitleID.
func IsTitleID(id string) bool { return strings.HasPrefix(id, titlePrefix) }

// An idKind is whose an id is. The lower makes the better name for a paper:
// more people know it, or it says more.
type idKind uint8

const (
	arxivKind idKind = iota
	doiKind
	pubMedKind
	openAlexKind
	scholarKind
	otherKind
	titleKind
)

// kindOf tells the kind of a normalised id.
func kindOf(id string) idKind {
	if IsArxivID(id) {
		return arxivKind
	}
	prefix, _, _ := strings.Cut(id, ":")
	switch prefix + ":" {
	case doiPrefix:
		return doiKind
	case pubMedPrefix:
		return pubMedKind
	case openAlexPrefix:
		return openAlexKind
	case scholarPrefix:
		return scholarKind
	case titlePrefix:
		return titleKind
	}
	return otherKind
}

// compareIDs orders ids, the one that makes the better name first.
func compareIDs(a, b string) int {
	if c := cmp.Compare(kindOf(a), kindOf(b)); c != 0 {
		return c
	}
	return cmp.Compare(a, b)
}
