package format

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus"
)

func TestRestoreArxivID(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if got := restoreArxivID(in); got != want {
			t.Errorf("%q: got %q, need %q", in, got, want)
		}
	}
	f("0704.0001", "0704.0001")
	f("704.0001", "0704.0001")
	f("704.001", "0704.0010")
	f("1412.5", "1412.5000")
	f("1501.00001", "1501.00001")
	f("1907.1", "1907.10000")
	f("1503.059", "1503.05900")
	f("1803.0739399999998", "1803.07394")
	f("1803.0000100000001", "1803.00001")
	f("912.3196", "0912.3196")
	f("hep-th/9901001", "hep-th/9901001")
	f("2310.16228v2", "2310.16228v2")
	f("1313.0001", "1313.0001")     // no month 13
	f("0703.001", "0703.001")       // before the first of them
	f("2310.162281", "2310.162281") // a digit too many is no rounding error
	f("12.5", "12.5")
	f("", "")
}

func TestWithoutLaTeX(t *testing.T) {
	f := func(want string, forms ...string) {
		t.Helper()
		for _, in := range forms {
			if got := withoutLaTeX(in); got != want {
				t.Errorf("%q: got %q, need %q", in, got, want)
			}
		}
	}
	f("Balázs", `Bal\'azs`, `Bal{\'a}zs`, `Bal\'{a}zs`, `Bal\' azs`, `Bal{\'{a}}zs`)
	f("Dvořák", `Dvo\v{r}\'ak`, `Dvo{\v r}{\'a}k`)
	f("García", `Garc\'{\i}a`, `Garc\'\i a`, `Garc{\'\i}a`, `Garc\'ia`)
	f("Strømgård", `Str\o{}mg\aa{}rd`, `Str{\o}mg\r{a}rd`, `Str\o mg\aa rd`)
	f("Łódź", `\L\'od\'z`, `{\L}{\'o}d{\'z}`)
	f("Weiß & Çelik", `Wei\ss{} \& \c{C}elik`)
	f("Ş. Ünü", `\c{S}. \"Un\"u`)
	f("J. R. Ōe", `J.~R. \=Oe`)
	f("plain", "plain")
	f("", `\`, `\'`, `{}`)
	f(`\mathbb{R} and $\'{x} {y}--~z$`, `\mathbb{R} and $\'{x} {y}--~z$`)
	f("The BERT model — “fast”, pages 1–2, 5% of $5 & é", "The {BERT} model --- ``fast'', pages~1--2, 5\\% of \\$5 \\& {\\'e}")
	f(`\quote{a {b}} – c`, `\quote{a {b}} -- c`)
	f(`Des Averroës`, `\mkbibquote{Des {Averro{\"e}s}}`)
	f("Very important x", `{\em Very} \textbf{important} {\relax x}`)
	f(`a \(b--{c}\) d`, `a \(b--{c}\) d`)
	f("open $ é", `open $ \'e`)
}

// What is no accent stays in an abstract.
func TestAccents(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if got := accents(in); got != want {
			t.Errorf("%q: got %q, need %q", in, got, want)
		}
	}
	f(`Erd\H{o}s, Schr{\"o}dinger and Str\o m at 5 \AA`, "Erdős, Schrödinger and Strøm at 5 Å")
	f("Erd\\'{e}l at 30\\%, e.g.\\ here", "Erdél at 30%, e.g. here")
	f(`\emph{so} ~10 {GeV} -- $\"o \c c$ \[\'e\] \cite{x}`, `\emph{so} ~10 {GeV} -- $\"o \c c$ \[\'e\] \cite{x}`)
	f(`\$5 for \'e and \$6`, `\$5 for é and \$6`)
	f(`\~{}user \'{ab} \`, `\~{}user \'{ab} \`)
	f(`na{\"\i}ve`, "naïve")
}

func TestDates(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		d, err := date(cell{s: in})
		if got := d.String(); got != want || err != nil {
			t.Errorf("%q: got %q, %v; need %q", in, got, err, want)
		}
	}
	for _, none := range []string{"", " ", "nan", "NaT", "None", "null", "N/A"} {
		f(none, "")
	}
	f("2019", "2019")
	f("2019.0", "2019")
	f("2019-05", "2019-05")
	f("2019/5", "2019-05")
	f("May 2019", "2019-05")
	f("2019-05-06", "2019-05-06")
	f("2019/05/06", "2019-05-06")
	f("20190506", "2019-05-06")
	f("May 6, 2019", "2019-05-06")
	f("6 May 2019", "2019-05-06")
	f("2019-05-06T01:02:03Z", "2019-05-06T01:02:03Z")
	f("2019-05-06T01:02:03+02:00", "2019-05-05T23:02:03Z")
	f("2019-05-06T01:02:03", "2019-05-06T01:02:03Z")
	f("2019-05-06 01:02:03.5", "2019-05-06T01:02:03.5Z")
	f("2019-05-06 01:02:03+00", "2019-05-06T01:02:03Z")
	f("2019-05-06 01:02:03+00:00", "2019-05-06T01:02:03Z")
	f("2019-05-06 01:02:03 UTC", "2019-05-06T01:02:03Z")
	f("Mon, 6 May 2019 01:02:03 GMT", "2019-05-06T01:02:03Z")
	for _, bad := range []string{"01/02/2006", "Spring 2019", "2019-13", "2019-02-30", "0000", "soon", "Mon, 6 May 2019 01:02:03 XYZ", "7"} {
		if d, err := date(cell{s: bad}); err == nil {
			t.Errorf("%q: got %v; need an error", bad, d)
		}
	}
}

func TestCounts(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		for _, c := range []cell{{s: in}, {v: value(`"` + in + `"`)}} {
			got := "none"
			n, err := count(c)
			if err != nil {
				got = "error"
			} else if n != nil {
				got = fmt.Sprint(*n)
			}
			if got != want {
				t.Errorf("%q: got %s, %v; need %s", in, got, err, want)
			}
		}
	}
	f("", "none")
	f("nan", "none")
	f("0", "0")
	f(" 12 ", "12")
	f("12.0", "12")
	f("1e3", "1000")
	f("1,234", "1234")
	f("1,234,567", "1234567")
	f("-3", "-3") // refused by Validate, which names it
	f("1,23", "error")
	f(",123", "error")
	f("1.5", "error")
	f("many", "error")
	f("1e300", "error")
	f("inf", "error")
}

func TestSplitPeople(t *testing.T) {
	f := func(in string, want ...string) {
		t.Helper()
		if got := splitPeople(in); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, need %q", in, got, want)
		}
	}
	f("")
	f("Ann Tern", "Ann Tern")
	f("Tern, Ann", "Tern, Ann")
	f("van der Tern, A. B.", "van der Tern, A. B.")
	f("Ann Tern, Bea Gull", "Ann Tern", "Bea Gull")
	f("A. Tern, B. Gull, C. Auk", "A. Tern", "B. Gull", "C. Auk")
	f("A. Tern, B. Gull and C. Auk", "A. Tern", "B. Gull", "C. Auk")
	f("Tern, Ann and Gull, Bea", "Tern, Ann", "Gull, Bea")
	f("Tern, Ann; Gull, Bea;", "Tern, Ann", "Gull, Bea")
	f(" Ann\n Tern ;; Bea Gull", "Ann Tern", "Bea Gull")
}

func TestSplitCategories(t *testing.T) {
	f := func(in string, want ...string) {
		t.Helper()
		if got := splitCategories(in); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, need %q", in, got, want)
		}
	}
	f("")
	f("cs.CL cs.LG hep-th", "cs.CL", "cs.LG", "hep-th")
	f("cond-mat.mes-hall math", "cond-mat.mes-hall", "math")
	f("machine learning", "machine learning")
	f("machine learning; sea birds", "machine learning", "sea birds")
	f("vision, language", "vision", "language")
}

func TestPrintedLists(t *testing.T) {
	f := func(in string, want ...string) {
		t.Helper()
		got, err := list(cell{s: in}, splitPeople)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: got %q, %v; need %q", in, got, err, want)
		}
	}
	f(`["Ann Tern", "Bea Gull"]`, "Ann Tern", "Bea Gull")
	f(`['Ann Tern', "Bea O'Gull", 'A "B"', 'C\'s', None]`, "Ann Tern", "Bea O'Gull", `A "B"`, "C's")
	f(`[{'name': 'Ann True', 'hidden': False}]`, "Ann True")
	f(`[]`)
	f(`nan`)
	for _, bad := range []string{"[", "['a'", "['a' 'b']", "[array(1)]"} {
		if got, err := list(cell{s: bad}, splitPeople); err == nil {
			t.Errorf("%s: got %q; need an error", bad, got)
		}
	}
}

// Every name of B8 of the formats, in the ways that files spell it.
func TestLookUp(t *testing.T) {
	for want, names := range map[field]string{
		fieldID: "id ID _id paper_id paper.id paperId", fieldArxiv: "arxiv_id arxivId", fieldPubMed: "pmid pubmed_id", fieldOpenAlex: "openalex_id", fieldScholar: "corpusid corpus_id s2_id", fieldAliases: "aliases", fieldTitle: "title Title paper_title", fieldAbstract: "abstract summary text paper_summary",
		fieldPublished: "date published publishedAt paper_publishedAt publication_date", fieldYear: "year Year", fieldVotes: "upvotes votes likes paper_upvotes",
		fieldCitations: "citations citationCount citation_count", fieldAuthors: "authors paper_authors", fieldAuthorCount: "author_count",
		fieldOrganization: "org organization paper_organization.fullname paper_organization.name", fieldVenue: "venue", fieldCategories: "categories keywords",
		fieldURL: "url URL", fieldDOI: "doi DOI", fieldListed: "listed submittedOnDailyAt paper_submittedOnDailyAt", fieldRepository: "repository githubRepo paper_githubRepo",
		fieldNone: "paper name comments update_date ai_keywords paper_ai_keywords paper_ " + strings.Repeat("x", 1000),
	} {
		for name := range strings.FieldsSeq(names) {
			if got, _ := lookUp(name); got != want {
				t.Errorf("%q: got field %d, need %d", name, got, want)
			}
		}
	}
	_, full := lookUp("paper_organization.fullname")
	_, name := lookUp("paper_organization.name")
	_, outer := lookUp("organization")
	if full >= name || name >= outer {
		t.Errorf("ranks are %d, %d, %d; need them to rise", full, name, outer)
	}
}

// A record of every field, as it is written and read.
func TestPlainPaper(t *testing.T) {
	p, err := plainPaper(value(`{"id":"a","title":"T","abstract":"A","authors":["N"],"author_count":3,"organization":"O","categories":["c"],"venue":"V",` +
		`"published":"2024-05","listed":"2024-06-07","votes":0,"citations":1,"url":"u","doi":"d","repository":"r","aliases":["b"],"arxiv_id":"2310.16228v1","pmid":5,"openalex_id":"https://openalex.org/W1","s2_id":"7"}`))
	if err != nil {
		t.Fatal(err)
	}
	published, _ := corpus.ParseDate("2024-05")
	listed, _ := corpus.ParseDate("2024-06-07")
	want := corpus.Paper{ID: "a", Title: "T", Abstract: "A", Authors: []string{"N"}, AuthorCount: 3, Organization: "O", Categories: []string{"c"}, Venue: "V",
		Published: published, Listed: listed, Votes: new(int), Citations: new(1), URL: "u", DOI: "d", Repository: "r", Aliases: []string{"b", "2310.16228", "pmid:5", "openalex:W1", "s2:7"}}
	if !reflect.DeepEqual(p, want) {
		t.Errorf("got %+v, need %+v", p, want)
	}
}
