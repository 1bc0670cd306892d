package corpus

import (
	"crypto/sha256"
	"encoding/binary"
)

// A Hash is a SHA-256; FORMAT.md says over which bytes.
type Hash [sha256.Size]byte

// TextHash covers what is embedded: title and abstract. A paper needs a new
// vector only when it changes.
func (p *Paper) TextHash() Hash {
	var b record
	b.text(p.Title)
	b.text(p.Abstract)
	return sha256.Sum256(b)
}

// RecordHash covers every field, the imported votes included: two records with
// the same hash are the same, and the second is skipped.
func (p *Paper) RecordHash() Hash {
	b := make(record, 0, 256+len(p.Title)+len(p.Abstract))
	b.text(p.ID)
	b.text(p.Title)
	b.text(p.Abstract)
	b.texts(p.Authors)
	b.number(int64(p.AuthorCount))
	b.text(p.Organization)
	b.texts(p.Categories)
	b.text(p.Venue)
	b.text(p.Published.String())
	b.text(p.Listed.String())
	b.count(p.Votes)
	b.count(p.Citations)
	b.text(p.URL)
	b.text(p.DOI)
	b.text(p.Repository)
	return sha256.Sum256(b)
}

// A record is the bytes under a hash. Each text is preceded by its length, so
// that no two records give the same bytes.
type record []byte

func (b *record) number(n int64) { *b = binary.LittleEndian.AppendUint64(*b, uint64(n)) }

func (b *record) text(s string) {
	b.number(int64(len(s)))
	*b = append(*b, s...)
}

func (b *record) texts(list []string) {
	b.number(int64(len(list)))
	for _, s := range list {
		b.text(s)
	}
}

// count writes -1 for unknown.
func (b *record) count(n *int) {
	if n == nil {
		b.number(-1)
		return
	}
	b.number(int64(*n))
}
