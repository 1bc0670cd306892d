package corpus

import (
	"cmp"
	"slices"
)

// join finds the papers of which a record is one, by its ids and where these
// are not enough by its title, and the ids by which it is known: an id that
// another paper has stays with that. The first of the papers is the one that
// stays; the others become part of it.
func (d *decider) join(c candidate) (group []*entity, names []string, err error) {
	p := *c.paper
	type link struct {
		e   *entity
		ids []string
	}
	var links []link
	for _, id := range p.ids() {
		e, err := d.byID(id)
		if err != nil {
			return nil, nil, err
		}
		if e == nil {
			names = append(names, id)
			continue
		}
		if i := slices.IndexFunc(links, func(l link) bool { return l.e == e }); i >= 0 {
			links[i].ids = append(links[i].ids, id)
		} else {
			links = append(links, link{e, []string{id}})
		}
	}
	arxiv := arxivOf(&p)
	take := func(e *entity, ids []string) bool {
		other := arxivOf(&e.paper)
		if arxiv != "" && other != "" && arxiv != other {
			return false // two papers of arXiv are two
		}
		arxiv = cmp.Or(arxiv, other)
		group, names = append(group, e), append(names, ids...)
		return true
	}
	for _, l := range links {
		if linked(&p, &l.e.paper, l.e.records, l.ids) {
			take(l.e, l.ids)
		}
	}
	if len(names) == 0 { // all its ids are those of other papers
		p.ID, p.Aliases = cmp.Or(TitleID(p.Title), p.ID), nil
	}
	byTitle := nameless(names)
	if !c.titles && (byTitle && len(group) > 0 || !byTitle && !d.titled) {
		return d.ordered(group), names, nil
	}
	found, err := d.byTitle(TitleID(p.Title))
	if err != nil {
		return nil, nil, err
	}
	slices.SortFunc(found, func(a, b *entity) int { return compareByTitle(&p, &a.paper, &b.paper) })
	for _, e := range found {
		if slices.Contains(group, e) || !sameTitle(&p, &e.paper) || !(c.titles || byTitle || IsTitleID(e.paper.ID)) {
			continue
		}
		if take(e, nil) && !c.titles {
			break // of several papers with its title it is one
		}
	}
	if byTitle {
		if names, group, err = d.nameByTitle(&p, names, group); err != nil {
			return nil, nil, err
		}
	}
	return d.ordered(group), names, nil
}

// nameByTitle gives a record without an id of its own the one that its title
// makes, where that is free. A paper that would stand without any then gets one
// that also tells the year, and for a generic title the author.
func (d *decider) nameByTitle(p *Paper, names []string, group []*entity) ([]string, []*entity, error) {
	if len(names) > 0 {
		return names, group, nil
	}
	dated := datedTitleID(p.ID, p)
	for _, id := range []string{p.ID, dated} {
		e, err := d.byID(id)
		if err != nil {
			return nil, nil, err
		}
		if e == nil {
			return []string{id}, group, nil
		}
		if len(group) > 0 {
			return nil, group, nil
		}
	}
	// It is named like that paper in every way.
	e, err := d.byID(dated)
	return nil, []*entity{e}, err
}

// ordered puts the paper first that the others become part of: one of the
// store, of those the one with the best id.
func (d *decider) ordered(group []*entity) []*entity {
	slices.SortStableFunc(group, func(a, b *entity) int {
		return cmp.Or(isNew(a)-isNew(b), compareIDs(a.paper.ID, b.paper.ID))
	})
	return group
}

func isNew(e *entity) int {
	if e.n == 0 {
		return 1
	}
	return 0
}
