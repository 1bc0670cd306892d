package format

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"golang.org/x/text/encoding/charmap"

	"github.com/kindred-search/kindred/corpus"
)

// An xmlFormat is a format of XML: what its records are called, and how one is
// read. A record that is no paper and no fault either is errNoPaper.
type xmlFormat struct {
	roots   []string // by which it is told
	records []string
	read    func(rd *reading, name string, record []byte) (corpus.Paper, error)
}

var errNoPaper = errors.New("not a paper")

func xmlFormatOf(f Format) (x xmlFormat, ok bool) {
	switch f {
	case Atom:
		return xmlFormat{[]string{"feed"}, []string{"entry"}, (*reading).atomEntry}, true
	case OAI:
		return xmlFormat{[]string{"OAI-PMH", "ListRecords", "GetRecord"}, []string{"record", "error"}, (*reading).oaiRecord}, true
	case RSS:
		return xmlFormat{[]string{"rss", "RDF", "channel"}, []string{"item"}, (*reading).rssItem}, true
	case PubMed:
		return xmlFormat{[]string{"PubmedArticleSet"}, []string{"PubmedArticle", "PubmedBookArticle", "DeleteCitation"}, (*reading).pubMedRecord}, true
	}
	return xmlFormat{}, false
}

// xmlFormatBy tells the format of XML from its first element.
func xmlFormatBy(root string) (Format, bool) {
	for _, f := range Formats() {
		x, _ := xmlFormatOf(f)
		for _, name := range append(x.roots, x.records...) {
			if name == root {
				return f, true
			}
		}
	}
	return "", false
}

// rootOf is the name of the first element of XML, "" for what is none.
func rootOf(head []byte) string {
	if head = trimSpace(head); len(head) == 0 || head[0] != '<' {
		return ""
	}
	x := xmlStream{in: newInput(bytes.NewReader(head), len(head))}
	name, closing, _ := x.toTag()
	if closing {
		return ""
	}
	return name
}

// xml reads the records of a format of XML.
func (rd *reading) xml(in *input, f Format) error {
	x, _ := xmlFormatOf(f)
	head := in.peek(headSize)
	root := rootOf(head)
	if root == "" {
		return unknownFormat(head)
	}
	in, err := decodedXML(in)
	if err != nil {
		return err
	}
	stream := xmlStream{in: in, root: root, records: x.records}
	return stream.frames(func(name string, fr frame) bool {
		var p corpus.Paper
		err := fr.err
		if err == nil {
			err = checkUTF8(fr.data)
		}
		if err == nil {
			p, err = x.read(rd, name, fr.data)
		}
		if err == errNoPaper {
			return true
		}
		return rd.give(fr, true, p, err)
	})
}

var xmlEncoding = regexp.MustCompile(`^\s*<\?xml[^>]*\sencoding\s*=\s*["']([^"']*)["']`)

// decodedXML gives the stream as UTF-8, whatever its declaration names: the
// encodings of one byte a character that are in use, for no other came with papers.
func decodedXML(in *input) (*input, error) {
	m := xmlEncoding.FindSubmatch(firstLine(in.data()))
	if m == nil {
		return in, nil
	}
	var table *charmap.Charmap
	switch strings.ToLower(string(m[1])) {
	case "", "utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be": // UTF-16 was told by its bytes
		return in, nil
	case "iso-8859-1", "latin1", "latin-1", "windows-1252", "cp1252":
		table = charmap.Windows1252
	case "iso-8859-2", "latin2":
		table = charmap.ISO8859_2
	case "iso-8859-15":
		table = charmap.ISO8859_15
	default:
		return nil, fmt.Errorf("%w: its encoding is %s; convert it to UTF-8, as with iconv -f %s -t UTF-8", ErrUnknownFormat, short(string(m[1])), m[1])
	}
	return in.through(table.NewDecoder().Reader), nil
}

// decodeXML reads a record into a struct. Entities that a document declares for
// itself are not known: they are a fault, and cannot grow.
func decodeXML(record []byte, to any) error {
	d := xml.NewDecoder(bytes.NewReader(record))
	d.Entity = xml.HTMLEntity
	err := d.Decode(to)
	var syntax *xml.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("%w: not XML on its line %d: %s", ErrSyntax, syntax.Line, syntax.Msg)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrSyntax, err)
	}
	return nil
}

// A flow is the text within an element, that of the elements in it included:
// H<sub>2</sub>O is H2O.
type flow string

// UnmarshalXML implements xml.Unmarshaler.
func (t *flow) UnmarshalXML(d *xml.Decoder, _ xml.StartElement) error {
	var out strings.Builder
	for depth := 1; depth > 0; {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		case xml.CharData:
			out.Write(token)
		}
	}
	*t = flow(collapse(withoutTags(out.String())))
	return nil
}

// inlineTag is markup that was escaped, so that it stands in a text; p < 0.05 is none.
var inlineTag = regexp.MustCompile(`(?i)</?(?:i|b|u|em|strong|sub|sup|sc|tt|italic|bold|span|inf|(p|br|div|jats:[a-z-]+|mml:[a-z]+))(?:\s[^<>]*)?/?>`)

// withoutTags drops markup from a text.
func withoutTags(s string) string {
	if strings.IndexByte(s, '<') < 0 {
		return s
	}
	return inlineTag.ReplaceAllStringFunc(s, func(tag string) string {
		if m := inlineTag.FindStringSubmatch(tag); m[1] != "" && !strings.HasPrefix(m[1], "mml:") {
			return " "
		}
		return ""
	})
}
