package format_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kindred-search/kindred/corpus/format"
)

// Entities that a document declares are never expanded: the record that uses
// one is a fault, and those around it are read.
func TestBillionLaughs(t *testing.T) {
	var text strings.Builder
	text.WriteString("<?xml version=\"1.0\"?>\n<!DOCTYPE feed [\n<!-- it's a comment -->\n<!ENTITY lol \"<entry>\">\n<!ELEMENT lolz (#PCDATA)>\n")
	for i := range 20 {
		fmt.Fprintf(&text, "<!ENTITY lol%d \"%s\">\n", i, strings.Repeat(fmt.Sprintf("&lol%d;", i-1), 10))
	}
	text.WriteString("]>\n<feed><entry><title>One</title></entry><entry><title>&lol19;</title></entry><entry><title>Three</title></entry></feed>")
	papers, errs := collect(t, text.String(), format.Options{})
	if len(papers) != 2 || len(errs) != 1 || !errors.Is(errs[0], format.ErrSyntax) || !strings.Contains(errs[0].Error(), "&lol19;") {
		t.Errorf("got %v and %v", papers, errs)
	}
}

// A file that was cut anywhere says so, unless only space is missing, and never
// gives more than the whole one.
func TestTruncatedXML(t *testing.T) {
	for _, file := range []string{"atom.xml", "oai-arxiv.xml", "rss.xml", "pubmed.xml"} {
		data, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.TrimSpace(string(data))
		whole, _ := collect(t, text, format.Options{})
		given := 0
		for n := len(text) - 1; n > strings.Index(text, "itle>"); n -= 1 + n%17 {
			papers, errs := collect(t, text[:n], format.Options{})
			if len(errs) == 0 || !errors.Is(errs[len(errs)-1], format.ErrTruncated) {
				t.Fatalf("%s, %d of %d bytes: got %v", file, n, len(text), errs)
			}
			if len(papers) > len(whole) {
				t.Fatalf("%s, %d of %d bytes: got %d papers of %d", file, n, len(text), len(papers), len(whole))
			}
			given = max(given, len(papers))
		}
		if given != len(whole) {
			t.Errorf("%s: got at most %d papers of %d, with the end cut off", file, given, len(whole))
		}
	}
}

// What a file says is gone comes by the callback.
func TestDeleted(t *testing.T) {
	f := func(file string, want ...string) {
		t.Helper()
		var gone []string
		for range format.ReadFile(filepath.Join("testdata", file), format.Options{Deleted: func(id string) { gone = append(gone, id) }}) {
		}
		if !slices.Equal(gone, want) {
			t.Errorf("%s: got %q; need %q", file, gone, want)
		}
	}
	f("pubmed.xml", "pmid:10000007", "pmid:10000008")
	f("oai-arxiv.xml", "0704.0002")
}

func TestXMLEncodings(t *testing.T) {
	f := func(text, title, fault string) {
		t.Helper()
		papers, errs := collect(t, text, format.Options{})
		switch {
		case fault != "" && (len(errs) != 1 || !strings.Contains(errs[0].Error(), fault)):
			t.Errorf("got %v; need %s", errs, fault)
		case fault == "" && (len(errs) != 0 || len(papers) != 1 || papers[0].Title != title):
			t.Errorf("got %v and %v; need %s", papers, errs, title)
		}
	}
	feed := "<feed><entry><title>%s</title></entry></feed>"
	f("<?xml version='1.0' encoding='Latin1'?>"+fmt.Sprintf(feed, "na\xefve \x93x\x94"), "naïve “x”", "")
	f("<?xml version='1.0' encoding='ISO-8859-2'?>"+fmt.Sprintf(feed, "\xa3\xf3d\xbc"), "Łódź", "")
	f("<?xml version='1.0' encoding='ISO-8859-15'?>"+fmt.Sprintf(feed, "5 \xa4"), "5 €", "")
	f("<?xml version='1.0' encoding='US-ASCII'?>"+fmt.Sprintf(feed, "na&#239;ve"), "naïve", "")
	f("<?xml version='1.0' encoding='EUC-JP'?>"+fmt.Sprintf(feed, "x"), "", `its encoding is "EUC-JP"; convert it to UTF-8, as with iconv -f EUC-JP -t UTF-8`)
	f(fmt.Sprintf(feed, "na\xefve"), "", "it is not UTF-8")
}
