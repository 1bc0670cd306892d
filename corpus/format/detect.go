package format

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// headSize is how many bytes, from the first, tell the format of a file. The
// first papers of a page lie within; a record of JSON need not.
const headSize = 64 << 10

// detect tells the format of a file from its first bytes. For JSON it gives
// JSONL: which kind of JSON it is, the first record tells. For HTML it gives
// Daily: whether it is that page, what follows tells.
func detect(head []byte) (Format, error) {
	start := skipSpace(head, 0)
	if start == len(head) {
		return "", unknownFormat(head)
	}
	switch next := skipSpace(head, start+1); head[start] {
	case '{':
		if next == len(head) || head[next] == '"' || head[next] == '}' {
			return JSONL, nil
		}
	case '[':
		if next == len(head) || head[next] == '{' || head[next] == ']' {
			return JSONL, nil
		}
	case '<':
		if f, ok := xmlFormatBy(rootOf(head)); ok {
			return f, nil
		}
		if isHTML(head) {
			return Daily, nil
		}
	}
	if zeroAt(head) < 0 {
		if _, ok := csvDelimiter(firstLine(head)); ok {
			return CSV, nil
		}
		if risHead.Match(head) {
			return RIS, nil
		}
		if bibHead.Match(head) {
			return BibTeX, nil
		}
		if looksLikePage(head) {
			return Page, nil
		}
	}
	return "", unknownFormat(head)
}

var (
	// bibHead is a line on which an entry begins; comment may stand before it.
	bibHead = regexp.MustCompile(`(?mi)^[ \t]*@[ \t]*(?:(?:string|preamble|comment)\s*[{(]|[a-z]+\s*[{(]\s*[^\s,{}]*\s*,)`)

	// risHead is the first line of a record of RIS; others may stand before it.
	risHead = regexp.MustCompile(`(?m)^TY  ?- [A-Z]`)
)

func unknownFormat(head []byte) error {
	return fmt.Errorf("%w: it begins with %s; need one of %v, plain, .gz, .zst or .zip", ErrUnknownFormat, describe(head), Formats())
}

// kinds are files that people try, by their first bytes, and what to do with them.
var kinds = []struct{ magic, what string }{
	{"PK\x03\x04", "the bytes of a zip archive, which is read from a file only: give it as one, or unpack it, as with unzip -p FILE | kindred index -"},
	{"PAR1", "the bytes of Parquet, which is read from a file only: give it as one"},
	{"SQLite format 3\x00", "the bytes of an SQLite database, which holds papers already"},
	{"BZh", "the bytes of bzip2: unpack it first, as with bzip2 -dc FILE | kindred index -"},
	{"\xfd7zXZ\x00", "the bytes of xz: unpack it first, as with xz -dc FILE | kindred index -"},
	{"%PDF", "the bytes of a PDF"},
	{"\x89PNG", "the bytes of a picture"},
	{"\xff\xd8\xff", "the bytes of a picture"},
	{"GIF8", "the bytes of a picture"},
	{"\xd0\xcf\x11\xe0", "the bytes of an old Office document: save it as CSV"},
	{"\xff\xfe\x00\x00", "the mark of UTF-32: convert it to UTF-8 first, as with iconv -f UTF-32 -t UTF-8"},
	{"\x00\x00\xfe\xff", "the mark of UTF-32: convert it to UTF-8 first, as with iconv -f UTF-32 -t UTF-8"},
	{"\x1f\x8b", "the bytes of gzip within the compression: unpack it first"},
	{"\x28\xb5\x2f\xfd", "the bytes of zstd within the compression: unpack it first"},
}

// describe names the first bytes of a file.
func describe(head []byte) string {
	for _, k := range kinds {
		if bytes.HasPrefix(head, []byte(k.magic)) {
			return k.what
		}
	}
	start := head[skipSpace(head, 0):]
	if root := rootOf(head); root != "" && !strings.EqualFold(root, "html") {
		return fmt.Sprintf("the element %s of XML, which holds no papers", short(root))
	}
	if bytes.HasPrefix(start, []byte("<")) {
		return "\"<\", as HTML and XML do: save the page as text, or fetch the API's JSON"
	}
	if len(head) > 262 && string(head[257:262]) == "ustar" {
		return "the bytes of a tar archive: unpack it first, as with tar -xf"
	}
	shown := start[:min(len(start), 40)]
	for cut := 0; cut < utf8.UTFMax && len(shown) > 0 && !utf8.Valid(shown) && len(shown) < len(start); cut++ {
		shown = shown[:len(shown)-1] // a character cut in half
	}
	if i := bytes.IndexByte(shown, '\n'); i > 0 {
		shown = shown[:i]
	}
	if i := zeroAt(head); i >= 0 {
		return fmt.Sprintf("%q, and its byte %d is 0, as in no text: take such bytes out, as with tr -d '\\000', if it is one", shown, i)
	}
	return fmt.Sprintf("%q", shown)
}

// zeroAt is where a byte that is 0 stands, -1 for nowhere near: what is no text
// has one soon, and one that got into a text costs a record and not the file.
func zeroAt(head []byte) int { return bytes.IndexByte(head[:min(len(head), 1<<10)], 0) }

func withoutBOM(b []byte) []byte { return bytes.TrimPrefix(b, []byte("\xef\xbb\xbf")) }

// firstLine is the line at the front of b, whole or as far as it goes.
func firstLine(b []byte) []byte {
	line, _, _ := bytes.Cut(b, newline)
	return bytes.TrimSuffix(line, carriageReturn)
}
