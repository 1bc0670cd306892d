package format_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// written is what a Writer makes of papers.
func written(tb testing.TB, f format.Format, papers ...corpus.Paper) string {
	tb.Helper()
	var out bytes.Buffer
	w, err := format.NewWriterOf(&out, f)
	if err != nil {
		tb.Fatal(err)
	}
	for _, p := range papers {
		if err := w.Write(p); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

func day(tb testing.TB, s string) corpus.Date {
	tb.Helper()
	d, err := corpus.ParseDate(s)
	if err != nil {
		tb.Fatal(err)
	}
	return d
}

// fullPapers have every field, and every character that a format takes for its
// own.
func fullPapers(tb testing.TB) []corpus.Paper {
	all := []corpus.Paper{
		{ID: "2310.16228", Title: `Owls: 5% of $E_{T} > {2}$ & "so" — #1_a`, Abstract: `Costs {x} \emph{y} ~ -- '' ` + "`z`" + ` --- ^ \(a\) $a$$b$ $\{$ p<q; a, b; 5$`,
			Authors: []string{"Ann Tern", "Simon van der Meer Jr.", "OWL Collaboration", "Plato", "J. R. Öe", "A and B Lab", "others"}, AuthorCount: 9,
			Organization: "Institute; of {Reeds}", Categories: []string{"cs.CL", "vision, language", "x & y"}, Venue: "J. Owls", Published: day(tb, "2023-10-04T05:06:07Z"),
			Listed: day(tb, "2023-10-05"), Votes: new(0), Citations: new(12), URL: "https://example.org/a_b%20~c#d", DOI: "10.1000/owls_1", Repository: "https://github.com/a/b"},
		{ID: "hep-th/9901001", Title: "An old id", Published: day(tb, "1999-01")},
		{ID: "doi:10.1000/x", DOI: "10.1000/x", Title: "By its DOI", Published: day(tb, "2001"), Categories: []string{"one two"}},
		{ID: "hf:by-its-title", Title: "By its title", Published: day(tb, "2001-12-31"), URL: "https://arxiv.org/list/cs"},
		{ID: "x{1}\\_%~é", Title: "An id of its own", URL: "https://arxiv.org/abs/2001.00001", Venue: "Owls arXiv:2001.00002"},
		{ID: "hep-th/9901002", Title: "With many names", DOI: "10.1000/names", Aliases: []string{"pmid:5", "openalex:W1", "s2:7", "x{2}\\_%~é;,", "hf:with-many-names"}},
		{ID: "pmid:6", Title: "By its number", Aliases: []string{"s2:0123456789abcdef0123456789abcdef01234567"}},
		{ID: "s2:8", Title: "By the number of a catalog", Aliases: []string{"mine/1"}, URL: "https://arxiv.org/abs/2001.00001"},
		{ID: "no-title", Abstract: "Only an abstract.", DOI: "not a DOI"},
		{ID: "counted", Title: "Nobody is named", AuthorCount: 7},
		{ID: "names", Title: "Names of all kinds", Authors: []string{"{Braces}", "A {B} C", "Ludwig von der Höhe III", "de la Cruz", "van Gogh", "J. Smith Jr", "Smith Jr.", "李 明", "X Æ A-12", "Team", "Ann -- Tern", "O''Neil", "``x''", "Nobody et al."}},
		{ID: "odd/letters", Title: "𝔘𝔫𝔦 e\u0301 \u200bcode 😀", Abstract: `\'e $x$ \$ {y} "z" % # & _ ^ ~ -- --- '' ` + "`` \\alpha \\emph{x} {\\em y} \\, \\begin{equation}a\\end{equation}", Published: day(tb, "0044"), Votes: new(3)},
	}
	for i := range all {
		all[i].Clean()
		if err := all[i].Validate(); err != nil {
			tb.Fatal(err)
		}
	}
	return all
}

func TestRoundTrip(t *testing.T) {
	papers := fullPapers(t)
	for _, f := range format.Written() {
		text := written(t, f, papers...)
		for _, opts := range []format.Options{{}, {Format: f}} {
			got, errs := collect(t, text, opts)
			if len(errs) != 0 || len(got) != len(papers) {
				t.Fatalf("%s: got %d papers and %v from\n%s", f, len(got), errs, text)
			}
			for i := range got {
				got[i].Source = "" // is not written
				if !reflect.DeepEqual(got[i], papers[i]) {
					t.Errorf("%s:\ngot  %+v\nneed %+v\nfrom\n%s", f, got[i], papers[i], text)
				}
			}
		}
		if got, errs := collect(t, written(t, f), format.Options{Format: f}); len(got)+len(errs) != 0 {
			t.Errorf("%s without papers: got %v and %v", f, got, errs)
		}
	}
	if _, err := format.NewWriterOf(nil, format.Page); err == nil || !strings.Contains(err.Error(), `"page" cannot be written; need one of [jsonl csv bibtex ris csljson]`) {
		t.Errorf("got %v", err)
	}
}

// What a format cannot keep, as its file says; every other format keeps it.
func TestNotKept(t *testing.T) {
	lines := corpus.Paper{ID: "a", Title: "T", Abstract: "One\n\n@article{x, title={y}}\nER  - \nTY  - JOUR\r\n\"b\",\tc"}
	collapsed := lines
	collapsed.Abstract = `One @article{x, title={y}} ER - TY - JOUR "b", c`
	names := corpus.Paper{ID: "a", Title: "T", Authors: []string{"Tern, Ann", "Pond, Lake and Sea Group"}, AuthorCount: 2}
	turned := names
	turned.Authors = []string{"Ann Tern", "Lake and Sea Group Pond"}
	doi := corpus.Paper{ID: "doi:10.1000/abc", Title: "T", DOI: "https://doi.org/10.1000/ABC"}
	bare := doi
	bare.DOI = "10.1000/abc"
	arxiv := corpus.Paper{ID: "2310.00001", Title: "T", URL: "https://arxiv.org/abs/2310.00001v2"}
	bib, ris, csl, csv := format.BibTeX, format.RIS, format.CSLJSON, format.CSV
	for _, c := range []struct {
		given, read corpus.Paper
		by          []format.Format
	}{
		{lines, collapsed, format.Written()},
		{names, turned, []format.Format{ris}},
		{corpus.Paper{ID: "a", Title: "T", Categories: []string{"a;b", "c,d"}}, corpus.Paper{ID: "a", Title: "T", Categories: []string{"a", "b", "c,d"}}, []format.Format{bib, ris}},
		{corpus.Paper{ID: "a", Title: "T", Venue: "CoRR"}, corpus.Paper{ID: "a", Title: "T"}, []format.Format{bib}},
		{corpus.Paper{ID: "a", Title: "T", Venue: "arXiv.org"}, corpus.Paper{ID: "a", Title: "T"}, []format.Format{bib}},
		{corpus.Paper{ID: "a", Title: "<i>T</i> p<q", Abstract: "H<sub>2</sub>O"}, corpus.Paper{ID: "a", Title: "T p<q", Abstract: "H2O"}, []format.Format{csl}},
		{corpus.Paper{ID: "a", Title: "NA", Venue: "None"}, corpus.Paper{ID: "a", Title: "NA"}, []format.Format{csv}},
		{doi, bare, []format.Format{bib, ris, csl}},
		{arxiv, corpus.Paper{ID: "2310.00001", Title: "T"}, []format.Format{bib, ris, csl}},
	} {
		for _, f := range format.Written() {
			want := c.given
			if slices.Contains(c.by, f) {
				want = c.read
			}
			text := written(t, f, c.given)
			got, errs := collect(t, text, format.Options{Format: f})
			for i := range got {
				got[i].Source = ""
			}
			if len(errs) != 0 || len(got) != 1 || !reflect.DeepEqual(got[0], want) {
				t.Errorf("%s: got %+v and %v; need %+v from\n%s", f, got, errs, want, text)
			}
		}
	}
}

// What other programs must find in the files.
func TestWritten(t *testing.T) {
	p := fullPapers(t)[0]
	f := func(name format.Format, parts ...string) {
		t.Helper()
		text := written(t, name, p)
		for _, part := range parts {
			if !strings.Contains(text, part) {
				t.Errorf("%s: need %q in\n%s", name, part, text)
			}
		}
	}
	f(format.CSV, "id,title,abstract,authors,", `2310.16228,"Owls: 5% of $E_{T} > {2}$ & ""so""`, "2023-10-04T05:06:07Z,2023-10-05,0,12,")
	f(format.BibTeX, "@article{2310.16228,\n  title = {{Owls: 5\\% of $E_{T} > {2}$ \\& \"so\"", "author = {Tern, Ann and van der Meer, Jr., Simon and {OWL Collaboration} and {Plato} and Öe, J. R. and {A and B Lab}",
		"year = {2023},\n  month = oct", "eprint = {2310.16228},\n  archiveprefix = {arXiv},\n  primaryclass = {cs.CL}", "abstract = {Costs \\textbraceleft{}x", "$a$$b$ \\textdollar{}\\textbackslash{}\\textbraceleft{}\\textdollar{} p<q", "5\\textdollar{}}")
	f(format.RIS, "TY  - JOUR\r\nTI  - Owls", "\r\nAU  - Tern, Ann\r\nAU  - van der Meer, Simon, Jr.\r\n", "\r\nPY  - 2023\r\nDA  - 2023/10/04/\r\n", "\r\nKW  - vision, language\r\n", "\r\nER  - \r\n")
	f(format.CSLJSON, `[`+"\n"+`{"id":"2310.16228","type":"article-journal"`, `{"family":"van der Meer","given":"Simon","suffix":"Jr."},{"literal":"OWL Collaboration"}`, `"issued":{"date-parts":[[2023,10,4]]}`, `"number":"arXiv:2310.16228"`)
}

// The keys of entries differ where ids do.
func TestKeys(t *testing.T) {
	keys := map[string]bool{}
	key := regexp.MustCompile(`@misc\{([^,\s{}"#%~\\]+),`)
	ids := []string{"a", "A", "a_b", "a_5fb", "a b", "a/b", "a,b", "é", "e", "{", "%"}
	for _, id := range ids {
		m := key.FindStringSubmatch(written(t, format.BibTeX, corpus.Paper{ID: id, Title: "x"}))
		if m == nil {
			t.Fatalf("%q: no key", id)
		}
		keys[m[1]] = true
	}
	if len(keys) != len(ids) {
		t.Errorf("got %v for %q", keys, ids)
	}
}

// A failing writer is told of, at the latest by Close.
func TestWriterFails(t *testing.T) {
	for _, f := range format.Written() {
		w, err := format.NewWriterOf(full{}, f)
		if err != nil {
			t.Fatal(err)
		}
		_ = w.Write(corpus.Paper{ID: "a", Title: "A"})
		if err := w.Close(); err != errFull {
			t.Errorf("%s: got %v", f, err)
		}
	}
}

// Texts of all that formats take for their own, at random.
func TestRandomRoundTrip(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 1))
	pieces := []string{"$", "$$", "\\", "{", "}", "-", "--", "'", "`", "~", " ", " ", "a", "Bc", "é", "%", "&", `\(`, `\)`, `\[`, `\]`, " and ", ",", " Jr.", " van ", "@a{b,", "ER  - ", "TY  - x", "<", ">", ";",
		"_", "^", "#", `\'e`, `{\"o}`, `\emph{x}`, `"`, "=", "others", "kindred votes: 1", "N1  - ", "[", "]", "7", ".", ":"}
	text := func() string {
		var out strings.Builder
		for range r.IntN(9) {
			out.WriteString(pieces[r.IntN(len(pieces))])
		}
		return strings.Join(strings.Fields(out.String()), " ")
	}
	tried := map[format.Format]int{}
	for range 400 {
		p := corpus.Paper{ID: strings.ReplaceAll(text(), " ", ""), Title: text(), Abstract: text(), Venue: text(), Organization: text(), URL: text(), DOI: strings.ToLower(text()), Repository: text()}
		for range r.IntN(3) {
			p.Aliases = append(p.Aliases, strings.ReplaceAll(text(), " ", ""), "pmid:"+strconv.Itoa(r.IntN(9)))
			p.Authors = append(p.Authors, text())
			p.Categories = append(p.Categories, text())
		}
		if p.Clean(); p.Validate() != nil {
			continue
		}
		for _, f := range format.Written() {
			if !sayable(f, p) {
				continue
			}
			tried[f]++
			file := written(t, f, p)
			got, errs := collect(t, file, format.Options{Format: f})
			for i := range got {
				got[i].Source = ""
			}
			if len(errs) != 0 || len(got) != 1 || !reflect.DeepEqual(got[0], p) {
				t.Fatalf("%s: got  %+v, %v\nneed %+v\nfrom %s", f, got, errs, p, file)
			}
		}
	}
	for _, f := range format.Written() {
		if tried[f] < 50 {
			t.Errorf("%s was tried %d times", f, tried[f])
		}
	}
}

// FuzzRoundTrip holds each format to the papers that went in, as far as it can
// say them.
func FuzzRoundTrip(f *testing.F) {
	f.Add("2310.16228", `$a$ {\x} $$ \( -- ''`, "Ann Tern|B and C", "cs.CL|x;y", "https://arxiv.org/abs/1", "10.1/X", uint8(2))
	f.Add("x", "@a{b,\n@c{d", "Tern, Ann", "a b|c", "}{", `\`, uint8(2))
	f.Add("TY  - A", "ER  - ", "van der Meer Jr.|Team of x", "", "ER  -", "doi:10.1000/x", uint8(3))
	f.Add("id", "<i>a</i> p<q", "x|y z", "a,b", "u", "d", uint8(4))
	f.Fuzz(func(t *testing.T, id, text, authors, categories, url, doi string, which uint8) {
		name := format.Written()[int(which)%len(format.Written())]
		one := func(s string) string { return norm.NFC.String(strings.Join(strings.Fields(s), " ")) }
		p := corpus.Paper{ID: one(id), Title: one(text), Abstract: one(text), Venue: one(categories), Organization: one(authors), URL: one(url), DOI: strings.ToLower(one(doi)), Repository: one(url)}
		for _, s := range strings.Split(authors, "|") {
			p.Authors = append(p.Authors, one(s))
		}
		for _, s := range strings.Split(categories, "|") {
			p.Categories = append(p.Categories, one(s))
		}
		p.Clean()
		if p.Validate() != nil || !sayable(name, p) {
			return
		}
		file := written(t, name, p, p)
		n := 0
		for got, err := range format.Read(strings.NewReader(file), format.Options{Format: name}) {
			if err != nil {
				t.Fatalf("%v from\n%q", err, file)
			}
			got.Source = ""
			if n++; !reflect.DeepEqual(got, p) {
				t.Fatalf("got  %+v\nneed %+v\nfrom %q", got, p, file)
			}
		}
		if n != 2 {
			t.Fatalf("got %d papers from\n%q", n, file)
		}
	})
}

// sayable reports whether a format can say a paper: the names and lists of
// each have characters that end them, and some texts mean that nothing is known.
func sayable(f format.Format, p corpus.Paper) bool {
	all := append(append([]string{p.ID, p.Title, p.Abstract, p.Venue, p.Organization, p.URL, p.DOI, p.Repository}, append(p.Authors, p.Categories...)...), p.Aliases...)
	if slices.ContainsFunc(all, func(s string) bool { return strings.ContainsFunc(s, func(r rune) bool { return r < ' ' }) }) {
		return false
	}
	link := strings.ToLower(p.URL + p.DOI + p.Venue)
	if f != format.CSV && f != format.JSONL && (strings.Contains(link, "arxiv") || strings.Contains(link, "doi")) {
		return false // normalised
	}
	switch f {
	case format.CSV:
		return !slices.ContainsFunc(all, func(s string) bool {
			return slices.Contains([]string{"nan", "nat", "none", "null", "n/a", "na", "<na>", "-"}, strings.ToLower(s))
		})
	case format.BibTeX:
		return !strings.Contains(strings.Join(p.Categories, ""), ";") && !strings.EqualFold(p.Venue, "corr") && !strings.ContainsFunc(strings.Join(p.Authors, ""), func(r rune) bool { return r == '{' || r == '}' })
	case format.RIS:
		return !strings.Contains(strings.Join(p.Authors, ""), ",") && !strings.Contains(strings.Join(p.Categories, ""), ";")
	case format.CSLJSON:
		return !strings.Contains(p.Title+p.Venue, "<")
	}
	return true
}

var errFull = errors.New("the disk is full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
