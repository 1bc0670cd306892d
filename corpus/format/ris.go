package format

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"github.com/kindred-search/kindred/corpus"
)

// A risRecord are the lines of RIS from TY to ER: values by their tags, in
// their order.
type risRecord struct {
	values map[string][]string
	tag    string // of the last line with one
	text   []byte // of that tag, as far as it goes
	size   int
}

// add takes a line, which goes on with the last tag where it has none.
func (r *risRecord) add(tag, text string) {
	r.size += len(text) + 32 // as an empty value weighs, too
	if tag == "" {
		r.text = append(append(r.text, ' '), text...)
		return
	}
	r.close()
	r.tag, r.text = tag, append(r.text[:0], text...)
}

// close keeps the value of the last tag.
func (r *risRecord) close() {
	if r.tag != "" {
		r.values[r.tag] = append(r.values[r.tag], string(r.text))
	}
}

// risTag is how a line begins that is no continuation of the one before:
// two characters, two spaces (some write one), a hyphen.
var risTag = regexp.MustCompile(`^([A-Z][A-Z0-9])  ?-(?: |$)`)

// ris reads RIS. A record begins at TY and ends at ER, or, where that is
// missing, at the next TY: then it is an error, for its last lines may be missing,
// too. Lines before the first TY are no news.
func (rd *reading) ris(in *input) error {
	var r *risRecord
	var first frame // where it begins; its error is that of the record
	n := 0
	end := func() bool {
		var p corpus.Paper
		err := first.err
		if err == nil {
			p, err = r.paper()
		}
		r = nil
		return rd.give(first, false, p, err)
	}
	for {
		f, ok := in.nextLine()
		if !ok {
			break
		}
		data, wrong := ofUnnamedEncoding(f.data)
		f.err = cmp.Or(f.err, wrong)
		tag, text := risLine(string(data))
		switch {
		case tag == "TY":
			if r != nil {
				first.err = cmp.Or(first.err, fmt.Errorf("%w: the next record begins before its ER", ErrSyntax))
				if !end() {
					return nil
				}
			}
			n++
			r, first = &risRecord{values: map[string][]string{}}, f
			first.number = n
		case r == nil || tag == "" && text == "" && f.err == nil:
		case tag == "ER":
			if !end() {
				return nil
			}
		case first.err != nil:
		case f.err != nil:
			first.err = f.err
		default:
			if r.add(tag, text); r.size > in.most {
				first.err = tooLong(in.most)
				*r = risRecord{}
			}
		}
	}
	if err := in.failure(); err != nil {
		return err
	}
	if r != nil {
		return fmt.Errorf("%w: it ends inside the record that begins on line %d, without its ER; fetch the file again", ErrTruncated, first.line)
	}
	return nil
}

// risLine takes a line apart; one that goes on with the one before has no tag.
func risLine(line string) (tag, text string) {
	if m := risTag.FindStringSubmatch(line); m != nil {
		return m[1], strings.TrimSpace(line[len(m[0]):])
	}
	return "", strings.TrimSpace(line)
}

// any returns the first value that is there under one of the tags.
func (r *risRecord) any(tags ...string) string {
	for _, tag := range tags {
		for _, s := range r.values[tag] {
			if s != "" {
				return collapse(s)
			}
		}
	}
	return ""
}

// paper makes a paper of the values.
//
//   - Tags differ by who wrote the file: the title is TI, T1 or CT, the abstract
//     AB or N2, the journal JO, JF, T2, JA or BT.
//   - Names are sorted: "Last, First, Suffix".
//   - A date is year/month/day/other with the later parts empty: "2021/03//".
//   - An abstract goes on over lines without a tag.
//   - The id is that of arXiv where a URL or the number M1 or a note names one.
//   - N1 holds what RIS has no tag for, as Writer puts it there.
func (r *risRecord) paper() (p corpus.Paper, err error) {
	r.close()
	own := map[string]string{}
	for _, s := range r.values["N1"] {
		if isOwn(s) {
			name, text, _ := strings.Cut(s[len(risOwn):], ": ")
			own[name] = text
		}
	}
	x := ids{doi: cmp.Or(r.any("DO"), bareDOI(r.any("M3")))}
	for _, tag := range []string{"UR", "L1", "L2", "LK", "M1", "AN", "C1", "N1", "T2", "JO"} {
		for _, s := range r.values[tag] {
			if isOwn(s) {
				continue
			}
			x.arxiv = cmp.Or(x.arxiv, arxivID(s), arxivMention(s))
			if rest, ok := strings.CutPrefix(s, "PMID:"); ok {
				x.pubMed = rest
			}
		}
	}
	p = corpus.Paper{
		Source: corpus.SourceLibrary, DOI: cmp.Or(bareDOI(x.doi), x.doi), URL: r.any("UR"),
		Title: r.any("TI", "T1", "CT"), Abstract: r.any("AB", "N2"), Venue: r.any("JO", "JF", "T2", "JA", "BT"),
		Organization: own["organization"], Repository: own["repository"],
	}
	x.name(&p, own["id"], own["aliases"])
	for _, tag := range []string{"AU", "A1"} {
		for _, name := range r.values[tag] {
			p.Authors = append(p.Authors, risName(name))
		}
	}
	for _, s := range r.values["KW"] {
		p.Categories = append(p.Categories, parts(s, ";")...)
	}
	if p.Published, err = risDate(own["published"], r.any("DA"), r.any("PY", "Y1")); err != nil {
		return p, err
	}
	if p.Listed, err = date(cell{s: own["listed"]}); err != nil {
		return p, inField("listed", err)
	}
	p.Listed, p.URL = dayOf(p.Listed), withoutOwnURL(p.ID, p.URL)
	for _, n := range []struct {
		name string
		to   **int
	}{{"votes", &p.Votes}, {"citations", &p.Citations}} {
		if *n.to, err = count(cell{s: own[n.name]}); err != nil {
			return p, inField(n.name, err)
		}
	}
	known, err := count(cell{s: own["author_count"]})
	if err == nil && known != nil {
		p.AuthorCount = *known
	}
	return p, err
}

// risOwn begins the notes that hold fields of ours.
const risOwn = "kindred "

// risName turns "Last, First, Suffix" into a name as it is spoken.
func risName(s string) string {
	p := parts(collapse(s), ",")
	switch len(p) {
	case 2:
		return p[1] + " " + p[0]
	case 3:
		return p[1] + " " + p[0] + " " + p[2]
	}
	return collapse(s)
}

// risDate reads the first of some dates that is there: 2021/03/04/, 2021///, 2021,
// or one in any other form that is read. DA goes before PY where it has more to say.
func risDate(dates ...string) (best corpus.Date, err error) {
	for _, s := range dates {
		s = strings.TrimRight(strings.TrimSpace(s), "/")
		if p := strings.Split(s, "/"); len(p) > 1 && len(p[0]) == 4 {
			for i := range p {
				if p[i] = strings.TrimSpace(p[i]); i > 0 {
					p[i] = strings.TrimLeft(p[i], "0")
				}
			}
			if len(p) == 4 { // behind the day stands a season or the like
				p = p[:3]
			}
			for i, part := range p {
				if part == "" { // 2021//04, 2021///Spring
					p = p[:i]
					break
				}
			}
			s = strings.Join(p, "/")
		}
		d, err := date(cell{s: s})
		if err != nil {
			return d, inField("PY", err)
		}
		if d.Precision() > best.Precision() {
			best = d
		}
		if best.Precision() >= corpus.DayOnly {
			break
		}
	}
	return best, nil
}
