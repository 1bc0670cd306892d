package corpus

import (
	"crypto/sha256"
	"encoding/binary"

	"github.com/cespare/xxhash/v2"
)

// A Hash is a SHA-256; FORMAT.md says over which bytes.
type Hash [sha256.Size]byte

// TextHash covers what is embedded: title and abstract. A paper needs a new
// vector only when it changes.
func (p *Paper) TextHash() Hash {
	h := make(hashed, 0, 16+len(p.Title)+len(p.Abstract))
	h.text(p.Title)
	h.text(p.Abstract)
	return sha256.Sum256(h)
}

// recordHash tells records apart: it covers every field of one, its source and
// its ids included. Two of one paper with the same are the same, and the second
// is skipped.
func recordHash(p *Paper) int64 {
	var room [4096]byte // most records fit: one pass over all is faster than one for each field
	h := hashed(room[:0])
	h.text(p.Source)
	h.text(p.ID)
	h.texts(p.Aliases)
	h.text(p.Title)
	h.text(p.Abstract)
	h.texts(p.Authors)
	h.number(int64(p.AuthorCount))
	h.text(p.Organization)
	h.texts(p.Categories)
	h.text(p.Venue)
	h.text(p.Published.String())
	h.text(p.Listed.String())
	h.count(p.Votes)
	h.count(p.Citations)
	h.text(p.URL)
	h.text(p.DOI)
	h.text(p.Repository)
	return int64(xxhash.Sum64(h))
}

// hashed are the bytes of fields. Each text is preceded by its length, so that no
// two records give the same bytes.
type hashed []byte

func (h *hashed) number(n int64) { *h = binary.LittleEndian.AppendUint64(*h, uint64(n)) }

func (h *hashed) text(s string) {
	h.number(int64(len(s)))
	*h = append(*h, s...)
}

func (h *hashed) texts(list []string) {
	h.number(int64(len(list)))
	for _, s := range list {
		h.text(s)
	}
}

// count writes -1 for unknown.
func (h *hashed) count(n *int) {
	if n == nil {
		h.number(-1)
		return
	}
	h.number(int64(*n))
}
