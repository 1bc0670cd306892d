package format_test

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"
	"unicode"

	"github.com/kindred-search/kindred/corpus"
	"github.com/kindred-search/kindred/corpus/format"
)

// values is all that a reading gives, in order; an error as its sentence.
func values(r *strings.Reader, byteByByte bool, opts format.Options) (all []any) {
	seq := format.Read(r, opts)
	if byteByByte {
		seq = format.Read(iotest.OneByteReader(r), opts)
	}
	for p, err := range seq {
		if err != nil {
			all = append(all, err.Error())
		} else {
			all = append(all, p)
		}
	}
	return all
}

// check reads a text and holds the reading to what the package promises:
// it ends, every paper is clean and valid, only the last value may end the file,
// and how the stream is cut into reads makes no difference.
func check(t *testing.T, text string, opts format.Options) {
	t.Helper()
	n := 0
	ended := false
	for p, err := range format.Read(strings.NewReader(text), opts) {
		if ended {
			t.Fatal("a value follows the error of the file")
		}
		if n++; n > len(text)+1 {
			t.Fatalf("more values than bytes")
		}
		if err != nil {
			ended = rejected(err) == nil
			continue
		}
		if err := p.Validate(); err != nil {
			t.Fatal(err)
		}
		again := p
		if again.Clean(); !reflect.DeepEqual(p, again) {
			t.Fatalf("not clean: %+v", p)
		}
		if p.Listed.Precision() == corpus.Instant {
			t.Fatalf("listed at an instant: %v", p.Listed)
		}
	}
	whole, cut := values(strings.NewReader(text), false, opts), values(strings.NewReader(text), true, opts)
	if !reflect.DeepEqual(whole, cut) {
		t.Fatalf("byte by byte it reads otherwise:\n%v\n%v", whole, cut)
	}
}

// FuzzAhead holds reading on all cores to reading on one.
func FuzzAhead(f *testing.F) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil {
			f.Add(data)
		}
	}
	f.Add([]byte("{\"title\":\"a\"}\n\n[]\n{\"title\":"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if bytes.HasPrefix(data, []byte("PK")) || bytes.HasPrefix(data, []byte("PAR1")) {
			return // those are read from a file only
		}
		onCores(t, 4)
		sameAhead(t, data, format.Options{MaxRecord: 100})
		sameAhead(t, bytes.Repeat(data, 1+1000/(1+len(data))), format.Options{})
	})
}

// fuzz runs check in one format, begun with the files of testdata.
func fuzz(f *testing.F, name format.Format, seeds ...string) {
	files, err := filepath.Glob("testdata/*.*")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil && !strings.HasSuffix(file, ".golden") {
			f.Add(string(data))
		}
	}
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		check(t, text, format.Options{Format: name})
		check(t, text, format.Options{Format: name, MaxRecord: 100})
	})
}

func FuzzPage(f *testing.F) {
	fuzz(f, format.Page, "·\n·", "A\n\nB\n\nC\n\nD", "Jan 2, 2024", "  • 99999999999 authors", "Daily Papers\n\nDaily Papers", "A\n\n\xff\n\n·\nMay 1, 2024 1.5k")
}

func FuzzDaily(f *testing.F) {
	fuzz(f, format.Daily, `{"paper":{"paper":{}}}`, `[{"paper":null,"title":"a"}]`, `{"id":"1","title":"a","organization":[],"authors":{"name":"x"}}`)
}

func FuzzArxiv(f *testing.F) {
	fuzz(f, format.Arxiv, `{"id":"999.99999999999999999","title":"a"}`, `{"title":"a","authors":"\\'{\\","authors_parsed":[[],1,["a"]]}`, `{"title":"a","versions":[{"created":1}]}`)
}

func FuzzJSONL(f *testing.F) {
	fuzz(f, format.JSONL, `[{`, `[[[{"title":"a"}]]]`, `{"title":"a"}]`, `[1,{"x":{"title":"a"}},`, `{"title":"a","authors":"['a', \"b\"]"}`, `[{"a":"b""c":{"title":"d"},{"title":"e"}]`)
}

func FuzzCSV(f *testing.F) {
	fuzz(f, format.CSV, "title\n\"", "title,title\n\"a\"\"\",b\n\"\n\"\n", "title;authors\na;[\na;['\\", "id\ttitle\n\t\t\t\n")
}

func FuzzXML(f *testing.F) {
	seeds := []string{
		"<feed><entry><id>http://arxiv.org/abs/2310.00001</id><title>a</title></entry></feed>", "<feed><entry/></feed>", "<feed", "<x><!--", "<!DOCTYPE x [<!ENTITY a '<feed>'>]><feed/>",
		"<?xml version='1.0' encoding='latin1'?><feed><entry><title>\xe9</title></entry></feed>", "<feed><entry><title><entry></title></entry></feed>", "<feed><entry a='>'/></feed>",
	}
	files, err := filepath.Glob("testdata/*.xml")
	if err != nil || len(files) < 5 {
		f.Fatalf("found %v (%v)", files, err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		seeds = append(seeds, string(data))
	}
	for i := range 4 {
		for _, s := range seeds {
			f.Add(s, uint8(i))
		}
	}
	f.Fuzz(func(t *testing.T, text string, i uint8) {
		name := []format.Format{format.Atom, format.OAI, format.RSS, format.PubMed}[i%4]
		check(t, text, format.Options{Format: name})
		check(t, text, format.Options{Format: name, MaxRecord: 100})
	})
}

func FuzzOpenAlex(f *testing.F) {
	fuzz(f, format.OpenAlex, `{"results":[{"title":"a","abstract_inverted_index":{"a":[0,0,99999999999999999999],"b":[1e3]}}]`, `{"results":[`, `{"results":[]}{"results":[{"title":"a"}],`,
		`{"title":"a","authorships":[1,[],{"author":[]}],"primary_location":[],"ids":"x"}`)
}

func FuzzSemanticScholar(f *testing.F) {
	fuzz(f, format.SemanticScholar, `{"data":[{"citedPaper":{"title":"a"}}]}`, `{"title":"a","externalIds":{"DOI":{},"ArXiv":[]}}`, `{"TITLE":"a","tldr":"x","authors":{},"url":7}`)
}

func FuzzCSLJSON(f *testing.F) {
	fuzz(f, format.CSLJSON, `[{"title":[],"issued":{"date-parts":[[1,2,3,4]]},"author":[7]}]`, `{"title":"a","issued":{"date-parts":[["","",""]]},"custom":{"id":"x y"}}`, `{"title":["a","b"],"note":"arXiv:1"}`)
}

func FuzzBibTeX(f *testing.F) {
	fuzz(f, format.BibTeX, "@a{b,title={c}}", "@a{b,title=\"c{\"}d\"#x#1,author={a and {b and} and c,}}", "@string{x=y}@a(b,title=x)", "@a{\n@b{c,title={d}}", "@a{b,title={\xfc},month=1 jan 2,year=2000}",
		"@a{b,title={$}\\'{\\", "@a{,url={{x}},date={/}}")
}

func FuzzRIS(f *testing.F) {
	fuzz(f, format.RIS, "TY  - A\nTI  - b\nER  - ", "TY  - A\r\nTI  - b\r\nc\r\n\r\nPY  - 2020/1//x/\r\nER  -\r\n", "TY - A\nAU - a,b,c,d\nN1 - kindred votes: 1\nTY - B\nER - \nER - ", "x\nTY  - \xfc")
}

func FuzzDetect(f *testing.F) {
	fuzz(f, "", "\x1f\x8b", "\x28\xb5\x2f\xfd", "\x50\x2a\x4d\x18\x00\x00\x00\x00", "\xef\xbb\xbf", "PK\x03\x04", "[", "{", "\"title\",\"id\"")
}

// readable is a text as the readers leave one: a space for each run of white
// space and of control characters.
func readable(s string) string {
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// Papers written are the papers read.
func FuzzWriter(f *testing.F) {
	f.Add("2310.16228", "A Title", "With <b>math</b> $a & b$\u2028", "Ann Tern|Bea Gull", "cs.CL|hep-th", "2024-05", 3, 0)
	f.Add("x", "", "\x00\x7f\"\\", "", "", "2024-05-06T07:08:09.123456789Z", -1, 7)
	f.Add("hf:é", "é", "", "Tern, Ann; Gull", "[a]", "1999", 0, -1)
	f.Fuzz(func(t *testing.T, id, title, abstract, authors, categories, published string, votes, citations int) {
		p := corpus.Paper{
			ID: id, Title: readable(title), Abstract: readable(abstract), Authors: strings.Split(authors, "|"), Categories: strings.Split(categories, "|"),
			AuthorCount: votes, Organization: readable(title), Venue: readable(title), URL: readable(title), DOI: readable(title), Repository: readable(title),
		}
		p.Published, _ = corpus.ParseDate(published)
		if len(published) >= 10 {
			p.Listed, _ = corpus.ParseDate(published[:10])
		}
		if votes >= 0 {
			p.Votes = &votes
		}
		if citations >= 0 {
			p.Citations = &citations
		}
		p.AuthorCount = max(p.AuthorCount, 0)
		for i := range p.Authors {
			p.Authors[i] = readable(p.Authors[i])
		}
		for i := range p.Categories {
			p.Categories[i] = readable(p.Categories[i])
		}
		if p.Clean(); p.Validate() != nil {
			return
		}
		var out bytes.Buffer
		w := format.NewWriter(&out)
		for range 2 {
			if err := w.Write(p); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Flush(); err != nil {
			t.Fatal(err)
		}
		n := 0
		for got, err := range format.Read(&out, format.Options{Format: format.JSONL}) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; !reflect.DeepEqual(got, p) {
				t.Fatalf("got  %+v\nneed %+v", got, p)
			}
		}
		if n != 2 {
			t.Fatalf("got %d papers", n)
		}
	})
}
