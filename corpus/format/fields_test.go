package format

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/kindred-search/kindred/corpus"
)

// arxivInstant reads what time.Parse, the slow twin, reads as that instant.
func TestArxivInstant(t *testing.T) {
	pieces := []string{"Mon, ", "2", "02", "31", "29", "0", " ", "Feb", "Apr", "anF", "Jan", "1999", "2000", "0000", "19:18:42", "24:00:00", "23:60:00", "23:59:60", "7:00:00", "GMT", "MST", "-0500", ":", ","}
	read := 0
	for i := range 20_000 {
		s := "Mon, 2 Apr 2007 19:18:42 GMT"
		switch i % 3 {
		case 0: // one character is another
			at := rand.IntN(len(s))
			s = s[:at] + string("0123456789 JanFebGMT:,"[rand.IntN(22)]) + s[at+1:]
		case 1: // of parts
			p := func() string { return pieces[rand.IntN(len(pieces))] }
			s = "Mon, " + p() + " " + p() + " " + p() + " " + p() + " " + p()
		default:
			at := time.Unix(rand.Int64N(5e9), 0).UTC()
			s = at.Format("Mon, 2 Jan 2006 15:04:05 GMT")
		}
		got, ok := arxivInstant(s)
		want, err := time.Parse(arxivTime, s)
		if ok {
			read++
		}
		if ok && (err != nil || !got.Equal(want)) || !ok && i%3 == 2 {
			t.Fatalf("%q: got %v, %t; need %v, %v", s, got, ok, want, err)
		}
	}
	if read < 7000 {
		t.Errorf("%d were read", read)
	}
}

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

// What stands for a character becomes one, in an abstract too; what does not
// stays, and so does math.
func TestAccents(t *testing.T) {
	f := func(in, want string) {
		t.Helper()
		if got := accents(in); got != want {
			t.Errorf("%q: got %q, need %q", in, got, want)
		}
	}
	f(`Erd\H{o}s, Schr{\"o}dinger and Str\o m at 5 \AA`, "Erdős, Schrödinger and Strøm at 5 Å")
	f("Erd\\'{e}l at 30\\%, e.g.\\ here", "Erdél at 30%, e.g. here")
	f(`\emph{so} ~10 {GeV} -- $\"o \c c$ \[\'e\] \cite{x}`, `so ~10 {GeV} -- $\"o \c c$ \[\'e\] \cite{x}`)
	f(`\$5 for \'e and \$6`, `\$5 for é and \$6`)
	f(`\~{}user \'{ab} \~8B Pass\^{}1 \`, `~user áb ~8B Pass^1 \`)
	f(`{\alpha}-acyclic, \b{eta}-VAE, Cohen's \k{appa}, \r{ho} \beta is 5 {\mu}m`, "α-acyclic, β-VAE, Cohen's κ, ρ β is 5 μm")
	f(`\textbf{Bold {\em very} {braces} \cite{a}} {\it in vivo}, \it loose {\bf x`, `Bold very {braces} \cite{a} in vivo, loose x`)
	f(`O(\log n) \leq 2\times \frac{2}{\sqrt{3}} \{0,1\}^n`, `O(log n) ≤ 2× \frac{2}{\sqrt{3}} {0,1}^n`)
	f(`0.41\,mm for 360{\deg} \\ of Erd\H{o}s`, "0.41 mm for 360° of Erdős")
	f(`so \begin{equation*} \alpha\, x \end{equation*} and \begin{itemize} \alpha`, `so \begin{equation*} \alpha\, x \end{equation*} and \begin{itemize} α`)
	f(`a } b \emph{c`, "a } b c")
	f(`at \href{https://e.org/a_b}{\emph{this} page}, \href{https://e.org}{https://e.org}, \url{https://e.org/~x}, \href{x`, `at this page (https://e.org/a_b), https://e.org, https://e.org/~x, \href{x`)
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
	for _, none := range []string{"0000-00-00", "0000-00-00 00:00:00"} { // of MySQL
		f(none, "")
	}
	f("2019-00-00", "2019")
	f("2019-05-00", "2019-05")
	f("2019-00", "2019")
	f("2019-5-6", "2019-05-06")
	f("2019-5", "2019-05")
	f("2020-02-29", "2020-02-29")
	f("Mar 2021", "2021-03")
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
	for _, bad := range []string{"01/02/2006", "Spring 2019", "2019-13", "2019-02-30", "2021-02-29", "31 February 2021", "2023-13-45", "2023-00-45", "20211", "2000 Spring", "0000", "-00", "0000-05", "soon", "Mon, 6 May 2019 01:02:03 XYZ", "7"} {
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

func TestArxivCategories(t *testing.T) {
	f := func(in string, want ...string) {
		t.Helper()
		if got := arxivCategories(in); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, need %q", in, got, want)
		}
	}
	f("")
	f("cs.CL cs.LG", "cs.CL", "cs.LG")
	f("cs.CV, I.2.7; 68T50 (Primary), 68T07 (Secondary) stat.ML", "cs.CV", "stat.ML")
	f("cmp-lg cs.CL q-bio supr-con", "cmp-lg", "cs.CL", "q-bio", "supr-con")
	f("cond-mat.mes-hall q-bio.NC physics.acc-ph", "cond-mat.mes-hall", "q-bio.NC", "physics.acc-ph")
	f("new-archive other", "new-archive", "other") // better than none
}

// isArxivCategory against an expression, the slow twin.
func TestIsArxivCategory(t *testing.T) {
	slow := regexp.MustCompile(`^[a-z]{1,8}(?:-[a-z]{2,4})?\.[A-Za-z]{2}[A-Za-z-]{0,62}$`)
	pieces := []string{"cs", "a", "astro", "-", "ph", ".", "CL", "x", "Z", "-hall", "7", " ", "mathematic"}
	for range 20_000 {
		var s string
		for range rand.IntN(7) {
			s += pieces[rand.IntN(len(pieces))]
		}
		if got, want := isArxivCategory(s), slow.MatchString(s) || bareArchives[s]; got != want {
			t.Fatalf("%q: got %t", s, got)
		}
	}
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
