package corpus

import (
	"database/sql"
	"fmt"
)

// paperColumns are what scanPaper reads, in this order.
const paperColumns = `papers.n, papers.text_hash, papers.local_votes,
	papers.id, aliases, title, abstract, authors, author_count, organization, categories, venue, published, listed, votes, citations, url, doi, repository`

// A stored paper is one row: the paper with its imported votes, and what the
// store knows besides.
type stored struct {
	n        int64
	textHash Hash
	local    int
	paper    Paper
}

// scanPaper reads a row of paperColumns.
func scanPaper(row interface{ Scan(...any) error }) (*stored, error) {
	var (
		s                            stored
		text                         []byte
		aliases, authors, categories string
		published, listed            string
		p                            = &s.paper
	)
	if err := row.Scan(&s.n, &text, &s.local, &p.ID, &aliases, &p.Title, &p.Abstract, &authors, &p.AuthorCount, &p.Organization,
		&categories, &p.Venue, &published, &listed, &p.Votes, &p.Citations, &p.URL, &p.DOI, &p.Repository); err != nil {
		return nil, err
	}
	if len(text) != len(s.textHash) {
		return nil, fmt.Errorf("%w: paper %s has a hash of %d bytes, need %d", ErrDamaged, p.ID, len(text), len(s.textHash))
	}
	s.textHash = Hash(text)
	var err error
	if p.Aliases, err = list(aliases); err == nil {
		p.Authors, err = list(authors)
	}
	if err == nil {
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
