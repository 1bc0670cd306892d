package format

import (
	"bytes"
	"cmp"
	"html"
	"io"
	"strings"
)

// The Daily Papers page, and that of one of its papers, saved as HTML hold what
// the API answers, in an attribute from which the page is built:
//
//	<div data-target="DailyPapers" data-props="{&quot;dailyPapers&quot;:[...]}">

// isHTML reports the first bytes of a page.
func isHTML(head []byte) bool { return strings.EqualFold(rootOf(head), "html") }

// dailyHTML reads such a page. The places that errors name are those within the
// attribute.
func (rd *reading) dailyHTML(in *input) error {
	none := unknownFormat(in.peek(headSize))
	props := propsOf(in)
	if props == nil {
		return cmp.Or(in.failure(), none)
	}
	return rd.json(newInput(props, in.most), Daily)
}

// propsOf is the attribute of a page, nil where the page has none.
func propsOf(in *input) io.Reader {
	target := []byte(`data-target="`)
	for {
		w := in.data()
		if i := bytes.Index(w, target); i >= 0 {
			in.skip(i + len(target))
			tag := in.peek(maxProps)
			tag, _, _ = bytes.Cut(tag[:min(len(tag), maxProps)], []byte(">"))
			name, behind, _ := bytes.Cut(tag, []byte("data-props="))
			if papers := bytes.HasPrefix(name, []byte(`DailyPapers"`)) || bytes.HasPrefix(name, []byte(`PaperPage"`)); papers && len(behind) > 0 {
				in.skip(len(tag) - len(behind) + 1)
				return &attribute{in: in, quote: behind[0]}
			}
			continue
		}
		in.skip(max(0, len(w)-len(target)+1))
		if !in.more() {
			return nil
		}
	}
}

// maxProps is how far behind the target, in bytes, the attribute may begin.
const maxProps = 300

// An attribute reads the value at the front of in, up to its quote, with its
// entities put in.
type attribute struct {
	in    *input
	quote byte
	text  string // put in and not yet read
	ended bool
}

// Read implements io.Reader.
func (a *attribute) Read(b []byte) (int, error) {
	for a.text == "" {
		w := a.in.data()
		end := bytes.IndexByte(w, a.quote)
		switch {
		case a.ended:
			return 0, io.EOF
		case end >= 0:
			a.ended = true
		case len(w) == 0 && !a.in.more():
			return 0, a.in.err
		case len(w) == 0:
			continue
		default:
			end = len(w)
			if i := bytes.LastIndexByte(w, '&'); i >= 0 && end-i < maxEntity && a.in.err == nil {
				if end = i; end == 0 { // it may go on
					a.in.more()
					continue
				}
			}
		}
		a.text = html.UnescapeString(string(w[:end]))
		a.in.skip(end)
	}
	n := copy(b, a.text)
	a.text = a.text[n:]
	return n, nil
}

// maxEntity is longer than the entities of HTML, in bytes.
const maxEntity = 40
