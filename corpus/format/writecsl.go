package format

import (
	"github.com/kindred-search/kindred/corpus"
)

// cslOut is an item of CSL-JSON as it is written.
//
// Not kept are texts that look like the markup of titles (<i>, <sub>), for which
// CSL has no escape, a DOI in capitals or in its URL, and a URL that only repeats
// an id of arXiv.
type cslOut struct {
	ID         string     `json:"id"`
	Type       string     `json:"type"`
	Title      string     `json:"title,omitempty"`
	Author     []cslName  `json:"author,omitempty"`
	Issued     *cslIssued `json:"issued,omitempty"`
	Venue      string     `json:"container-title,omitempty"`
	Abstract   string     `json:"abstract,omitempty"`
	Categories []string   `json:"categories,omitempty"`
	Number     string     `json:"number,omitempty"`
	DOI        string     `json:"DOI,omitempty"`
	PMID       string     `json:"PMID,omitempty"`
	URL        string     `json:"URL,omitempty"`
	Custom     *cslCustom `json:"custom,omitempty"`
}

type cslName struct {
	Family  string `json:"family,omitempty"`
	Given   string `json:"given,omitempty"`
	Suffix  string `json:"suffix,omitempty"`
	Literal string `json:"literal,omitempty"`
}

type cslIssued struct {
	Parts [][]int `json:"date-parts"`
}

// cslCustom is what CSL has no field for; the schema leaves custom to programs.
type cslCustom struct {
	ID           string      `json:"id,omitempty"`
	Aliases      string      `json:"aliases,omitempty"`  // with spaces between them
	Published    corpus.Date `json:"published,omitzero"` // with its time
	Listed       corpus.Date `json:"listed,omitzero"`
	Votes        *int        `json:"votes,omitempty"`
	Citations    *int        `json:"citations,omitempty"`
	AuthorCount  int         `json:"author_count,omitempty"`
	Organization string      `json:"organization,omitempty"`
	Repository   string      `json:"repository,omitempty"`
}

func cslOf(p corpus.Paper) cslOut {
	out := cslOut{
		ID: p.ID, Type: "article", Title: p.Title, Venue: p.Venue, Abstract: p.Abstract,
		Categories: p.Categories, DOI: p.DOI, PMID: pubMedOf(p), URL: ownURL(p),
	}
	if p.Venue != "" {
		out.Type = "article-journal"
	}
	if corpus.IsArxivID(p.ID) {
		out.Number = "arXiv:" + p.ID
	}
	for _, name := range p.Authors {
		given, family, suffix := splitName(name)
		if given == "" {
			out.Author = append(out.Author, cslName{Literal: name})
		} else {
			out.Author = append(out.Author, cslName{Family: family, Given: given, Suffix: suffix})
		}
	}
	custom := cslCustom{
		ID: ownID(p), Aliases: ownAliases(p), Listed: p.Listed, Votes: p.Votes, Citations: p.Citations, Organization: p.Organization, Repository: p.Repository,
	}
	if p.AuthorCount > len(p.Authors) {
		custom.AuthorCount = p.AuthorCount
	}
	if t := p.Published.Start(); !p.Published.IsZero() {
		date := []int{t.Year(), int(t.Month()), t.Day()}
		out.Issued = &cslIssued{[][]int{date[:min(int(p.Published.Precision()), 3)]}}
		if p.Published.Precision() == corpus.Instant {
			custom.Published = p.Published
		}
	}
	if custom != (cslCustom{}) {
		out.Custom = &custom
	}
	return out
}
