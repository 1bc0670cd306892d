package format_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus/format"
)

// A file that is no format says what it begins with and what is known.
func TestUnknownFormat(t *testing.T) {
	f := func(text, want string) {
		t.Helper()
		papers, errs := collect(t, text, format.Options{Name: "x"})
		var end *format.FileError
		if len(papers) != 0 || len(errs) != 1 || !errors.As(errs[0], &end) || !errors.Is(errs[0], format.ErrUnknownFormat) {
			t.Errorf("%q: got %v and %v", text, papers, errs)
			return
		}
		got := errs[0].Error()
		if !strings.HasPrefix(got, "x: unknown format: it begins with "+want) || !strings.HasSuffix(got, fmt.Sprintf("; need one of %v, plain, .gz, .zst or .zip", format.Formats())) {
			t.Errorf("got  %s\nneed %s", got, want)
		}
	}
	f("PK\x03\x04rest", "the bytes of a zip archive, which is read from a file only: give it as one, or unpack it, as with unzip -p FILE | kindred index -;")
	f("PAR1....", "the bytes of Parquet, which is read from a file only: give it as one;")
	f("%PDF-1.7", "the bytes of a PDF;")
	f("<!DOCTYPE html>", `"<", as HTML`)
	f("<?xml version='1.0'?><!-- <feed> --><!DOCTYPE x [<!ENTITY a '<entry>'>]><o:opml>", `the element "opml" of XML`)
	f("<", `"<", as HTML`)
	f("@me: see you", `"@me: see you"`)
	f("TY  -", `"TY  -"`)
	f("\xff\xfe\x00\x00{\x00\x00\x00", "the mark of UTF-32: convert it to UTF-8 first, as with iconv -f UTF-32 -t UTF-8;")
	f("\x00\x00\xfe\xff\x00\x00\x00{", "the mark of UTF-32")
	f("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "the bytes of a picture;")
	f("\xff\xd8\xff\xe0\x00\x10JFIF\x00", "the bytes of a picture;")
	f("<!DOCTYPE html>\n<html><head><title>502 Bad Gateway</title></head></html>", `"<", as HTML`)
	f("Rate exceeded.", `"Rate exceeded."`)
	f("papers/a.bib"+strings.Repeat("\x00", 245)+"ustar\x0000", "the bytes of a tar archive: unpack it first, as with tar -xf;")
	f("id,title\nx,a\x00b\n", `"id,title", and its byte 12 is 0, as in no text: take such bytes out, as with tr -d '\000', if it is one;`)
	f("SQLite format 3\x00", "the bytes of an SQLite")
	f("Dear all,\nplease find enclosed", `"Dear all,"`)
	f("[section]\nkey=value", `"[section]"`)
	f("{braces}", `"{braces}"`)
	f("name,age\nx,1\n", `"name,age"`)
	f("\x00\x01\x02title,year", `"\x00\x01\x02title,year", and its byte 0 is 0`)
	f(strings.Repeat("é", 100), `"`+strings.Repeat("é", 20)+`"`)
}

// The content decides, whatever the name says; a format by name overrules it.
func TestFormatByName(t *testing.T) {
	text := `{"id":"704.001","title":"A","upvotes":3,"summary":"S."}`
	f := func(name format.Format, id string, votes *int) {
		t.Helper()
		papers, errs := collect(t, text, format.Options{Name: "papers.csv", Format: name})
		if len(errs) != 0 || len(papers) != 1 || papers[0].ID != id || !same(papers[0].Votes, votes) {
			t.Errorf("%q: got %+v and %v", name, papers, errs)
		}
	}
	f("", "0704.0010", new(3)) // the daily papers
	f(format.Daily, "0704.0010", new(3))
	f(format.Arxiv, "0704.0010", nil)
	f(format.JSONL, "704.001", new(3))

	_, errs := collect(t, text, format.Options{Format: "xml"})
	if len(errs) != 1 || !errors.Is(errs[0], format.ErrUnknownFormat) || !strings.Contains(errs[0].Error(), `"xml"; need one of [page daily arxiv jsonl csv `) {
		t.Errorf("got %v", errs)
	}
	_, errs = collect(t, "a,b\n1,2\n", format.Options{Format: format.CSV})
	if len(errs) != 1 || !strings.Contains(errs[0].Error(), `its header is "a,b"; need a column title or abstract`) {
		t.Errorf("got %v", errs)
	}
	if papers, errs := collect(t, "title\nOne\nTwo\n", format.Options{Format: format.CSV}); len(papers) != 2 || len(errs) != 0 {
		t.Errorf("got %v and %v", papers, errs)
	}
}

// Objects come one a line, over several lines, one after the other, in several
// arrays: all the same.
func TestFramings(t *testing.T) {
	a, b := `{"title":"a","x":{"y":[1,"}"]}}`, `{"title":"b"}`
	for _, text := range []string{
		a + "\n" + b, a + "\r\n\r\n" + b + "\r\n", a + b, a + " " + b, "[" + a + "," + b + "]", "[\n" + a + "\n,\n" + b + "\n]\n",
		"[" + a + "]\n[" + b + "]", "[" + a + "][" + b + "]", "{\n\"title\":\n\"a\"}\n" + b, "\xef\xbb\xbf \n" + a + "\n" + b,
		"{\n  \"title\": \"a\"\n}\n{\n  \"title\": \"b\"\n}\n",
	} {
		papers, errs := collect(t, text, format.Options{})
		if len(errs) != 0 || len(papers) != 2 || papers[0].Title != "a" || papers[1].Title != "b" {
			t.Errorf("%q: got %v and %v", text, papers, errs)
		}
	}
}

// The papers of a page are read one by one, of several pages, too, and a broken
// one costs no other.
func TestPages(t *testing.T) {
	f := func(text, titles string, errors int, truncated bool) {
		t.Helper()
		papers, errs := collect(t, text, format.Options{})
		got := ""
		for _, p := range papers {
			got += p.Title
		}
		if got != titles || len(errs) != errors {
			t.Errorf("%q: got %q and %v; need %q and %d errors", text, got, errs, titles, errors)
		}
		if n := len(errs); truncated != (n > 0 && strings.Contains(errs[n-1].Error(), "cut short")) {
			t.Errorf("%q: got %v", text, errs)
		}
	}
	f(`{"meta":{"x":[{}]},"results":[{"title":"a"},{"title":"b"}],"group_by":[{"title":"no"}]}`, "ab", 0, false)
	f(`{"total":1,"data":[{"title":"a"}]}`+"\n"+`{"data":[{"title":"b"}]}`, "ab", 0, false)
	f(`{"data":[],"x":1}{"items" : [ {"title":"b"} ] } {"title":"c"}`, "bc", 0, false)
	f(`{"data":[{"title":"a"},{"title":},{"title":"c"}]}`+"\n"+`{"data":[{"title":"d"}]}`, "acd", 1, false)
	f(`{"data":[{"title":"a"},{"title":"b"},{"title":]}`+"\n"+`{"data":[{"title":"d"}]}`, "abd", 1, false)
	f(`{"data":[{"title":"a"},{"title":"b"`, "a", 1, true)
	f(`{"data":[{"title":"a"}`, "a", 1, true)
	f(`{"data":[{"title":"a"}],"next":`, "a", 1, true)
	f(`{"title":"a","data":[{"title":"b"}]}`, "a", 0, false)
	f(`{"id":"a","data":[1,2],"title":"b"}`, "b", 0, false)
	f(`[{"data":[{"title":"b"}]}]`, "", 1, false)
	_, errs := collect(t, `{"message":"Too Many Requests","code":"429"}`, format.Options{})
	if len(errs) != 1 || !errors.Is(errs[0], format.ErrAnswer) || !strings.Contains(errs[0].Error(), `"Too Many Requests"`) {
		t.Errorf("got %v", errs)
	}
}

// A broken first line does not change what the others are.
func TestBrokenFirstLine(t *testing.T) {
	for _, first := range []string{`{"title":"a`, `{"title":}`, `{"title":"a"}}`, `{"title":"a"`} {
		papers, errs := collect(t, first+"\n{\"title\":\"b\"}\n{\"title\":\"c\"}\n", format.Options{})
		if len(errs) != 1 || rejected(errs[0]) == nil || len(papers) != 2 {
			t.Errorf("%q: got %v and %v", first, papers, errs)
		}
	}
}

// What an API says in place of papers can be told apart by its code.
func TestAnswerError(t *testing.T) {
	f := func(input, code, text string) {
		t.Helper()
		_, errs := collect(t, input, format.Options{})
		var answer *format.AnswerError
		if len(errs) != 1 || !errors.As(errs[0], &answer) || answer.Code != code || answer.Text != text || !errors.Is(errs[0], format.ErrAnswer) {
			t.Errorf("got %v; need one answer with code %q and text %q", errs, code, text)
		}
	}
	f(`<OAI-PMH><error code="badResumptionToken">The token
	  has expired</error></OAI-PMH>`, "badResumptionToken", "The token has expired")
	f(`<feed><entry><id>http://arxiv.org/api/errors#x</id><summary>incorrect id</summary></entry></feed>`, "", "incorrect id")
	f(`{"message":"Too Many Requests","code":"429"}`, "", "Too Many Requests")
}
