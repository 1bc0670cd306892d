package main

import (
	"context"
	"crypto/sha256"
	"errors"

	"github.com/kindred-search/kindred/corpus"
)

// identities are what papers are known by: a hash of title and abstract for each id.
type identities map[string][sha256.Size]byte

// errTwice is a store that has two papers of one id.
var errTwice = errors.New("a store has two papers of one id")

func (s identities) add(p *corpus.Paper) error {
	if _, known := s[p.ID]; known {
		return errTwice
	}
	s[p.ID] = sha256.Sum256([]byte(p.Title + "\x00" + p.Abstract))
	return nil
}

func readIdentities(ctx context.Context, store string) (identities, error) {
	all := identities{}
	var twice error
	err := eachPaper(ctx, store, func(p corpus.Paper) { twice = errors.Join(twice, all.add(&p)) })
	return all, errors.Join(err, twice)
}

// A difference is what one store has and another has not.
type difference struct {
	Lost    int `json:"lost"`    // ids that are missing
	Extra   int `json:"extra"`   // ids that should not be there
	Changed int `json:"changed"` // papers of another title or abstract
}

func compare(want, got identities) (d difference) {
	for id, text := range want {
		if other, there := got[id]; !there {
			d.Lost++
		} else if other != text {
			d.Changed++
		}
	}
	for id := range got {
		if _, there := want[id]; !there {
			d.Extra++
		}
	}
	return d
}
