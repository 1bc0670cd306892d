package corpus

// merge lays a newer record of a paper over what is known of it. What the
// newer one does not give says nothing and keeps its value: a snapshot of
// arXiv must not erase the votes that the Daily Papers counted, nor these the
// categories of that. To clear a field, delete the paper and add it again.
func merge(known, newer Paper) Paper {
	p := newer
	keep(&p.Title, known.Title)
	keep(&p.Abstract, known.Abstract)
	if len(p.Authors) == 0 {
		p.Authors = known.Authors
		if p.AuthorCount == 0 {
			p.AuthorCount = known.AuthorCount
		}
		p.AuthorCount = max(p.AuthorCount, len(p.Authors))
	}
	keep(&p.Organization, known.Organization)
	if len(p.Categories) == 0 {
		p.Categories = known.Categories
	}
	keep(&p.Venue, known.Venue)
	keep(&p.Published, known.Published)
	keep(&p.Listed, known.Listed)
	keep(&p.Votes, known.Votes)
	keep(&p.Citations, known.Citations)
	keep(&p.URL, known.URL)
	keep(&p.DOI, known.DOI)
	keep(&p.Repository, known.Repository)
	return p
}

// keep sets an absent value to the known one.
func keep[T comparable](value *T, known T) {
	var absent T
	if *value == absent {
		*value = known
	}
}
