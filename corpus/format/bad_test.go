package format_test

import (
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus/format"
)

// A kind of file is one record of each format with places for an id, a title, a
// date and an abstract, and what stands around the records.
type kind struct {
	format                  format.Format
	open, record, end, glue string
	id                      func(i int) string // as the record has it
	want                    func(i int) string // as the paper has it
	abstract                string             // the part of record that holds it
}

func arxivNumber(i int) string { return fmt.Sprintf("2401.%05d", i) }

// kinds are the formats that are read as streams.
func kinds() []kind {
	hf := func(i int) string { return fmt.Sprintf("hf:title-%d", i) }
	none := func(int) string { return "" }
	prefixed := func(prefix string) func(int) string {
		return func(i int) string { return prefix + fmt.Sprint(i+1) }
	}
	return []kind{
		{format.Page, "Daily Papers\n\n", "Title #\n\nABSTRACT\n\n·\nDATE\n\n", "", "", none, hf, ""},
		{format.Daily, "[", `{"paper":{"id":"IDENT","title":"Title #","summary":"ABSTRACT","publishedAt":"DATE","upvotes":1}}`, "]", ",\n", arxivNumber, arxivNumber, `"summary":"ABSTRACT",`},
		{format.Arxiv, "", `{"id":"IDENT","title":"Title #","abstract":"ABSTRACT","versions":[{"version":"v1","created":"DATE"}],"authors_parsed":[]}`, "\n", "\n", arxivNumber, arxivNumber, `"abstract":"ABSTRACT",`},
		{format.JSONL, "", `{"id":"IDENT","title":"Title #","abstract":"ABSTRACT","date":"DATE"}`, "\n", "\n", arxivNumber, arxivNumber, `"abstract":"ABSTRACT",`},
		{format.CSV, "id\ttitle\tabstract\tdate\n", "IDENT\tTitle #\tABSTRACT\tDATE", "\n", "\n", arxivNumber, arxivNumber, "ABSTRACT"},
		{format.Atom, "<feed>", "<entry><id>http://arxiv.org/abs/IDENTv2</id><title>Title #</title><published>DATE</published><summary>ABSTRACT</summary></entry>", "</feed>", "\n", arxivNumber, arxivNumber, "<summary>ABSTRACT</summary>"},
		{format.OAI, "<OAI-PMH>", "<record><header/><metadata><arXiv><id>IDENT</id><title>Title #</title><created>DATE</created><abstract>ABSTRACT</abstract></arXiv></metadata></record>", "</OAI-PMH>", "\n", arxivNumber, arxivNumber, "<abstract>ABSTRACT</abstract>"},
		{format.RSS, "<rss>", "<item><title>Title #</title><link>https://arxiv.org/abs/IDENT</link><pubDate>DATE</pubDate><description>arXiv:IDENTv1 Announce Type: new\nAbstract: ABSTRACT</description></item>", "</rss>", "\n", arxivNumber, arxivNumber, "ABSTRACT"},
		{format.PubMed, "<PubmedArticleSet>", "<PubmedArticle><MedlineCitation><PMID>IDENT</PMID><Article><Journal><JournalIssue><PubDate><Year>DATE</Year></PubDate></JournalIssue></Journal><ArticleTitle>Title #</ArticleTitle><Abstract><AbstractText>ABSTRACT</AbstractText></Abstract></Article></MedlineCitation></PubmedArticle>", "</PubmedArticleSet>", "\n", prefixed(""), prefixed("pmid:"), "<Abstract><AbstractText>ABSTRACT</AbstractText></Abstract>"},
		{format.OpenAlex, `{"meta":{},"results":[`, `{"id":"https://openalex.org/WIDENT","title":"Title #","publication_date":"DATE","abstract_inverted_index":{"ABSTRACT":[0]}}`, "]}", ",\n", prefixed(""), prefixed("openalex:W"), `,"abstract_inverted_index":{"ABSTRACT":[0]}`},
		{format.SemanticScholar, `{"total":1,"data":[`, `{"corpusId":IDENT,"title":"Title #","publicationDate":"DATE","abstract":"ABSTRACT"}`, "]}", ",\n", prefixed(""), prefixed("s2:"), `,"abstract":"ABSTRACT"`},
		{format.CSLJSON, "[", `{"id":"x","type":"article","title":"Title #","DOI":"10.1000/IDENT","issued":{"raw":"DATE"},"abstract":"ABSTRACT"}`, "]", ",\n", prefixed("x"), prefixed("doi:10.1000/x"), `,"abstract":"ABSTRACT"`},
		{format.BibTeX, "", "@article{x, title = {Title #}, year = {DATE}, eprint = {IDENT}, abstract = {ABSTRACT}}", "\n", "\n", arxivNumber, arxivNumber, ", abstract = {ABSTRACT}"},
		{format.RIS, "", "TY  - JOUR\nTI  - Title #\nPY  - DATE\nDO  - 10.1000/IDENT\nAB  - ABSTRACT\nER  - ", "\n", "\n", prefixed("x"), prefixed("doi:10.1000/x"), "AB  - ABSTRACT\n"},
	}
}

// at fills a record in.
func (k kind) at(i int, date, abstract string) string {
	return strings.NewReplacer("IDENT", k.id(i), "#", fmt.Sprint(i), "DATE", date, "ABSTRACT", abstract).Replace(k.record)
}

func (k kind) date() string {
	switch k.format {
	case format.Page:
		return "Jan 2, 2024"
	case format.PubMed, format.BibTeX, format.RIS:
		return "2024"
	}
	return "2024-01-02"
}

// file puts records together.
func (k kind) file(records ...string) string { return k.open + strings.Join(records, k.glue) + k.end }

// Every format against what is wrong with files: each record in the middle is
// the bad one, those around it are read.
func TestBadRecords(t *testing.T) {
	for _, k := range kinds() {
		t.Run(string(k.format), func(t *testing.T) {
			a, c := k.at(1, k.date(), "One."), k.at(3, k.date(), "Three.")
			read := func(middle string) (ids []string, abstract string, errs []error) {
				papers, errs := collect(t, k.file(a, middle, c), format.Options{})
				for _, p := range papers {
					ids = append(ids, p.ID)
				}
				if len(papers) == 3 {
					abstract = papers[1].Abstract
				}
				return ids, abstract, errs
			}
			three := []string{k.want(1), k.want(2), k.want(3)}

			if ids, abstract, errs := read(k.at(2, k.date(), "Two.")); fmt.Sprint(ids) != fmt.Sprint(three) || abstract != "Two." || len(errs) != 0 {
				t.Errorf("whole: got %v, %q, %v", ids, abstract, errs)
			}
			twice := []string{k.want(1), k.want(1), k.want(3)}
			if ids, abstract, errs := read(k.at(1, k.date(), "Again.")); fmt.Sprint(ids) != fmt.Sprint(twice) || abstract != "Again." || len(errs) != 0 {
				t.Errorf("an id given twice: got %v, %q, %v; need both, the store puts them together", ids, abstract, errs)
			}
			if k.abstract != "" {
				without := strings.Replace(k.record, k.abstract, "", 1)
				bare := kind{record: without, id: k.id}
				if ids, abstract, errs := read(bare.at(2, k.date(), "")); fmt.Sprint(ids) != fmt.Sprint(three) || abstract != "" || len(errs) != 0 {
					t.Errorf("no abstract: got %v, %q, %v", ids, abstract, errs)
				}
			}
			if k.format != format.Page { // there, what is no date is text
				ids, _, errs := read(k.at(2, "brillig", "Two."))
				if len(ids) != 2 || len(errs) != 1 || rejected(errs[0]) == nil || rejected(errs[0]).Record != 2 || !errors.Is(errs[0], format.ErrField) || !strings.Contains(errs[0].Error(), `"brillig"`) {
					t.Errorf("a wrong date: got %v, %v", ids, errs)
				}
			}
			ids, abstract, errs := read(k.at(2, k.date(), "na\xefve"))
			switch k.format {
			case format.BibTeX, format.RIS, format.CSV, format.Page: // they name no encoding
				if abstract != "naïve" || len(errs) != 0 {
					t.Errorf("Latin-1: got %v, %q, %v", ids, abstract, errs)
				}
				if ids, _, errs := read(k.at(2, k.date(), "na\xefve café")); k.format != format.Page && len(ids) != 2 || len(errs) != 1 || !strings.Contains(errs[0].Error(), "a part of it is UTF-8, as 'é', and a part is not") {
					t.Errorf("two encodings: got %v, %v", ids, errs)
				}
			default: // they are UTF-8, or say what they are
				if len(ids) != 2 || len(errs) != 1 || rejected(errs[0]) == nil || rejected(errs[0]).Record != 2 || !errors.Is(errs[0], format.ErrSyntax) || !strings.Contains(errs[0].Error(), "it is not UTF-8") {
					t.Errorf("not UTF-8: got %v, %v", ids, errs)
				}
			}
			whole := strings.TrimSpace(k.file(a, a, c))
			for _, cut := range []int{len(whole) - 1, len(whole) - len(c)/2, len(whole) - len(k.end) - len(c)/3} {
				papers, errs := collect(t, whole[:cut], format.Options{})
				if len(papers) < 2 || len(papers) > 3 || len(papers) == 3 && len(errs) == 0 && k.end != "" && k.end != "\n" {
					t.Errorf("cut at %d of %d: got %d papers and %v", cut, len(whole), len(papers), errs)
				}
			}
		})
	}
}

// A line of 100 MB costs the memory of the longest record, and its own record.
// One format of each way of framing has it so long, the others 8 MB.
func TestLongLine(t *testing.T) {
	const most = 1 << 20
	for _, k := range kinds() {
		size := 8 << 20
		if slices.Contains([]format.Format{format.JSONL, format.CSV, format.Atom, format.OpenAlex, format.BibTeX, format.RIS}, k.format) && !underRace {
			size = 100 << 20
		}
		text := k.at(2, k.date(), "LONG")
		i := strings.Index(text, "LONG")
		r := io.MultiReader(strings.NewReader(k.open+k.at(1, k.date(), "One.")+k.glue+text[:i]), &repeated{text: strings.Repeat("long", 1<<14), left: size >> 16},
			strings.NewReader(text[i:]+k.glue+k.at(3, k.date(), "Three.")+k.end))
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		var ids []string
		var errs []error
		for p, err := range format.Read(r, format.Options{MaxRecord: most}) {
			if err != nil {
				errs = append(errs, err)
			} else {
				ids = append(ids, p.ID)
			}
		}
		runtime.ReadMemStats(&after)
		if k.format == format.Page && len(ids) == 3 {
			ids = []string{ids[0], ids[2]} // the paper of the long paragraph, without it
		}
		if len(ids) != 2 || ids[0] != k.want(1) || ids[1] != k.want(3) || len(errs) != 1 || !errors.Is(errs[0], format.ErrTooLong) || k.format != format.Page && rejected(errs[0]).Record != 2 {
			t.Errorf("%s: got %v and %v", k.format, ids, errs)
		}
		if grown := after.TotalAlloc - before.TotalAlloc; grown > 16*most {
			t.Errorf("%s: %d bytes were allocated; need at most %d", k.format, grown, 16*most)
		}
	}
}
