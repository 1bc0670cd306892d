package corpus

import "slices"

// An entity is one paper while a batch is decided: as the store has it, or as
// the batch has made it by now.
type entity struct {
	n      int64   // 0 while the store does not have it
	hashes []int64 // of its records in the store
	loaded bool    // the fields below are those of the store

	records []*record
	paper   Paper // what they say
	text    Hash
	local   int

	// Of the batch.
	inStore  []string // its ids there
	hadText  Hash     // there
	textAt   int      // the place of the record that gave it the text it has now
	seq      int64    // the number of its last change; 0 without
	changed  bool     // it differs from the store
	recorded bool     // its records do
	into     *entity  // what it has become part of; nil while it stands for itself
}

// has reports whether a record with a hash is one of e's newest.
func (e *entity) has(hash int64) bool {
	if !e.loaded {
		return slices.Contains(e.hashes, hash)
	}
	return slices.ContainsFunc(e.records, func(r *record) bool { return r.hash == hash && r.source != unknownSource })
}

// standing is e, or what it has become part of.
func (e *entity) standing() *entity {
	for e.into != nil {
		e = e.into
	}
	return e
}

// needsVector reports whether the text of a paper is not the one in the store.
func (e *entity) needsVector() bool { return e.into == nil && (e.n == 0 || e.text != e.hadText) }
