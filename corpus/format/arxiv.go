package format

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/kindred-search/kindred/corpus"
)

// arxivPaper reads a record of the arXiv metadata snapshot.
//
//   - The date of publication is that of version v1; update_date is the day of
//     some bulk change, years later, and not read.
//   - authors is written in LaTeX; authors_parsed holds [last, first, suffix] in
//     Unicode and goes first.
//   - Title and abstract are wrapped at 80 columns and indented; the accents of
//     LaTeX become Unicode, its math is kept.
//   - categories are one text, the primary one first.
//   - Of several DOIs in one text the first is taken; journal-ref is the venue.
//   - Ids look like numbers, and files that went through a program which took
//     them for some are repaired: see restoreArxivID.
func arxivPaper(record value) (p corpus.Paper, err error) {
	var authors, parsed, versions value
	record.fields(func(key []byte, v value) {
		if err != nil {
			return
		}
		var to *string
		switch string(key) {
		case "id":
			to = &p.ID
		case "title":
			to = &p.Title
		case "abstract":
			to = &p.Abstract
		case "journal-ref":
			to = &p.Venue
		case "doi":
			to = &p.DOI
		case "categories":
			p.Categories, err = list(cell{v: v}, strings.Fields)
		case "authors":
			authors = v
		case "authors_parsed":
			parsed = v
		case "versions":
			versions = v
		}
		if to != nil {
			*to, err = v.text()
		}
		if err != nil {
			err = inField(string(key), err)
		}
	})
	if err != nil {
		return p, err
	}
	p.Source, p.ID = corpus.SourceArxiv, restoreArxivID(p.ID)
	p.Title, p.Abstract, p.Venue = accents(collapse(p.Title)), accents(collapse(p.Abstract)), accents(collapse(p.Venue))
	p.DOI, _, _ = strings.Cut(strings.TrimSpace(p.DOI), " ")
	if p.Published, err = firstVersion(versions); err != nil {
		return p, inField("versions", err)
	}
	if p.Authors, err = parsedPeople(parsed); err != nil {
		return p, inField("authors_parsed", err)
	}
	if len(p.Authors) == 0 {
		s, err := authors.text()
		if err != nil {
			return p, inField("authors", err)
		}
		p.Authors = splitPeople(withoutLaTeX(withoutAffiliations(s)))
	}
	return p, nil
}

// arxivTime is how versions are dated. The day has one digit or two, so that
// time.RFC1123 does not do.
const arxivTime = "Mon, 2 Jan 2006 15:04:05 MST"

// firstVersion returns when v1 was created: the first of the list where none
// is called v1.
func firstVersion(versions value) (corpus.Date, error) {
	if k := versions.kind(); k != "an array" && k != "nothing" {
		return corpus.Date{}, fmt.Errorf("%w: got %s; need an array", ErrField, k)
	}
	var first value
	versions.elements(func(v value) {
		if first == nil || bytes.Equal(v.get("version"), []byte(`"v1"`)) {
			first = v
		}
	})
	s, err := first.get("created").text()
	if err != nil || s == "" {
		return corpus.Date{}, err
	}
	t, err := time.Parse(arxivTime, s)
	if err != nil {
		return date(cell{s: s})
	}
	return corpus.DateOf(t, corpus.Instant), nil
}

// parsedPeople turns [[last, first, suffix], ...] into names as they are spoken.
func parsedPeople(v value) (names []string, err error) {
	v.elements(func(v value) {
		var parts [3]string // behind them stands an affiliation, sometimes
		i := 0
		v.elements(func(v value) {
			if i < len(parts) && err == nil {
				parts[i], err = v.text()
			}
			i++
		})
		name := collapse(withoutLaTeX(parts[1] + " " + parts[0] + " " + parts[2]))
		if name != "" {
			names = append(names, name)
		}
	})
	return names, err
}

var mangledID = regexp.MustCompile(`^(\d{3,4})\.(\d+)$`)

// restoreArxivID gives an id back the zeros and the digits that it lost in a
// program that took it for a number: 704.001 was 0704.0010, 2504.1 was
// 2504.10000, 1803.0739399999998 was 1803.07394. Any other id stays as it is.
func restoreArxivID(id string) string {
	m := mangledID.FindStringSubmatch(id)
	if m == nil {
		return id
	}
	yearMonth, _ := strconv.Atoi(m[1])
	month := yearMonth % 100
	if yearMonth < 704 || month < 1 || month > 12 {
		return id
	}
	digits := 5
	if yearMonth <= 1412 {
		digits = 4
	}
	if len(m[1]) == 4 && len(m[2]) == digits {
		return id
	}
	if n := len(m[2]); n > digits && n < 10 {
		return id // too long for an id, too short for a rounding error
	}
	number, err := strconv.ParseFloat(id, 64)
	if err != nil {
		return id
	}
	return fmt.Sprintf("%0*.*f", 5+digits, digits, number)
}
