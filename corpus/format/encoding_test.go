package format_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/kindred-search/kindred/corpus/format"
)

// A file is the same papers in whatever encoding and with whatever ends of lines
// it was saved.
func TestEncodings(t *testing.T) {
	encoded := func(order unicode.Endianness, mark unicode.BOMPolicy) func(string) string {
		return func(s string) string {
			out, err := unicode.UTF16(order, mark).NewEncoder().String(s)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
	}
	forms := map[string]func(string) string{
		"with a mark":             func(s string) string { return "\xef\xbb\xbf" + s },
		"UTF-16LE":                encoded(unicode.LittleEndian, unicode.UseBOM),
		"UTF-16BE":                encoded(unicode.BigEndian, unicode.UseBOM),
		"UTF-16LE without a mark": encoded(unicode.LittleEndian, unicode.IgnoreBOM),
		"UTF-16BE without a mark": encoded(unicode.BigEndian, unicode.IgnoreBOM),
		"lines end with CR LF":    func(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") },
		"lines end with CR":       func(s string) string { return strings.ReplaceAll(s, "\n", "\r") },
		"UTF-16LE, lines end with CR": func(s string) string {
			return encoded(unicode.LittleEndian, unicode.UseBOM)(strings.ReplaceAll(s, "\n", "\r"))
		},
	}
	for _, k := range kinds() {
		var records []string
		for i := range 200 { // beyond the first bytes that are looked at
			records = append(records, k.at(i, k.date(), "Naïve “quotes”, 𝛼 and owls."+strings.Repeat(" More owls.", 40)))
		}
		text := k.file(records...)
		want, errs := collect(t, text, format.Options{})
		if len(want) != len(records) || len(errs) != 0 {
			t.Fatalf("%s: got %d papers and %v", k.format, len(want), errs)
		}
		for name, form := range forms {
			got, errs := collect(t, form(text), format.Options{})
			if len(errs) != 0 || !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %s: got %d papers and %.300v", k.format, name, len(got), errs)
			}
		}
		switch k.format {
		case format.Page, format.CSV, format.BibTeX, format.RIS: // they name no encoding
			latin, err := charmap.Windows1252.NewEncoder().String(strings.ReplaceAll(text, "𝛼", "a"))
			if err != nil {
				t.Fatal(err)
			}
			got, errs := collect(t, latin, format.Options{})
			if len(got) != len(want) || len(errs) != 0 || !strings.HasPrefix(got[100].Abstract, "Naïve “quotes”, a") {
				t.Errorf("%s, Windows-1252: got %d papers and %.300v", k.format, len(got), errs)
			}
		}
	}
}

// The mark of UTF-16 and nothing else is an empty file; a file that was cut in
// the middle of a character ends there; XML may say what it was before somebody
// converted it.
func TestUTF16(t *testing.T) {
	for _, empty := range []string{"\xff\xfe", "\xfe\xff", "\xff\xfe\n\x00", "\xff\xfe\xff\xfe"} {
		if papers, errs := collect(t, empty, format.Options{}); len(papers)+len(errs) != 0 {
			t.Errorf("%q: got %v and %v", empty, papers, errs)
		}
	}
	papers, errs := collect(t, "{\x00\"\x00t\x00i\x00t\x00l\x00e\x00\"\x00:\x00\"\x00a\x00\"\x00}\x00\n\x00{", format.Options{})
	if len(papers) != 1 || papers[0].Title != "a" || len(errs) != 1 {
		t.Errorf("got %v and %v", papers, errs)
	}
	feed := `<?xml version="1.0" encoding="UTF-16"?><feed><entry><title>naïve</title></entry></feed>`
	utf16, _ := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder().String(feed)
	for _, text := range []string{feed, utf16} {
		if papers, errs := collect(t, text, format.Options{}); len(papers) != 1 || len(errs) != 0 || papers[0].Title != "naïve" {
			t.Errorf("%q: got %v and %v", text, papers, errs)
		}
	}
}

// A failure within the first bytes is told of once, also behind a conversion.
func TestEncodingOfFailingReader(t *testing.T) {
	text, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("id,title\r1,a\r2,b\r3,")
	for _, text := range []string{text, "id,title\r1,a\r2,b\r3,"} {
		n := 0
		var last error
		for _, err := range format.Read(iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(text))), format.Options{}) {
			n++
			last = err
		}
		if n != 1 || last == nil || !strings.Contains(last.Error(), "timeout") {
			t.Errorf("%q: got %d values, the last %v", text, n, last)
		}
	}
}

// Files that were put together keep their marks; in a folder, files of UTF-16
// are among those that hold papers.
func TestMarksWithin(t *testing.T) {
	papers, errs := collect(t, "\xef\xbb\xbf{\"title\":\"a\"}\n\xef\xbb\xbf{\"title\":\"b\"}\n", format.Options{})
	if len(papers) != 2 || len(errs) != 0 {
		t.Errorf("got %v and %v", papers, errs)
	}
	utf16, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String("title\tyear\r\na\t2001\r\n")
	dir := put(t, map[string]string{"a.txt": utf16, "b.csv": "title,year\ra,2001\r"})
	files, wrong := format.Walk(dir)
	if fmt.Sprint(files) != fmt.Sprint([]string{filepath.Join(dir, "a.txt"), filepath.Join(dir, "b.csv")}) || len(wrong) != 0 {
		t.Errorf("got %v and %v", files, wrong)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if papers, errs := collect(t, string(data), format.Options{}); len(papers) != 1 || len(errs) != 0 || papers[0].Published.String() != "2001" {
			t.Errorf("%s: got %v and %v", file, papers, errs)
		}
	}
}
