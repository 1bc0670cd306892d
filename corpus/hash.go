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
	b := make([]byte, 0, 16+len(p.Title)+len(p.Abstract))
	for _, s := range []string{p.Title, p.Abstract} {
		b = binary.LittleEndian.AppendUint64(b, uint64(len(s)))
		b = append(b, s...)
	}
	return sha256.Sum256(b)
}

// recordHash tells records apart: it covers every field of one, its source and
// its ids included. Two of one paper with the same are the same, and the second
// is skipped.
func recordHash(p *Paper) int64 {
	h := recordHasher{xxhash.New(), [8]byte{}}
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
	return int64(h.Sum64())
}

// A recordHasher is fed fields. Each text is preceded by its length, so that no
// two records give the same bytes.
type recordHasher struct {
	*xxhash.Digest
	buf [8]byte
}

func (h *recordHasher) number(n int64) {
	binary.LittleEndian.PutUint64(h.buf[:], uint64(n))
	h.Write(h.buf[:])
}

func (h *recordHasher) text(s string) {
	h.number(int64(len(s)))
	h.WriteString(s)
}

func (h *recordHasher) texts(list []string) {
	h.number(int64(len(list)))
	for _, s := range list {
		h.text(s)
	}
}

// count writes -1 for unknown.
func (h *recordHasher) count(n *int) {
	if n == nil {
		h.number(-1)
		return
	}
	h.number(int64(*n))
}
