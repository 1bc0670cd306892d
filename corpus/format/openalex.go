package format

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// openAlexWork reads a work of OpenAlex, as the API and the snapshot have it.
//
//   - The abstract is an index from words to their places: invertedAbstract.
//   - Ids are URLs. A work with a copy on arXiv is known by the id of that, too.
//   - title may be null where display_name is not, and either may hold markup.
//   - publication_date may be the day of a deposit, years later; there is no
//     other.
//   - Citations of a preprint are far too few, for they are counted at the
//     published article: they are not taken where the work is one of arXiv.
func openAlexWork(record value) (p corpus.Paper, err error) {
	f := fieldsOf(record, "id", "ids", "doi", "title", "display_name", "abstract_inverted_index", "publication_date",
		"publication_year", "authorships", "primary_topic", "topics", "cited_by_count", "primary_location", "best_oa_location", "locations")
	x := ids{doi: f.line("doi"), openAlex: f.line("id"), pubMed: fieldsOf(f.values["ids"], "pmid").line("pmid")}
	for _, key := range []string{"primary_location", "best_oa_location"} {
		x.arxiv = cmp.Or(x.arxiv, arxivCopy(f.values[key]))
	}
	f.values["locations"].elements(func(v value) { x.arxiv = cmp.Or(x.arxiv, arxivCopy(v)) })

	p = corpus.Paper{
		Source: corpus.SourceOpenAlex, ID: x.id(), Aliases: x.all(), DOI: bareDOI(x.doi), Title: collapse(withoutTags(f.line("title", "display_name"))),
		Published: f.date("publication_date", "publication_year"), Citations: f.count("cited_by_count"),
	}
	place := fieldsOf(f.values["primary_location"], "landing_page_url", "source")
	p.URL = place.line("landing_page_url")
	p.Venue = fieldsOf(place.values["source"], "display_name").line("display_name")
	if corpus.IsArxivID(p.ID) {
		p.Citations, p.URL = nil, ""
	}
	if strings.HasPrefix(strings.ToLower(p.Venue), "arxiv") {
		p.Venue = ""
	}
	f.values["authorships"].elements(func(v value) {
		who := fieldsOf(v, "author", "raw_author_name", "institutions")
		name := cmp.Or(fieldsOf(who.values["author"], "display_name").line("display_name"), who.line("raw_author_name"))
		if len(p.Authors) == 0 && p.Organization == "" {
			if at := who.names("institutions", "display_name"); len(at) > 0 {
				p.Organization = at[0] // of the first author
			}
		}
		p.Authors = append(p.Authors, name)
	})
	topic := fieldsOf(f.values["primary_topic"], "display_name").line("display_name")
	p.Categories = append([]string{topic}, f.names("topics", "display_name")...)
	if p.Abstract, err = invertedAbstract(f.values["abstract_inverted_index"]); err != nil {
		return p, inField("abstract_inverted_index", err)
	}
	return p, f.err
}

// arxivCopy is the id of arXiv that a place of a work leads to, or "".
func arxivCopy(place value) string {
	f := fieldsOf(place, "landing_page_url", "pdf_url")
	return cmp.Or(arxivID(f.line("landing_page_url")), arxivID(f.line("pdf_url")))
}

// invertedAbstract turns {"owls":[0,2],"count":[1]} into "owls count owls". Places
// that no word has are left out; where two words have one place, the first stays.
func invertedAbstract(v value) (string, error) {
	type placed struct {
		at   int
		word string
	}
	if k := v.kind(); k != "an object" && k != "nothing" {
		return "", fmt.Errorf("%w: got %s; need an object of words", ErrField, k)
	}
	var words []placed
	var fault error
	v.fields(func(key []byte, places value) {
		word := collapse(strings.ToValidUTF8(string(key), "\ufffd"))
		places.elements(func(place value) {
			at, err := strconv.Atoi(string(place))
			if err != nil || at < 0 {
				fault = fmt.Errorf("%w: %s has the place %s; need a whole number from 0", ErrField, short(word), short(string(place)))
			}
			words = append(words, placed{at, word})
		})
	})
	slices.SortStableFunc(words, func(a, b placed) int { return cmp.Compare(a.at, b.at) })
	words = slices.CompactFunc(words, func(a, b placed) bool { return a.at == b.at })
	var out strings.Builder
	for i, w := range words {
		if i > 0 {
			out.WriteByte(' ')
		}
		if out.WriteString(w.word); out.Len() > corpus.MaxAbstract {
			break // Validate says what is wrong with it; a word may stand a million times
		}
	}
	return withoutTags(out.String()), fault
}
