package format

import (
	"bytes"
	"cmp"
	"fmt"
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
//   - categories are one text, the primary one first: arxivCategories.
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
			p.Categories, err = list(cell{v: v}, arxivCategories)
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
	p.DOI = firstWord(p.DOI)
	p.DOI = cmp.Or(bareDOI(p.DOI), p.DOI)
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
		p.Authors = announcedPeople(s)
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
	if t, ok := arxivInstant(s); ok {
		return corpus.DateOf(t, corpus.Instant), nil
	}
	return date(cell{s: s})
}

// arxivInstant reads a time as arxivTime has it, in GMT, and in that form only:
// time.Parse takes longer than all the rest of a record's fields but its texts.
func arxivInstant(s string) (t time.Time, ok bool) {
	weekday, s, ok := strings.Cut(s, ", ")
	ok = ok && len(weekday) == 3 && strings.Index("MonTueWedThuFriSatSun", weekday)%3 == 0
	if len(s) == len("2 Jan 2006 15:04:05 GMT") {
		s = "0" + s
	}
	if !ok || len(s) != len("02 Jan 2006 15:04:05 GMT") || s[2] != ' ' || s[6] != ' ' || s[11] != ' ' || s[14] != ':' || s[17] != ':' || s[20:] != " GMT" {
		return t, false
	}
	month := strings.Index("JanFebMarAprMayJunJulAugSepOctNovDec", s[3:6])
	var numbers [5]int
	for i, part := range [5]string{s[:2], s[7:11], s[12:14], s[15:17], s[18:20]} {
		if !allBytes(part, 2, 4, isDigit) {
			return t, false
		}
		numbers[i], _ = strconv.Atoi(part)
	}
	day, year, hour, minute, second := numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]
	t = time.Date(year, time.Month(month/3+1), day, hour, minute, second, 0, time.UTC)
	return t, month >= 0 && month%3 == 0 && t.Day() == day && year > 0 && hour < 24 && minute < 60 && second < 60
}

// parsedPeople turns [[last, first, suffix], ...] into names as they are spoken.
func parsedPeople(v value) (names []string, err error) {
	if n := bytes.Count(v, []byte("[")) - 1; n > 0 {
		names = make([]string, 0, min(n, corpus.MaxAuthors))
	}
	var whole []byte
	v.elements(func(v value) {
		var parts [3]value // behind them stands an affiliation, sometimes
		i := 0
		v.elements(func(v value) {
			if i < len(parts) {
				parts[i] = v
			}
			i++
		})
		whole = whole[:0]
		for _, part := range []value{parts[1], parts[0], parts[2]} {
			if err == nil {
				whole, err = part.appendText(append(whole, ' '))
			}
		}
		if name := collapse(withoutLaTeX(string(bytes.TrimSpace(whole)))); name != "" {
			names = append(names, name)
		}
	})
	return names, err
}

// restoreArxivID gives an id back the zeros and the digits that it lost in a
// program that took it for a number: 704.001 was 0704.0010, 2504.1 was
// 2504.10000, 1803.0739399999998 was 1803.07394. Any other id stays as it is.
func restoreArxivID(id string) string {
	before, behind, _ := strings.Cut(id, ".")
	if !allBytes(before, 3, 4, isDigit) || !allBytes(behind, 1, 30, isDigit) {
		return id
	}
	yearMonth, _ := strconv.Atoi(before)
	month := yearMonth % 100
	if yearMonth < 704 || month < 1 || month > 12 {
		return id
	}
	digits := 5
	if yearMonth <= 1412 {
		digits = 4
	}
	if len(before) == 4 && len(behind) == digits {
		return id
	}
	if n := len(behind); n > digits && n < 10 {
		return id // too long for an id, too short for a rounding error
	}
	number, err := strconv.ParseFloat(id, 64)
	if err != nil {
		return id
	}
	return fmt.Sprintf("%0*.*f", 5+digits, digits, number)
}
