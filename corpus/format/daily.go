package format

import (
	"fmt"
	"strings"
	"time"

	"github.com/kindred-search/kindred/corpus"
)

// dailyPaper reads an item of the daily papers API: {"paper":{...},...}, or the
// bare paper as /api/papers/{id} answers it.
//
//   - What stands inside the paper goes before what stands around it.
//   - paper.publishedAt is the day of submission, submittedOnDailyAt the day of
//     the list: a real time in 2025, midnight in 2026, so its day is taken.
//   - Authors that are hidden are dropped, and not counted.
//   - The organization may stand in either place or both; its full name is
//     taken, the short one where there is no other.
//   - Title and abstract are those of arXiv, with its LaTeX.
//   - ai_keywords are not categories: a machine made them.
func dailyPaper(item value) (corpus.Paper, error) {
	var inner, outer dailyFields
	item.fields(func(key []byte, v value) {
		if string(key) == "paper" && v.kind() == "an object" {
			inner = dailyFields{}
			v.fields(inner.set)
			return
		}
		outer.set(key, v)
	})
	inner.or(&outer)
	return inner.paper()
}

// dailyFields are the values of a paper that are kept.
type dailyFields struct {
	id, title, summary, authors, organization, published, listed, upvotes, repository value
}

func (d *dailyFields) set(key []byte, v value) {
	switch string(key) {
	case "id":
		d.id = v
	case "title":
		d.title = v
	case "summary":
		d.summary = v
	case "authors":
		d.authors = v
	case "organization":
		d.organization = v
	case "publishedAt":
		d.published = v
	case "submittedOnDailyAt":
		d.listed = v
	case "upvotes":
		d.upvotes = v
	case "githubRepo":
		d.repository = v
	}
}

// or takes from other what d has not.
func (d *dailyFields) or(other *dailyFields) {
	for _, f := range []struct{ v, other *value }{
		{&d.id, &other.id}, {&d.title, &other.title}, {&d.summary, &other.summary}, {&d.authors, &other.authors},
		{&d.organization, &other.organization}, {&d.published, &other.published}, {&d.listed, &other.listed},
		{&d.upvotes, &other.upvotes}, {&d.repository, &other.repository},
	} {
		if (cell{v: *f.v}).absent() {
			*f.v = *f.other
		}
	}
}

func (d *dailyFields) paper() (p corpus.Paper, err error) {
	for _, f := range []struct {
		name string
		v    value
		to   *string
	}{
		{"id", d.id, &p.ID}, {"title", d.title, &p.Title}, {"summary", d.summary, &p.Abstract}, {"githubRepo", d.repository, &p.Repository},
	} {
		if *f.to, err = f.v.text(); err != nil {
			return p, inField(f.name, err)
		}
	}
	p.Source, p.ID = corpus.SourceDaily, restoreArxivID(p.ID)
	p.Title, p.Abstract = accents(collapse(p.Title)), accents(collapse(p.Abstract))
	if p.Authors, err = people(d.authors); err != nil {
		return p, inField("authors", err)
	}
	if p.Organization, err = naming(d.organization); err != nil {
		return p, inField("organization", err)
	}
	if p.Votes, err = count(cell{v: d.upvotes}); err != nil {
		return p, inField("upvotes", err)
	}
	if p.Published, err = date(cell{v: d.published}); err != nil {
		return p, inField("publishedAt", err)
	}
	p.Published = withoutMidnight(p.Published)
	if p.Listed, err = date(cell{v: d.listed}); err != nil {
		return p, inField("submittedOnDailyAt", err)
	}
	p.Listed = dayOf(p.Listed)
	return p, nil
}

// withoutMidnight is the day for an instant at which it begins: nothing is
// submitted then, and the API says so where it knows the day only.
func withoutMidnight(d corpus.Date) corpus.Date {
	if t := d.Start(); t.Equal(t.Truncate(24 * time.Hour)) {
		return dayOf(d)
	}
	return d
}

// dayOf is the day in which an instant lies; any other date stays as it is.
func dayOf(d corpus.Date) corpus.Date {
	if d.Precision() == corpus.Instant {
		return corpus.DateOf(d.Start(), corpus.DayOnly)
	}
	return d
}

func inField(name string, err error) error { return fmt.Errorf("%s: %w", name, err) }

// naming reads the name of an organization or a person: a text, or an object
// that holds one, the full name before the short.
func naming(v value) (string, error) {
	if v.kind() != "an object" {
		s, err := v.text()
		return collapse(s), err
	}
	var names [3]value
	v.fields(func(key []byte, v value) {
		switch string(key) {
		case "fullname":
			names[0] = v
		case "display_name":
			names[1] = v
		case "name":
			names[2] = v
		}
	})
	for _, v := range names {
		if s, err := v.text(); err != nil || strings.TrimSpace(s) != "" {
			return collapse(s), err
		}
	}
	return "", nil
}

// people reads a list of authors: texts, or objects with a name, of which those
// that are hidden are dropped. A text is a list in one cell.
func people(v value) (names []string, err error) {
	if v.kind() != "an array" {
		s, err := v.text()
		return splitPeople(s), err
	}
	v.elements(func(v value) {
		hidden := v.get("hidden")
		if err != nil || len(hidden) > 0 && hidden[0] == 't' {
			return
		}
		var name string
		if name, err = naming(v); name != "" {
			names = append(names, name)
		}
	})
	return names, err
}
