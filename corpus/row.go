package corpus

import (
	"database/sql"
	"fmt"
)

// paperColumns are what scanPaper reads, in this order.
const paperColumns = `papers.n, papers.record_hash, papers.text_hash, papers.local_votes,
	papers.id, title, abstract, authors, author_count, organization, categories, venue, published, listed, votes, citations, url, doi, repository`

// A stored paper is one row: the paper with its imported votes, and what the
// store knows besides.
type stored struct {
	n          int64
	recordHash Hash
	textHash   Hash
	local      int
	paper      Paper
	partial    bool // only the id and the votes of the paper are filled in
}

// setHashes refuses what is no hash.
func (s *stored) setHashes(record, text []byte) error {
	if len(record) != len(s.recordHash) || len(text) != len(s.textHash) {
		return fmt.Errorf("%w: paper %s has hashes of %d and %d bytes, need %d", ErrDamaged, s.paper.ID, len(record), len(text), len(s.recordHash))
	}
	s.recordHash, s.textHash = Hash(record), Hash(text)
	return nil
}

// scanPaper reads a row of paperColumns.
func scanPaper(row interface{ Scan(...any) error }) (*stored, error) {
	var (
		s                   stored
		record, text        []byte
		authors, categories string
		published, listed   string
		p                   = &s.paper
	)
	if err := row.Scan(&s.n, &record, &text, &s.local, &p.ID, &p.Title, &p.Abstract, &authors, &p.AuthorCount, &p.Organization,
		&categories, &p.Venue, &published, &listed, &p.Votes, &p.Citations, &p.URL, &p.DOI, &p.Repository); err != nil {
		return nil, err
	}
	if err := s.setHashes(record, text); err != nil {
		return nil, err
	}
	var err error
	if p.Authors, err = list(authors); err == nil {
		p.Categories, err = list(categories)
	}
	if err == nil {
		err = p.Published.UnmarshalText([]byte(published))
	}
	if err == nil {
		err = p.Listed.UnmarshalText([]byte(listed))
	}
	if err != nil {
		return nil, fmt.Errorf("%w: paper %s: %w", ErrDamaged, p.ID, err)
	}
	return &s, nil
}

// shown is the paper as readers see it, with the sum of its votes.
func (s *stored) shown() Paper {
	p := s.paper
	if p.Votes != nil || s.local != 0 {
		p.Votes = new(shownVotes(p.Votes, s.local))
	}
	return p
}

// shownVotes is the sum of imported and local votes, never below zero: local
// votes against may outlast an import with fewer votes.
func shownVotes(imported *int, local int) int {
	if imported != nil {
		local += *imported
	}
	return max(0, local)
}

// nullable is NULL for a count that is not known.
func nullable(n *int) sql.NullInt64 {
	if n == nil {
		return sql.NullInt64{}
	}
	return sql.NullInt64{Int64: int64(*n), Valid: true}
}
