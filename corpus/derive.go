package corpus

import "slices"

// derive is the paper that records make: a pure function of them, whatever the
// order in which they stand or came. docs/identity.md has its rules as a table.
//
// It goes by all their ids, the best as its own. The longest abstract is taken,
// and the newest votes; every other field from the first record that gives it,
// by the precedence of sources.
func derive(records []*record) Paper {
	if len(records) == 1 {
		return records[0].paper
	}
	sorted := slices.SortedFunc(slices.Values(records), compareRecords)
	var p Paper
	var ids []string
	voted := int64(-1)
	for _, r := range sorted {
		q := &r.paper
		ids = append(append(ids, q.ID), q.Aliases...)
		keep(&p.Title, q.Title)
		if len(q.Abstract) > len(p.Abstract) {
			p.Abstract = q.Abstract
		}
		if len(p.Authors) == 0 && len(q.Authors) > 0 {
			p.Authors, p.AuthorCount = q.Authors, q.AuthorCount
		}
		keep(&p.AuthorCount, q.AuthorCount)
		keep(&p.Organization, q.Organization)
		if len(p.Categories) == 0 { // not all of them: the terms of two catalogs do not mix
			p.Categories = q.Categories
		}
		keep(&p.Published, q.Published)
		keep(&p.Listed, q.Listed)
		keep(&p.URL, q.URL)
		if p.DOI == "" || q.DOI != "" && ofArxiv(p.DOI) && !ofArxiv(q.DOI) {
			p.DOI = q.DOI
		}
		keep(&p.Repository, q.Repository)
		if q.Votes != nil && r.voted > voted {
			p.Votes, voted = q.Votes, r.voted
		}
	}
	for _, r := range preferring(venuePrecedence, sorted) {
		keep(&p.Venue, r.paper.Venue)
	}
	for _, r := range preferring(citationPrecedence, sorted) {
		keep(&p.Citations, r.paper.Citations)
	}
	p.setIDs(ids)
	return p
}

// preferring are the records with those of some sources before the others.
func preferring(order []string, sorted []*record) []*record {
	return slices.SortedStableFunc(slices.Values(sorted), func(a, b *record) int {
		return placeIn(order, a.source) - placeIn(order, b.source)
	})
}
