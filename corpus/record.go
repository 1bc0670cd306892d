package corpus

import "slices"

// A record is what one source says of a paper.
type record struct {
	source string

	// key is the name by which the source knows it: see keyOf.
	key string

	// hash is that of the newest record as it came; see recordHash.
	hash int64

	// voted is the number of the change that brought its votes, of which the
	// newest count; 0 without.
	voted int64

	// paper is the newest record laid over those before it. Its ids are those by
	// which the paper is found: an id that is another paper's is left out.
	paper Paper
}

// keyOf is the name by which its source knows a record: the id of the source's
// own catalog, else the id of the paper.
func keyOf(p *Paper) string {
	var kind idKind
	switch p.Source {
	case SourceArxiv:
		kind = arxivKind
	case SourcePubMed:
		kind = pubMedKind
	case SourceScholar:
		kind = scholarKind
	case SourceOpenAlex:
		kind = openAlexKind
	default:
		return p.ID
	}
	for _, id := range p.ids() {
		if kindOf(id) == kind {
			return id
		}
	}
	return p.ID
}

// isReplacedBy reports whether a newer record with a key and ids takes the
// place of r: both have the same source, and one knows the other by name. OpenAlex
// may have two works with one DOI, which then are two records of one paper; an
// entry of a library that got an id of arXiv is still that entry.
func (r *record) isReplacedBy(source, key string, ids []string) bool {
	return r.source == unknownSource || r.source == source && (r.key == key || slices.Contains(ids, r.key) || slices.Contains(r.paper.ids(), key))
}

// over lays r over another record of its source: what r leaves out is as it was
// there, and it is found by the ids of both.
func (r *record) over(other *record) {
	if r.paper.Votes == nil {
		r.voted = other.voted
	}
	ids := append(r.paper.ids(), other.paper.ids()...)
	r.paper = merge(other.paper, r.paper)
	r.paper.setIDs(ids)
}

// lay puts a newer record over those that it replaces, and returns the others
// with it.
func lay(records []*record, newer *record, ids []string) []*record {
	var kept []*record
	for _, r := range slices.SortedFunc(slices.Values(records), compareRecords) {
		if r.isReplacedBy(newer.source, newer.key, ids) {
			newer.over(r)
		} else {
			kept = append(kept, r)
		}
	}
	return append(kept, newer)
}
