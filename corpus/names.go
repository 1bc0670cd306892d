package corpus

import "slices"

// ids are the ids of a paper, the best first.
func (p *Paper) ids() []string {
	if len(p.Aliases) == 0 {
		return []string{p.ID}
	}
	return append([]string{p.ID}, p.Aliases...)
}

// cleanIDs normalises the ids of a record and takes the DOI for one of them.
// Of two ids of arXiv one is dropped, for those are two papers.
func (p *Paper) cleanIDs() {
	p.ID = NormalizeID(p.ID)
	doi := ""
	if p.DOI != "" {
		if bare := BareDOI(p.DOI); bare != "" {
			doi = NormalizeID(doiPrefix + bare)
		}
	}
	switch {
	case len(p.Aliases) > MaxAliases: // refused by Validate
		return
	case len(p.Aliases) == 0 && (doi == "" || doi == p.ID):
		p.Aliases = nil
		return
	}
	ids := []string{p.ID, doi}
	for _, id := range p.Aliases {
		ids = append(ids, NormalizeID(id))
	}
	p.setIDs(ids)
}

// setIDs names a paper by normalised ids: the best is its ID, the others are
// its aliases, at most as many as may be. Empty ones say nothing. Of several of
// arXiv the first given counts.
func (p *Paper) setIDs(ids []string) {
	arxiv := ""
	ids = slices.DeleteFunc(ids, func(id string) bool {
		if IsArxivID(id) && arxiv == "" {
			arxiv = id
		}
		return id == "" || IsArxivID(id) && id != arxiv
	})
	slices.SortFunc(ids, compareIDs)
	ids = slices.Compact(ids)
	p.ID, p.Aliases = "", nil
	if len(ids) > 0 {
		p.ID = ids[0]
	}
	if len(ids) > 1 {
		p.Aliases = ids[1:min(len(ids), 1+MaxAliases)]
	}
}

// arxivOf is the id of arXiv of a paper, "" without; it is always the best.
func arxivOf(p *Paper) string {
	if IsArxivID(p.ID) {
		return p.ID
	}
	return ""
}
