package corpus

import (
	"encoding/json"
	"slices"
)

// A record is what one source says of a paper.
type record struct {
	source string

	// key is the name by which the source knows it: see keyOf.
	key string

	// hash is that of the newest record as it came; see recordHash.
	hash int64

	// voted is the number of the change that brought its votes, where there are
	// several records: the newest votes count.
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

// lay puts a newer record over those that it replaces, and returns the others
// with it.
func lay(records []*record, newer *record, ids []string) []*record {
	var kept []*record
	all := newer.paper.ids()
	for _, r := range slices.SortedFunc(slices.Values(records), compareRecords) {
		if !r.isReplacedBy(newer.source, newer.key, ids) {
			kept = append(kept, r)
			continue
		}
		if newer.paper.Votes == nil {
			newer.voted = r.voted
		}
		all = append(all, r.paper.ids()...)
		newer.paper = merge(r.paper, newer.paper)
	}
	newer.paper.setIDs(all)
	return append(kept, newer)
}

// encode is the record as it is stored where a paper has several.
func (r *record) encode() (string, error) {
	b, err := json.Marshal(&r.paper)
	return string(b), err
}
