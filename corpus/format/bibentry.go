package format

import (
	"fmt"
	"strings"
)

// A bibEntry is an entry of BibTeX, its values as they are written, without
// the delimiters and with macros put in.
type bibEntry struct {
	kind   string // article, string, comment; in lower case
	key    string
	fields map[string]string // by their names in lower case; of two the first, as BibTeX has it
}

// bibMacros are the texts that @string gives names to.
type bibMacros struct {
	texts map[string]string
	size  int // bytes of all
}

// maxMacros bounds the texts of all macros of a file, in bytes.
const maxMacros = 4 << 20

func (m *bibMacros) set(name, text string) error {
	if m.size += len(name) + len(text); m.size > maxMacros {
		return fmt.Errorf("%w: the texts of its @string have more than %d bytes", ErrSyntax, maxMacros)
	}
	if m.texts == nil {
		m.texts = map[string]string{}
	}
	m.texts[name] = text
	return nil
}

// A bibScan reads one entry.
type bibScan struct {
	s      string
	i      int
	most   int // bytes of all values: macros of macros could grow without end
	macros *bibMacros
}

// parseEntry reads an entry that a bibStream cut out.
func parseEntry(s string, macros *bibMacros, most int) (e bibEntry, err error) {
	head := entryHead([]byte(s[:min(len(s), maxEntryHead)]))
	e.kind = strings.ToLower(strings.TrimSpace(s[1 : head-1]))
	e.fields = map[string]string{}
	p := bibScan{s: s[head : len(s)-1], most: most, macros: macros}
	if e.kind == "comment" || e.kind == "preamble" {
		return e, nil
	}
	if e.kind != "string" {
		e.key = p.until(",")
		if strings.Contains(e.key, "=") { // no key at all
			e.key, p.i = "", 0
		}
	}
	for {
		p.skip(" \t\r\n,")
		if p.i == len(p.s) {
			return e, nil
		}
		start := p.i
		name := strings.ToLower(strings.TrimSpace(p.until("=,{}\"\n")))
		p.skip(" \t\r\n")
		if p.i == len(p.s) || p.s[p.i] != '=' || name == "" {
			return e, fmt.Errorf("%w: got %s; need a field as in title = {...}", ErrSyntax, short(p.s[start:]))
		}
		p.i++
		text, err := p.value()
		if err != nil {
			return e, inField(name, err)
		}
		if _, ok := e.fields[name]; !ok {
			e.fields[name] = text
		}
	}
}

// value reads texts joined with #.
func (p *bibScan) value() (string, error) {
	var out strings.Builder
	for {
		p.skip(" \t\r\n")
		text, err := p.part()
		if err != nil {
			return "", err
		}
		if p.most -= len(text); p.most < 0 {
			return "", fmt.Errorf("%w: its macros make it too long", ErrTooLong)
		}
		out.WriteString(text)
		p.skip(" \t\r\n")
		if p.i == len(p.s) || p.s[p.i] != '#' {
			return out.String(), nil
		}
		p.i++
	}
}

// part reads {text}, "text", a number or the name of a macro. A name that no
// macro has stands for itself.
func (p *bibScan) part() (string, error) {
	if p.i == len(p.s) {
		return "", nil // name =, as some programs write what they do not know
	}
	switch p.s[p.i] {
	case '{':
		return p.braced()
	case '"':
		return p.quoted()
	}
	name := strings.TrimSpace(p.until(",#{}\"\n"))
	if p.i < len(p.s) && strings.IndexByte("{}\"", p.s[p.i]) >= 0 {
		return "", fmt.Errorf("%w: got %q behind %s; need {...}, \"...\" or a name", ErrSyntax, p.s[p.i], short(name))
	}
	if text, ok := p.macros.texts[strings.ToLower(name)]; ok {
		return text, nil
	}
	return name, nil
}

func (p *bibScan) braced() (string, error) {
	depth, start := 0, p.i+1
	for ; p.i < len(p.s); p.i++ {
		switch p.s[p.i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				p.i++
				return p.s[start : p.i-1], nil
			}
		}
	}
	return "", fmt.Errorf("%w: a brace is opened that nothing closes", ErrSyntax)
}

// quoted reads a text in quotes; within braces a quote stands for itself.
func (p *bibScan) quoted() (string, error) {
	depth, start := 0, p.i+1
	for p.i++; p.i < len(p.s); p.i++ {
		switch c := p.s[p.i]; {
		case c == '{':
			depth++
		case c == '}':
			depth--
		case c == '"' && depth <= 0:
			p.i++
			return p.s[start : p.i-1], nil
		}
	}
	return "", fmt.Errorf("%w: a quote is opened that nothing closes", ErrSyntax)
}

// until reads up to one of the bytes of ends, or all that is left.
func (p *bibScan) until(ends string) string {
	start := p.i
	if n := strings.IndexAny(p.s[p.i:], ends); n >= 0 {
		p.i += n
	} else {
		p.i = len(p.s)
	}
	return p.s[start:p.i]
}

func (p *bibScan) skip(set string) {
	for p.i < len(p.s) && strings.IndexByte(set, p.s[p.i]) >= 0 {
		p.i++
	}
}
