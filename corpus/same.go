package corpus

import (
	"cmp"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// linked reports whether a record is of a paper q, made of records, with which
// it shares some ids. An id of a catalog says so, and one of no catalog, unless
// each of them has one of its own in the same catalog. A DOI may be that of a whole
// book or proceedings, and two lists may both count from 1: the titles must be
// alike. Under the id that a title makes there may be another paper. It is compared
// with the paper as it is shown, and with what its source said before.
func linked(p, q *Paper, records []*record, shared []string) bool {
	same := near
	for _, id := range shared {
		switch kind := kindOf(id); {
		case kind == titleKind:
		case kind == doiKind, kind == otherKind && rivals(p, q):
			same = haveAlikeTitles
		default:
			return true
		}
	}
	if same(p, q) {
		return true
	}
	key := keyOf(p)
	return slices.ContainsFunc(records, func(r *record) bool { return r.source == p.Source && r.key == key && same(p, &r.paper) })
}

// rivals reports whether two papers that share only ids of no catalog each have
// one of the same catalog.
func rivals(p, q *Paper) bool {
	return slices.ContainsFunc(p.ids(), func(id string) bool {
		kind := kindOf(id)
		return kind < otherKind && slices.ContainsFunc(q.ids(), func(id string) bool { return kindOf(id) == kind })
	})
}

func haveAlikeTitles(p, q *Paper) bool { return alike(p.Title, q.Title) }

// maxApart is how many years two papers of one title may be apart that are one:
// a preprint, its conference and its journal.
const maxApart = 2

// sameTitle reports whether two papers of one title are one, as far as it can
// be told without an id of either: their titles are the same but for case,
// accents and punctuation, and they are near.
func sameTitle(p, q *Paper) bool {
	id := TitleID(p.Title)
	return id != "" && id == TitleID(q.Title) && near(p, q)
}

// near reports whether nothing but the title speaks against two papers being
// one: they appeared at most two years apart, as far as it is known, and where
// the title of p is generic, their authors agree.
func near(p, q *Paper) bool {
	return apart(p, q) <= maxApart && (!isGeneric(p.Title) || agree(p, q))
}

// apart is how many years lie between two papers, 0 where one is not dated.
func apart(p, q *Paper) int {
	if p.Published.IsZero() || q.Published.IsZero() {
		return 0
	}
	years := p.Published.Start().Year() - q.Published.Start().Year()
	return max(years, -years)
}

// agree reports whether two papers have the family name of an author in common.
// Where neither names an author it takes both to have nothing else, either.
func agree(p, q *Paper) bool {
	if len(p.Authors) == 0 && len(q.Authors) == 0 {
		return IsTitleID(p.ID) && IsTitleID(q.ID)
	}
	names := map[string]bool{}
	for _, a := range p.Authors {
		names[familyName(a)] = true
	}
	delete(names, "")
	return slices.ContainsFunc(q.Authors, func(a string) bool { return names[familyName(a)] })
}

// familyName is the last word of a name, or the last before its comma, as a
// slug; "" where only initials are left.
func familyName(name string) string {
	name, _, _ = strings.Cut(name, ",")
	words := strings.Split(slug(name), "-")
	for i := len(words) - 1; i >= 0; i-- {
		switch words[i] {
		case "jr", "sr", "ii", "iii", "iv":
			continue
		}
		if len(words[i]) > 1 {
			return words[i]
		}
	}
	return ""
}

// compareByTitle orders papers with the title of p: the one that p is rather
// goes first.
func compareByTitle(p, a, b *Paper) int {
	return cmp.Or(cmp.Compare(kindOf(a.ID), kindOf(b.ID)), apart(p, a)-apart(p, b), cmp.Compare(a.ID, b.ID))
}

// datedTitleID is an id for a paper whose title has another paper already: that
// of the title, the year, and for a generic title the first author. No title makes
// such an id, for it has no point.
func datedTitleID(titleID string, p *Paper) string {
	if !p.Published.IsZero() {
		titleID += "." + strconv.Itoa(p.Published.Start().Year())
	}
	if isGeneric(p.Title) && len(p.Authors) > 0 {
		if name := familyName(p.Authors[0]); name != "" && len(name) < MaxID-maxSlug-50 {
			titleID += "." + name
		}
	}
	return titleID
}

// samePaper reports whether two papers are the same in every field.
func samePaper(p, q *Paper) bool { return reflect.DeepEqual(p, q) }
