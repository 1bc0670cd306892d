package source

import (
	"errors"
	"fmt"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// What is sent, to the letter.
func TestRequests(t *testing.T) {
	f := func(source string, o Options, c cursor, want string) {
		t.Helper()
		pull, err := New(source, o)
		if err != nil {
			t.Fatal(err)
		}
		c.Asked = today
		got, err := url.QueryUnescape(pull.parts[0].api.request(&c).URL.String())
		if err != nil || got != want {
			t.Errorf("got  %s\nneed %s", got, want)
		}
	}
	day, later := dateOf("2026-07-01"), dateOf("2026-07-31")
	f(HF, Options{}, cursor{From: day, To: day}, "https://huggingface.co/api/daily_papers?date=2026-07-01&limit=100&p=0&sort=publishedAt")
	f(HF, Options{}, cursor{From: day, To: later, Page: "3"}, "https://huggingface.co/api/daily_papers?limit=100&month=2026-07&p=3&sort=publishedAt")
	f(HF, Options{BaseURL: "http://127.0.0.1:8080/hf/"}, cursor{From: day, To: day, Page: "broken"}, "http://127.0.0.1:8080/hf/api/daily_papers?date=2026-07-01&limit=100&p=0&sort=publishedAt")

	f(Arxiv, Options{}, cursor{From: day}, "https://oaipmh.arxiv.org/oai?from=2026-07-01&metadataPrefix=arXiv&verb=ListRecords")
	f(Arxiv, Options{Categories: []string{"cs.CL"}}, cursor{From: day, To: later}, "https://oaipmh.arxiv.org/oai?from=2026-07-01&metadataPrefix=arXiv&set=cs:cs:CL&until=2026-07-31&verb=ListRecords")
	f(Arxiv, Options{Categories: []string{"cs.CL"}}, cursor{From: day, Page: "x|1"}, "https://oaipmh.arxiv.org/oai?resumptionToken=x|1&verb=ListRecords")

	f(Arxiv, Options{Query: `"language models" planning`, Categories: []string{"cs.LG", "cs", "hep-th"}}, cursor{From: day, Page: "2000"},
		`https://export.arxiv.org/api/query?max_results=1000&search_query=((all:"language models" AND all:planning) AND (cat:cs.* OR cat:cs.LG OR cat:hep-th)) AND submittedDate:[202607010000 TO 202607072359]&sortBy=submittedDate&sortOrder=ascending&start=2000`)
	f(Arxiv, Options{Query: `ti:owl OR au:tern`}, cursor{From: day, To: later},
		`https://export.arxiv.org/api/query?max_results=1000&search_query=(ti:owl OR au:tern) AND submittedDate:[202607010000 TO 202607312359]&sortBy=submittedDate&sortOrder=ascending&start=0`)

	fields := "&select=" + openAlexFields
	f(OpenAlex, Options{Query: "owls", Mail: "a@b.org", Key: "k"}, cursor{}, "https://api.openalex.org/works?api_key=k&cursor=*&mailto=a@b.org&per_page=100&search=owls"+fields)
	f(OpenAlex, Options{Categories: []string{"T2", "t1"}}, cursor{From: day, To: later, Page: "Ils="},
		"https://api.openalex.org/works?cursor=Ils=&filter=topics.id:T2|T1,from_publication_date:2026-07-01,to_publication_date:2026-07-31&per_page=100"+fields)
	f(OpenAlex, Options{Categories: []string{"subfields/1702"}}, cursor{}, "https://api.openalex.org/works?cursor=*&filter=topics.subfield.id:subfields/1702&per_page=100"+fields)
	f(OpenAlex, Options{Categories: []string{"authorships.institutions.id:I1"}}, cursor{}, "https://api.openalex.org/works?cursor=*&filter=authorships.institutions.id:I1&per_page=100"+fields)

	fields = "fields=" + scholarFields
	f(SemanticScholar, Options{Query: "+owls -herons", Key: "k"}, cursor{}, "https://api.semanticscholar.org/graph/v1/paper/search/bulk?"+fields+"&query=+owls -herons")
	f(SemanticScholar, Options{Categories: []string{"Physics", "Computer Science"}}, cursor{From: day, Page: "T"},
		"https://api.semanticscholar.org/graph/v1/paper/search/bulk?"+fields+"&fieldsOfStudy=Computer Science,Physics&publicationDateOrYear=2026-07-01:&token=T")

	f(PubMed, Options{Query: "owls[ti]", Categories: []string{"Birds", "Sound"}, Key: "k", Mail: "a@b.org"}, cursor{From: day},
		`https://eutils.ncbi.nlm.nih.gov/entrez/eutils/esearch.fcgi?api_key=k&datetype=edat&db=pubmed&email=a@b.org&maxdate=2026/07/07&mindate=2026/07/01&retmax=0&term=(owls[ti]) AND ("Birds"[mh] OR "Sound"[mh])&tool=kindred&usehistory=y`)
	f(PubMed, Options{Categories: []string{"Birds"}}, cursor{From: day, Page: found{"M&C", "1", 450, 200}.String()},
		`https://eutils.ncbi.nlm.nih.gov/entrez/eutils/efetch.fcgi?WebEnv=M&C&db=pubmed&query_key=1&retmax=200&retmode=xml&retstart=200&tool=kindred`)
}

// The key goes into a header that redirects do not carry on.
func TestScholarKey(t *testing.T) {
	pull, err := New(SemanticScholar, Options{Query: "x", Key: "hush"})
	if err != nil {
		t.Fatal(err)
	}
	r := pull.parts[0].api.request(&cursor{})
	if fmt.Sprint(r.Secret) != "map[x-api-key:[hush]]" || strings.Contains(r.URL.String(), "hush") {
		t.Errorf("the header is %v, the address %s", r.Secret, r.URL)
	}
}

func TestQuestionsThatCannotBeAsked(t *testing.T) {
	f := func(source string, o Options, want string) {
		t.Helper()
		if _, err := New(source, o); !errors.Is(err, ErrQuestion) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v; need %q", source, err, want)
		}
	}
	f("pubmde", Options{}, "need one of [hf arxiv openalex semanticscholar pubmed]")
	f(HF, Options{Query: "owls"}, "search them here")
	f(HF, Options{Categories: []string{"cs.CL"}}, "search them here")
	f(HF, Options{Limit: -1}, "limit is -1")
	f(HF, Options{Since: dateOf("2026-07-02"), Until: dateOf("2026-07-01")}, "2026-07-02 is behind 2026-07-01")
	f(HF, Options{BaseURL: "ftp://x"}, `"ftp://x" is no address`)
	f(HF, Options{BaseURL: "huggingface.co"}, "is no address")
	f(HF, Options{BaseURL: "https://x?key=y"}, "is no address")
	f(Arxiv, Options{Query: strings.Repeat("x", 3001)}, "3000 bytes")
	f(Arxiv, Options{Categories: strings.Fields("a b c d e f g h i j k l m n o p q r s t u v w x y z A B C D E F G H I J K L M N O P Q R S T U V W X Y Z")}, "52 categories; need at most 50")
	f(OpenAlex, Options{}, "300 million")
	f(OpenAlex, Options{Categories: []string{"cs.CL"}}, "need a topic as T10036")
	f(OpenAlex, Options{Categories: []string{"T1", "fields/17"}}, "different kinds")
	f(SemanticScholar, Options{}, "200 million")
	f(PubMed, Options{}, "40 million")
	f(PubMed, Options{Categories: []string{`x"[ti]`}}, "no heading")
	if _, err := New(HF, Options{Since: dateOf("2026"), Until: dateOf("2026-01")}); err != nil {
		t.Errorf("a month of the year in which it begins: %v", err)
	}
}

func TestArxivCategory(t *testing.T) {
	f := func(c, want, set string) {
		t.Helper()
		got, err := arxivCategory(c)
		if got != want || (err == nil) != (want != "") || err == nil && setOf(got) != set {
			t.Errorf("%s: got %q, set %s, %v; need %q, %s", c, got, setOf(got), err, want, set)
		}
	}
	f("cs.CL", "cs.CL", "cs:cs:CL")
	f("cs.cl", "cs.CL", "cs:cs:CL")
	f("CS", "cs", "cs")
	f("cs.*", "cs", "cs")
	f("hep-th", "hep-th", "physics:hep-th")
	f("astro-ph.CO", "astro-ph.CO", "physics:astro-ph:CO")
	f("astro-ph", "astro-ph", "physics:astro-ph")
	f("physics", "physics", "physics:physics")
	f("physics.soc-ph", "physics.soc-ph", "physics:physics:soc-ph")
	f("cond-mat.soft", "cond-mat.soft", "physics:cond-mat:soft")
	f("math.AG", "math.AG", "math:math:AG")
	f("math-ph", "math-ph", "physics:math-ph")
	f("q-bio.nc", "q-bio.NC", "q-bio:q-bio:NC")
	f("nlin.AO", "nlin.AO", "physics:nlin:AO")
	for _, bad := range []string{"", "owls", "owls.CL", "cs.", "cs.C", "cs.CLL", "hep-th.AB", "hep-th.*", "cs.CL.X", "physics.", "cs CL", "cs.C&"} {
		f(bad, "", "")
	}
}

// All that the readers read of a work or a paper is asked for.
func TestFieldsAreThoseThatAreRead(t *testing.T) {
	whole := func(keys string) string {
		record := `{`
		for i, key := range strings.Split(keys, ",") {
			if i > 0 {
				record += ","
			}
			record += fmt.Sprintf("%q:%s", key, fieldValues[key])
		}
		return record + "}"
	}
	f := func(of format.Format, asked string) {
		t.Helper()
		all := []string{}
		for key := range fieldValues {
			all = append(all, key)
		}
		read := func(keys string) corpus.Paper {
			p, err := papersOf(of, []byte(`[`+whole(keys)+`]`))
			if err != nil || len(p.papers) != 1 {
				t.Fatalf("%s: %+v, %v", keys, p, err)
			}
			return p.papers[0]
		}
		if got, want := read(asked), read(strings.Join(all, ",")); !reflect.DeepEqual(got, want) {
			t.Errorf("asked for alone: %+v\nwith everything:  %+v", got, want)
		}
	}
	f(format.OpenAlex, openAlexFields)
	f(format.SemanticScholar, scholarFields)
}

// fieldValues are values of the fields of a work of OpenAlex and of a paper of
// Semantic Scholar, whether they are asked for or not.
var fieldValues = map[string]string{
	"id": `"https://openalex.org/W1"`, "doi": `"https://doi.org/10.1000/x"`, "ids": `{"pmid":"https://pubmed.ncbi.nlm.nih.gov/5"}`, "title": `"Owls"`, "display_name": `"Owls"`,
	"abstract_inverted_index": `{"Owls":[0],"count":[1]}`, "publication_date": `"2026-07-01"`, "publication_year": `2026`,
	"authorships":   `[{"author":{"display_name":"Ann Tern"},"institutions":[{"display_name":"Reeds"}]}]`,
	"primary_topic": `{"display_name":"Birds"}`, "topics": `[{"display_name":"Birds"},{"display_name":"Sound"}]`, "cited_by_count": `7`,
	"primary_location": `{"landing_page_url":"https://example.org/x","source":{"display_name":"J. Owls"}}`,
	"best_oa_location": `{"pdf_url":"https://example.org/x.pdf"}`, "locations": `[]`,

	"paperId": `"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"`, "corpusId": `1`, "externalIds": `{"DOI":"10.1000/x"}`, "abstract": `"Owls count"`, "year": `2026`, "publicationDate": `"2026-07-01"`,
	"venue": `"J. Owls"`, "citationCount": `7`, "fieldsOfStudy": `["Biology"]`, "s2FieldsOfStudy": `[{"category":"Biology"}]`, "authors": `[{"name":"Ann Tern"}]`, "url": `"https://www.semanticscholar.org/paper/1"`,
	"referenced_works": `["https://openalex.org/W2"]`, "openAccessPdf": `{"url":"https://example.org/y.pdf"}`, "referenceCount": `3`,
}
