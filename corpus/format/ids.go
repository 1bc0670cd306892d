package format

import (
	"regexp"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// ids are the names under which catalogs know a paper, in any of their
// spellings; empty where there is none.
type ids struct {
	arxiv    string // 2310.16228v2, arXiv:..., a URL, a DOI of arXiv
	doi      string // 10.1000/x, doi:..., a URL
	pubMed   string // a number, a URL
	openAlex string // W123, a URL
	corpusID string // of Semantic Scholar: a number
	paperID  string // of Semantic Scholar: 40 hexadecimal digits
}

// id is the one name of a paper that its sources agree on, as far as they know
// it: the id of arXiv, else the DOI, else the number of PubMed, which other
// catalogs know, too, else that of the catalog; all but the first with a prefix.
// It is "" where none is known.
func (x ids) id() string {
	if all := x.all(); len(all) > 0 {
		return all[0]
	}
	return ""
}

// all are the ids, each in its one form, in the order of id. Those behind the
// first are the aliases of the paper.
func (x ids) all() (all []string) {
	for _, s := range []string{x.arxiv, x.doi} {
		if id := arxivID(s); id != "" {
			all = append(all, id)
			break
		}
	}
	if doi := bareDOI(x.doi); doi != "" && arxivID(x.doi) == "" {
		all = append(all, doiPrefix+doi)
	}
	for _, c := range []struct {
		prefix, id string
		valid      *regexp.Regexp
	}{
		{"pmid:", lastPart(x.pubMed), pubMedShape},
		{"openalex:", strings.ToUpper(lastPart(x.openAlex)), openAlexShape},
		{"s2:", strings.TrimSpace(x.corpusID), corpusShape},
		{"s2:", strings.ToLower(strings.TrimSpace(x.paperID)), paperShape},
	} {
		if c.valid.MatchString(c.id) {
			all = append(all, c.prefix+c.id)
		}
	}
	return all
}

// name gives a paper its ids: those that a Writer wrote down, the aliases with
// spaces between them, or else those that were found.
func (x ids) name(p *corpus.Paper, own, aliases string) {
	p.ID, p.Aliases = own, strings.Fields(aliases)
	if own == "" {
		p.ID, p.Aliases = x.id(), append(p.Aliases, x.all()...)
	}
}

const doiPrefix = "doi:"

var (
	openAlexShape = regexp.MustCompile(`^W\d{1,20}$`)
	corpusShape   = regexp.MustCompile(`^\d{1,20}$`)
	paperShape    = regexp.MustCompile(`^[0-9a-f]{40}$`)
	pubMedShape   = regexp.MustCompile(`^\d{1,10}$`)
)

// arxivID is the normalised id of arXiv in s, "" when s is none.
func arxivID(s string) string {
	if id := corpus.NormalizeID(s); corpus.IsArxivID(id) {
		return id
	}
	return ""
}

var arxivInText = regexp.MustCompile(`(?i)\barxiv(?:\.org/(?:abs|pdf)/|[:\s]\s*)((?:[a-z-]+(?:\.[a-z]{2})?/)?\d{4}\.?\d{3,5})(?:v\d+)?\b`)

// arxivMention is the id of arXiv that a text names, as in "arXiv preprint
// arXiv:1706.03762", or "".
func arxivMention(s string) string {
	for _, m := range arxivInText.FindAllStringSubmatch(s[:min(len(s), maxMention)], 10) {
		if id := arxivID(m[1]); id != "" {
			return id
		}
	}
	return ""
}

// maxMention is how far into a text, in bytes, an id is looked for.
const maxMention = 4 << 10

// bareDOI is the DOI in s without what it is wrapped in, in lower case; "" when
// s is none.
func bareDOI(s string) string { return corpus.BareDOI(s) }

// lastPart is what stands behind the last slash or colon.
func lastPart(s string) string {
	s = strings.TrimRight(strings.TrimSpace(s), "/")
	return s[strings.LastIndexAny(s, "/:")+1:]
}
